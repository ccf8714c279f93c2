import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { transformWithOxc } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Observer } from "../../src/observer/observer.ts";
import { digest } from "../../src/sim/digest.ts";
import { snapshot } from "../../src/sim/snapshot.ts";
import { startServer, type TownServer } from "../../src/server/town-server.ts";
import { realClock } from "../server/conformance/real-clock.ts";

/** The foreign simulations of examples/, as their readers run them: programs of their own that publish into a real server. */
const EXAMPLES = fileURLToPath(new URL("../../examples/foreign/", import.meta.url));
const TOKEN = "a-token-of-this-test";

let server: TownServer;
let gate: Gate;
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "agent-town-foreign-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));
beforeEach(async () => {
  server = await startServer({ towns: [], port: 0, clock: realClock, token: TOKEN });
  gate = await Gate.open(server.url);
});
afterEach(async () => {
  await gate.close();
  await server.close();
});

/**
 * Stands between a program and the server: lets nothing be published before it is opened, and loses answers, so that both
 * sides are seen from the first event on and no luck is needed.
 */
class Gate {
  readonly #server: ReturnType<typeof createServer>;
  published = 0;
  /** Which answers to events are lost: those of the n-th requests. */
  readonly losing = new Set<number>();
  #open!: () => void;
  readonly #opened = new Promise<void>((resolve) => (this.#open = resolve));

  static async open(target: string): Promise<Gate> {
    const gate = new Gate(target);
    gate.#server.listen(0, "127.0.0.1");
    await once(gate.#server, "listening");
    return gate;
  }

  constructor(target: string) {
    this.#server = createServer((request, response) => void this.#pass(request, response, target));
  }

  async #pass(request: IncomingMessage, response: ServerResponse, target: string): Promise<void> {
    const publishes = request.method === "POST" && request.url!.includes("/events");
    if (publishes) await this.#opened;
    const answer = await forward(request, target);
    if (publishes && this.losing.has(++this.published)) return void response.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  letThrough(): void {
    this.#open();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

async function forward(request: IncomingMessage, target: string): Promise<Response> {
  const { authorization = "", "content-type": type = "" } = request.headers;
  const body = await text(request);
  return fetch(target + request.url, {
    method: request.method!,
    headers: { authorization, ...(type && { "content-type": type }) },
    body: body || null,
  });
}

/** Runs a program to its end. */
async function run(command: string, ...args: string[]) {
  const child = spawn(command, args);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number, out, err };
}

/** A program's command line. */
const PROGRAMS: Readonly<Record<string, () => Promise<readonly [string, string]>>> = {
  "voters.py": async () => ["python3", join(EXAMPLES, "voters.py")],
  // As a newer Node runs it: without its types.
  "flock.ts": async () => {
    const { code } = await transformWithOxc(await readFile(join(EXAMPLES, "flock.ts"), "utf8"), "flock.ts");
    const path = join(scratch, "flock.mjs");
    await writeFile(path, code);
    return [process.execPath, path];
  },
};

describe.each(Object.entries(PROGRAMS))("examples/foreign/%s", (_, program) => {
  const options = (...more: string[]) => ["--url", gate.url, "--town", "elsewhere", "--token", TOKEN, ...more];

  it("lives in a town that observers fold and prove, though answers are lost on the way", async () => {
    gate.losing.add(2).add(5);
    const running = run(...(await program()), ...options("--steps", "40", "--seed", "3"));
    await vi.waitFor(() => server.hall.get("elsewhere"), { timeout: 30_000 });
    const { town } = server.hall.get("elsewhere");
    const observer = new Observer({ url: server.url, town: "elsewhere" });
    try {
      observer.connect();
      await vi.waitFor(() => expect(observer.connection.value.kind).toBe("live"), { timeout: 30_000 });
      await vi.waitFor(() => expect(observer.view.value).toBeDefined(), { timeout: 30_000 });
      expect(observer.head.value).toBe(0);
      gate.letThrough();
      const { code, out, err } = await running;
      expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
      expect(out).toContain(`${town.status.seq} events`);
      // A batch a step, and two that were sent again.
      expect(gate.published).toBe(42);
      await vi.waitFor(() => expect(observer.head.value).toBe(town.status.seq), { timeout: 30_000 });

      const seen = observer.view.value!.town;
      expect(observer.kind.value).toBe("external");
      expect(digest(seen)).toBe(digest(town.state));
      expect(snapshot(seen)).toEqual(town.snapshot());
      const events = Array.from(observer.events.since(0));
      const phases = events.filter(({ type }) => type === "town_status").length;
      expect(phases).toBeGreaterThan(7);
      expect(observer.proof.value).toMatchObject({ verified: phases, diverged: 0 });
      expect(new Set(events.map(({ type }) => type))).toEqual(
        new Set(["town_event", "town_status", "eigenvector_drift", "coalition"]),
      );
      expect(town.chronicle.lifelines.size).toBeGreaterThan(0);
    } finally {
      observer.close();
    }
  });

  it("is the same for the same seed", async () => {
    gate.letThrough();
    const command = await program();
    const told = [];
    for (const id of ["one", "two"]) {
      const { code } = await run(...command, ...options("--steps", "10", "--seed", "5", "--town", id));
      expect(code).toBe(0);
      const { citizens, coalitions } = server.hall.get(id).town.snapshot();
      told.push({ citizens, coalitions });
    }
    expect(told[0]).toEqual(told[1]);
  });

  it("says in one line what the server refused", async () => {
    gate.letThrough();
    const [command, script] = await program();
    const stranger = await run(command, script, "--url", gate.url, "--token", "not-the-token");
    expect(stranger).toMatchObject({ code: 1, out: "" });
    expect(stranger.err).toMatch(/^(voters|flock): .*token.*\n$/);
    expect(server.hall.rooms()).toEqual([]);
  });
});
