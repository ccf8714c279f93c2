import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterAll, describe, expect, it } from "vitest";
import { atExit } from "./at-exit.ts";
import { freePorts } from "./free-ports.ts";
import { natsProgram } from "./nats-program.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/nats.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "agent-town-npm-run-nats-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.concurrent("npm run nats", () => {
  it.each([
    { nodes: 1, version: "older" },
    { nodes: 3, version: "newest" },
  ] as const)("serves JetStream from $nodes of the $version, until it is told to end", async (given) => {
    const { nodes, version } = given;
    const [port] = await freePorts(
      1,
      [0, 2000, 4000].flatMap((place) => [place, place + 1, place + 2]),
    );
    const store = join(folder, version);
    const args = ["--port", `${port}`, "--nodes", `${nodes}`, "--store", store, "--server", natsProgram(version)];
    const { said, ended, child } = run(...args, ...(version === "newest" ? ["--sync"] : []));
    await said("Ctrl-C ends it");
    const [, urls] = /npm start -- --nats (\S+)/.exec(await said(""))!;
    expect(urls.split(",")).toHaveLength(nodes);

    const connection = await connect({ servers: urls.split(",") });
    // Three servers that write everything through to one disk take their time to agree on a leader.
    const manager = await jetstreamManager(connection, { timeout: 20_000 });
    const { config } = await manager.streams.add({ name: "MEMO", subjects: ["memo"], num_replicas: nodes });
    expect(config.num_replicas).toBe(nodes);
    await connection.close();

    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    await expect(connect({ servers: urls.split(","), reconnect: false })).rejects.toThrow();
  });

  it.each([
    ["--nodes must be 1 or 3, got 2", ["--nodes", "2"]],
    ["--port must be a whole number from 1 to 61000, got x", ["--port", "x"]],
    ["Unknown option '--fast'", ["--fast"]],
    ["/bin/true is no nats-server that runs here", ["--server", "/bin/true"]],
    ["--sync needs nats-server 2.10 or newer", ["--server", natsProgram("older"), "--sync"]],
  ])("refuses: %s", async (words, args) => {
    const { ended, said } = run(...args);
    expect(await ended).toBe(2);
    expect(await said("")).toContain(`agent-town: ${words}`);
  });

  it("says whose port is taken, and starts nothing", async () => {
    const [port] = await freePorts(1);
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    const store = join(folder, "taken");
    const { ended, said } = run("--port", `${port}`, "--store", store, "--server", natsProgram("newest"));
    expect(await ended).toBe(1);
    expect(await said("")).toContain(`agent-town: port ${port} of 127.0.0.1 is taken`);
    expect(existsSync(store)).toBe(false);
    other.close();
  });
});

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const forget = atExit(() => child.kill("SIGTERM"));
  let all = "";
  const ended = once(child, "close").then(([code]) => {
    forget();
    return code as number | null;
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (all += chunk.toString()));
  return {
    child,
    ended,
    /** All that it said, once the words are among it. */
    said: async (words: string): Promise<string> => {
      while (!all.includes(words)) {
        const code = await Promise.race([once(child.stdout, "data").then(() => undefined), ended]);
        if (code !== undefined && !all.includes(words)) throw new Error(`ended with ${code}: ${all}`);
      }
      return all;
    },
  };
}
