import fs, { existsSync, readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CliIo } from "../../src/cli/io.ts";
import { parseEventId } from "../../src/wire/frames.ts";
import { SseReader } from "../server/open-town.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { running } from "./running.ts";
import { agentTown } from "./spoken.ts";

afterEach(cleanUp);

/** Serves while `visit` looks at the url, then interrupts. */
async function serving(
  args: readonly string[],
  visit: (url: string, said: string) => Promise<void>,
  io: Partial<CliIo> = {},
) {
  const { url, said, end } = await running(["serve", ...args], io);
  await visit(url, said);
  return end();
}

const COMMAND = "a-token-that-commands";
const OBSERVE = "a-token-that-observes";
const JSON_BODY = { "content-type": "application/json" };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function command(url: string, town: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${url}/v1/town/${town}/control`, {
    method: "POST",
    headers: { ...JSON_BODY, ...headers },
    body: JSON.stringify(body),
  });
}

/** No file takes anything more, until its end. */
function fullDisk() {
  const write = vi.spyOn(fs, "writeSync").mockImplementation(() => {
    throw new Error("no space left on the disk");
  });
  syncBuiltinESMExports();
  return {
    end: () => {
      write.mockRestore();
      syncBuiltinESMExports();
    },
  };
}

describe("agent-town serve", () => {
  it("opens a town, says where, and ends in good order", async () => {
    const { code, err } = await serving(["--port", "0", "--seed", "9", "--paused"], async (url, said) => {
      expect(said).toContain("smallville: 25 citizens, seed 9");
      expect(await (await fetch(`${url}/v1/town/smallville`)).json()).toMatchObject({ seed: 9, paused: true });
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("lives by the numbers of the rules that it was given", async () => {
    await serving(["--port", "0", "--paused", "--param", "drift.confidence=0.2"], async (url) =>
      expect(await (await fetch(`${url}/v1/town/smallville`)).json()).toMatchObject({
        config: { rules: { confidence: 0.2 } },
      }),
    );
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
    for (const others of [
      ["--host", "0.0.0.0"],
      ["--allow-host", "town.example"],
      ["--observe-token", OBSERVE],
    ]) {
      await serving(["--port", "0", "--paused", ...others], async (address, said) => {
        const url = address.replace("0.0.0.0", "127.0.0.1");
        const token = /\/#token=(\S{20,})\n/.exec(said)![1];
        expect(said).toContain("The link carries the token that commands need.");
        expect((await command(url, "smallville", { action: "step" })).status).toBe(401);
        expect((await command(url, "smallville", { action: "step" }, bearer(token))).status).toBe(200);
      });
    }
  });

  it("takes its tokens from the command line or the environment, and shows them on the person's screen only", async () => {
    const env = { AGENT_TOWN_TOKEN: COMMAND, AGENT_TOWN_OBSERVE_TOKEN: OBSERVE };
    const options = ["--token", COMMAND, "--observe-token", OBSERVE];
    for (const [args, io] of [
      [options, {}],
      [[], { env }],
      [options, { env: { AGENT_TOWN_TOKEN: "another-token-than-this" } }],
    ] as const) {
      for (const outIsTerminal of [false, true]) {
        const visit = async (url: string, said: string) => {
          for (const secret of [COMMAND, OBSERVE]) {
            expect(said.includes(`  ${url}/#token=${secret}\n`)).toBe(outIsTerminal);
            expect(said.includes(secret)).toBe(outIsTerminal);
          }
          const look = (headers: Record<string, string>) => fetch(`${url}/v1/town/smallville`, { headers });
          expect((await look({})).status).toBe(401);
          expect((await look(bearer(OBSERVE))).status).toBe(200);
          expect((await command(url, "smallville", { action: "step" }, bearer(OBSERVE))).status).toBe(401);
          expect((await command(url, "smallville", { action: "step" }, bearer(COMMAND))).status).toBe(200);
        };
        const { err } = await serving(["--port", "0", "--paused", ...args], visit, { ...io, outIsTerminal });
        expect(err).toBe("");
      }
    }
  });

  it("warns of a token that is easy to guess, and does not repeat it", async () => {
    const { err } = await serving(["--port", "0", "--paused", "--token", "s3cret"], async () => {});
    expect(err).toBe(
      "agent-town: the token of whoever commands is short: one of 16 characters or more is hard to guess\n",
    );
  });

  it("makes towns for those who ask, as many and as large as it was told", async () => {
    const make = (url: string, wish: object) =>
      fetch(`${url}/v1/town`, { method: "POST", headers: JSON_BODY, body: JSON.stringify(wish) });
    await serving(["--port", "0", "--paused", "--max-towns", "2", "--max-citizens", "10"], async (url) => {
      expect((await make(url, { citizens: 11 })).status).toBe(413);
      const made = await make(url, { citizens: 7 });
      expect([made.status, made.headers.get("location")]).toEqual([201, "/v1/town/smallville-2"]);
      const refused = await make(url, { citizens: 7 });
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    });
  });

  it("lets pages of the origins that it was told watch", async () => {
    await serving(
      ["--port", "0", "--paused", "--cors", "https://a.example", "--cors", "https://b.example"],
      async (url) => {
        for (const origin of ["https://a.example", "https://b.example"]) {
          const { headers } = await fetch(`${url}/v1/town`, { headers: { origin } });
          expect(headers.get("access-control-allow-origin")).toBe(origin);
        }
      },
    );
  });

  it("lets pages of this machine watch, unless it was told that none may", async () => {
    const origin = "http://localhost:8888";
    for (const [more, allowed] of [
      [[], origin],
      [["--cors", "none"], null],
    ] as const) {
      await serving(["--port", "0", "--paused", ...more], async (url) => {
        const { headers } = await fetch(`${url}/v1/town`, { headers: { origin } });
        expect(headers.get("access-control-allow-origin")).toBe(allowed);
      });
    }
  });

  it("writes what it does as lines of JSON, when asked to", async () => {
    const { err } = await serving(["--port", "0", "--paused", "--log-level", "info"], async (url) => {
      await (await fetch(`${url}/v1/town?access_token=${COMMAND}`)).text();
    });
    expect(JSON.parse(err.split("\n")[0])).toMatchObject({ route: "/v1/town", status: 200, msg: "request" });
    expect(err).not.toContain(COMMAND);
  });

  it("ends in the middle of everything and has lost nothing that anyone saw", async () => {
    const record = temporary("r.ndjson");
    let last = 0;
    const { code } = await serving(["--port", "0", "--speed", "max", "--record", record], async (url) => {
      const reader = await SseReader.open(`${url}/v1/town/smallville/events?from=1`);
      while (last < 2000) last = parseEventId((await reader.next())!.id)!.seq;
      reader.close();
    });
    expect(code).toBe(0);
    const { code: proved, out } = await agentTown(["replay", record, "--verify"]);
    expect(proved).toBe(0);
    expect(Number(/([\d,]+) events without a gap/.exec(out)![1].replaceAll(",", ""))).toBeGreaterThanOrEqual(last);
  });

  it("says when its town can't go on, and ends with that", async () => {
    const record = temporary("r.ndjson");
    const { code, err } = await serving(["--port", "0", "--paused", "--record", record], async (url) => {
      const full = fullDisk();
      try {
        await command(url, "smallville", { action: "speed", speed: "max" });
        await command(url, "smallville", { action: "resume" });
        let finished = false;
        while (!finished) {
          const status = await fetch(`${url}/v1/town/smallville`).catch(() => undefined);
          finished = status === undefined || ((await status.json()) as { finished: boolean }).finished;
        }
      } finally {
        full.end();
      }
    });
    expect(err).toContain(`agent-town: can't write ${record}: no space left on the disk\n`);
    expect(err).toContain('"msg":"a town has failed"');
    expect(code).toBe(1);
  });

  it.each(["waits for what becomes of it", "ends the server in the same moment"])(
    "an event that the disk refuses to a resting town is not lost in silence, if one %s",
    async (then) => {
      const record = temporary("r.ndjson");
      let full: ReturnType<typeof fullDisk> | undefined;
      try {
        const { code, err } = await serving(["--port", "0", "--paused", "--record", record], async (url) => {
          await command(url, "smallville", { action: "step" });
          full = fullDisk();
          const answer = await fetch(`${url}/v1/town/smallville/perturb`, {
            method: "POST",
            headers: JSON_BODY,
            body: JSON.stringify({ operation: "solo", participants: ["alice"] }),
          });
          expect(answer.status).toBe(200);
          if (then === "ends the server in the same moment") return;
          while (await fetch(`${url}/v1/town`).catch(() => undefined));
        });
        expect(err).toContain(`agent-town: can't write ${record}: no space left on the disk\n`);
        expect(err.match(/"level":50/g)).toHaveLength(1);
        expect(code).toBe(1);
      } finally {
        full?.end();
      }
      expect(existsSync(`${record}.lock`)).toBe(false);
      expect((await agentTown(["replay", record, "--verify"])).out).toContain("1 event");
    },
  );

  it.each([
    [["--speed", "-3"], 'speed must be between 0.25 and 64 or "max", got "-3"'],
    [["--speed", "100"], 'speed must be between 0.25 and 64 or "max", got 100'],
    [["--port", "70000"], "--port must be a whole number from 0 to 65535, got 70000"],
    [["--host", ""], '--host must be an address such as 127.0.0.1, got ""'],
    [["--token", ""], "--token must be one or more letters, digits or signs, without spaces"],
    [["--observe-token", "a b"], "--observe-token must be one or more letters, digits or signs, without spaces"],
    [
      ["--token", COMMAND, "--observe-token", COMMAND],
      "the token that commands must be another than the one that only observes",
    ],
    [["--allow-host", "a:80"], '--allow-host must be a name such as town.example.org, without a port, got "a:80"'],
    [
      ["--cors", "a.example"],
      '--cors must be an origin such as https://example.org, without a path, * or none, got "a.example"',
    ],
    [["--cors", "null"], '--cors must be an origin such as https://example.org, without a path, * or none, got "null"'],
    [["--max-towns", "0"], "--max-towns must be a whole number from 1 to 10000, got 0"],
    [["--log-level", "loud"], "--log-level must be one of silent, error, warn, info, got loud"],
    [["--citizens", "2"], "--citizens must be a whole number from 3 to 100000, got 2"],
  ])("%j is refused in words", async (args, message) => {
    const { code, err } = await agentTown(["serve", ...args]);
    expect(err).toBe(`agent-town: ${message}\n`);
    expect(code).toBe(2);
  });
});
