import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { CliIo } from "../../src/cli/io.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { agentTown } from "./spoken.ts";

afterEach(cleanUp);

/** Serves while `visit` looks at the url, then interrupts. */
async function serving(
  args: readonly string[],
  visit: (url: string, said: string) => Promise<void>,
  io: Partial<CliIo> = {},
) {
  const interruption = new AbortController();
  let said = "";
  let opened: (url: string) => void;
  const url = new Promise<string>((resolve) => (opened = resolve));
  const ended = agentTown(["serve", ...args], {
    out: (text) => {
      said += text;
      const found = /http:\/\/[^\s/]+/.exec(said);
      if (found) setImmediate(() => opened(found[0]));
    },
    interrupted: interruption.signal,
    ...io,
  });
  const address = await Promise.race([url, ended.then(({ err }) => Promise.reject(new Error(err)))]);
  await visit(address, said);
  interruption.abort("SIGINT");
  return ended;
}

function command(url: string, town: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${url}/v1/town/${town}/control`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

describe("agent-town serve", () => {
  it("opens a town, says where, and ends in good order", async () => {
    const { code, err } = await serving(["--port", "0", "--seed", "9", "--paused"], async (url, said) => {
      expect(said).toContain("smallville: 25 citizens, seed 9");
      expect(await (await fetch(`${url}/v1/town/smallville`)).json()).toMatchObject({ seed: 9, paused: true });
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("takes its port from the environment when the command line names none", async () => {
    await serving([], async (url) => expect((await fetch(`${url}/v1/town`)).status).toBe(200), { env: { PORT: "0" } });
    const { code, err } = await agentTown(["serve"], { env: { PORT: "http" } });
    expect(err).toBe("agent-town: PORT must be a whole number from 0 to 65535, got http\n");
    expect(code).toBe(2);
  });

  it("two runs of the same town have different ids, since people may perturb them", async () => {
    const ids: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      await serving(["--port", "0", "--paused"], async (url) => {
        ids.push(((await (await fetch(`${url}/v1/town/smallville`)).json()) as { run_id: string }).run_id);
      });
    }
    expect(ids[0]).not.toBe(ids[1]);
  });

  it("records a run that replay proves, and goes on with it", async () => {
    const record = temporary("r.ndjson");
    const seqs: number[] = [];
    for (let visit = 0; visit < 2; visit++) {
      const { code, err } = await serving(["--port", "0", "--paused", "--record", record], async (url) => {
        const answer = await command(url, "smallville", { action: "step", by: "day" });
        seqs.push(((await answer.json()) as { seq: number }).seq);
      });
      expect({ code, err }).toEqual({ code: 0, err: "" });
      const { code: verified, out } = await agentTown(["replay", record, "--verify"]);
      expect(verified).toBe(0);
      expect(out).toContain(`${seqs.at(-1)} events without a gap, to day:${visit + 2}/morning`);
    }
    expect(seqs[1]).toBeGreaterThan(seqs[0]);
    const before = readFileSync(record);
    const { code, err } = await agentTown(["serve", "--port", "0", "--seed", "3", "--record", record]);
    expect(err).toContain("leave out the options that say another");
    expect(code).toBe(1);
    expect(readFileSync(record)).toEqual(before);
  });

  it("says when the port is taken, and leaves no record", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const record = temporary("r.ndjson");
    const { code, err } = await agentTown(["serve", "--port", String(port), "--record", record]);
    taken.close();
    expect(err).toBe(
      `agent-town: port ${port} on 127.0.0.1 is taken by another program; stop that one, or choose another port: --port ${port < 65_535 ? port + 1 : port - 1}\n`,
    );
    expect(code).toBe(1);
    expect(existsSync(record)).toBe(false);
    expect(existsSync(`${record}.lock`)).toBe(false);
  });

  it("lets one server at a time go on with a record", async () => {
    const record = temporary("r.ndjson");
    const args = ["--port", "0", "--paused", "--record", record];
    await serving(args, async (url) => {
      await command(url, "smallville", { action: "step", by: "phase" });
      const { code, err } = await agentTown(["serve", ...args]);
      expect(err).toContain(`agent-town: ${record} is being written by process ${process.pid}: stop it`);
      expect(code).toBe(1);
    });
    expect(existsSync(`${record}.lock`)).toBe(false);
    const { code: proved } = await agentTown(["replay", record, "--verify"]);
    expect(proved).toBe(0);
  });

  it("does not go on with a finished run", async () => {
    const record = temporary("r.ndjson");
    await agentTown(["run", "--days", "1", "--out", record]);
    const before = readFileSync(record);
    const { code, err } = await agentTown(["serve", "--port", "0", "--record", record]);
    expect(err).toBe(
      `agent-town: ${record} holds a finished run (agent-town run made it, to day:2/morning), which can't go on: choose another file for --record\n`,
    );
    expect(code).toBe(2);
    expect(readFileSync(record)).toEqual(before);
  });

  it("open to others, it makes up a token and says it in its link; commands need it", async () => {
    await serving(["--port", "0", "--host", "0.0.0.0", "--paused"], async (address, said) => {
      const url = address.replace("0.0.0.0", "127.0.0.1");
      const step = { action: "step" };
      const token = /\/#token=(\S{20,})\n/.exec(said)![1];
      expect((await command(url, "smallville", step)).status).toBe(401);
      expect((await command(url, "smallville", step, { authorization: `Bearer ${token}` })).status).toBe(200);
    });
    await serving(["--port", "0", "--token", "s3cret", "--paused"], async (url, said) => {
      expect(said).toContain(`${url}/#token=s3cret\n`);
      expect((await command(url, "smallville", { action: "step" })).status).toBe(401);
      expect((await command(url, "smallville", { action: "step" }, { authorization: "Bearer s3cret" })).status).toBe(
        200,
      );
    });
  });

  it.each([
    [["--speed", "-3"], 'speed must be between 0.25 and 64 or "max", got "-3"'],
    [["--speed", "100"], 'speed must be between 0.25 and 64 or "max", got 100'],
    [["--port", "70000"], "--port must be a whole number from 0 to 65535, got 70000"],
    [["--host", ""], '--host must be an address such as 127.0.0.1, got ""'],
    [["--token", ""], '--token must be one or more letters, digits or signs without spaces, got ""'],
    [["--token", "a b"], '--token must be one or more letters, digits or signs without spaces, got "a b"'],
    [["--citizens", "2"], "--citizens must be a whole number from 3 to 100000, got 2"],
  ])("%j is refused in words", async (args, message) => {
    const { code, err } = await agentTown(["serve", ...args]);
    expect(err).toBe(`agent-town: ${message}\n`);
    expect(code).toBe(2);
  });
});
