import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { headers, type NatsConnection } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { transformWithOxc } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { findPython } from "../../scripts/python.mjs";
import { serialize, type TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { formatEventId } from "../../src/wire/frames.ts";
import { EVENT_HEADER, eventStreamName, eventSubjects, subjectOf } from "../../src/wire/subjects.ts";
import { startNats, type Nats } from "../integration/nats-server.ts";
import { eventsOf } from "../sim/towns.ts";

/** The consumers of examples/, as their readers run them: programs of their own that read what a real server holds. */
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "agent-town-consumers-"));
  await symlink(join(ROOT, "node_modules"), join(scratch, "node_modules"), "junction");
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Two towns' histories of six days, each in three parts: stored before anybody looks, then live, then after the server died. */
const histories = ["smallville", "harbour"].map((town_id, i) => {
  const events = Array.from(eventsOf(new Simulation({ ...smallConfig(25, 7 + i), town_id }), 6));
  const third = Math.floor(events.length / 3);
  return {
    town: town_id,
    stored: events.slice(0, third),
    live: events.slice(third, 2 * third),
    late: events.slice(2 * third),
  };
});

/** Appends by compare-and-set, as the town's writer does. */
async function append(connection: NatsConnection, events: readonly TownEvent[], stored: number): Promise<void> {
  const js = jetstream(connection);
  for (const [i, event] of events.entries()) {
    const told = headers();
    told.set(EVENT_HEADER, formatEventId(event.run_id, event.seq));
    const ack = await js.publish(subjectOf(event), serialize(event), {
      headers: told,
      expect: { lastSequence: stored + i },
    });
    expect(ack.duplicate).toBe(false);
  }
}

/** What a consumer says of an event. */
function lineOf(event: TownEvent): string {
  const message = "message" in event ? event.message : "";
  return `${subjectOf(event)} ${formatEventId(event.run_id, event.seq)} ${message}`;
}

/** A program that runs until it is stopped, with the lines it has said. */
class Running {
  readonly lines: string[] = [];
  errors = "";
  readonly ended: Promise<unknown>;
  readonly #child: ChildProcess;

  constructor(command: string, args: readonly string[], url: string) {
    const env = { ...process.env, NATS_URL: url, PYTHONIOENCODING: "utf-8" };
    this.#child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.ended = once(this.#child, "close");
    createInterface({ input: this.#child.stdout! }).on("line", (line) => this.lines.push(line));
    this.#child.stderr!.on("data", (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  /** Waits until it has said as many lines as these, and holds it to them: each town's in their order. */
  async says(expected: readonly string[]): Promise<void> {
    await vi.waitFor(() => expect(this.lines.length, this.errors).toBeGreaterThanOrEqual(expected.length), {
      timeout: 30_000,
      interval: 20,
    });
    for (const { town } of histories) {
      const ofTown = (line: string) => line.startsWith(`kgent.town.${town}.`);
      expect(this.lines.filter(ofTown)).toEqual(expected.filter(ofTown));
    }
    expect(this.lines.length).toBe(expected.length);
  }

  /** Stops it, if it still runs, and gives the code it ended with. */
  async end(): Promise<number | null> {
    this.#child.kill();
    await this.ended;
    return this.#child.exitCode;
  }
}

const PROGRAMS: Readonly<Record<string, () => Promise<readonly [string, string]>>> = {
  "watch.py": async () => [findPython(), join(ROOT, "examples/consumers/watch.py")],
  // As a newer Node runs it: without its types.
  "watch.ts": async () => {
    const { code } = await transformWithOxc(
      await readFile(join(ROOT, "examples/consumers/watch.ts"), "utf8"),
      "watch.ts",
    );
    const path = join(scratch, "watch.mjs");
    await writeFile(path, code);
    return [process.execPath, path];
  },
};

const WILDCARDS: Readonly<Record<string, RegExp>> = {
  "kgent.town.smallville.*.gossip": /^kgent\.town\.smallville\.[a-z]+\.gossip /,
  "kgent.town.*.coalition.>": /^kgent\.town\.[a-z]+\.coalition\.[a-z]+ /,
};

describe.each(["newest", "older"] as const)("examples/consumers, at the %s server", (version) => {
  let nats: Nats;
  let connection: NatsConnection;
  const started: Running[] = [];

  const run = async (program: string, ...args: string[]) => {
    const [command, script] = await PROGRAMS[program]();
    const running = new Running(command, [script, ...args], nats.url);
    started.push(running);
    return running;
  };

  // Making the Python environment, the first time ever, takes most of it.
  beforeAll(async () => {
    findPython();
    nats = await startNats({ version });
    connection = await connect({ servers: nats.url, maxReconnectAttempts: -1 });
  }, 120_000);
  afterEach(() => Promise.all(started.splice(0).map((running) => running.end())));
  afterAll(async () => {
    await connection?.close();
    await nats?.stop();
  });

  it("say so when no town has what they ask for", async () => {
    for (const program of Object.keys(PROGRAMS)) {
      const running = await run(program);
      await running.ended;
      expect(running.errors).toContain("no town has anything at kgent.town.*.coalition.> yet");
      expect(await running.end()).toBe(1);
    }
  });

  it("say every event that their wildcard names and nothing else: the stored, the new, and those after a kill -9", async () => {
    const jsm = await jetstreamManager(connection);
    for (const { town, stored } of histories) {
      await jsm.streams.add({ name: eventStreamName(town), subjects: [eventSubjects(town)] });
      await append(connection, stored, 0);
      // What somebody else publishes there is no event.
      await jetstream(connection).publish(`kgent.town.${town}.coalition.formed`, "{}");
      await jetstream(connection).publish(`kgent.town.${town}.morning.gossip`, "no JSON");
    }
    const watching: { wildcard: string; running: Running; held: number }[] = [];
    for (const program of Object.keys(PROGRAMS))
      for (const wildcard of Object.keys(WILDCARDS))
        watching.push({ wildcard, running: await run(program, wildcard), held: 0 });

    const said: TownEvent[] = [];
    const sayAll = async () => {
      for (const one of watching) {
        const { wildcard, running } = one;
        const expected = said.map(lineOf).filter((line) => WILDCARDS[wildcard].test(line));
        // Something new each time, so that waiting for it is a test.
        expect(expected.length).toBeGreaterThan(one.held);
        await running.says(expected);
        one.held = expected.length;
      }
    };

    said.push(...histories.flatMap(({ stored }) => stored));
    await sayAll();
    for (const { stored, live } of histories) await append(connection, live, stored.length + 2);
    said.push(...histories.flatMap(({ live }) => live));
    await sayAll();
    for (const { running } of watching) expect(running.errors).toBe("");

    await nats.kill();
    await nats.start();
    const again = await connect({ servers: nats.url });
    for (const { stored, live, late } of histories) await append(again, late, stored.length + live.length + 2);
    await again.close();
    said.push(...histories.flatMap(({ late }) => late));
    await sayAll();
  });
});
