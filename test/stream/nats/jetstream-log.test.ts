import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { apply } from "../../../src/sim/apply.ts";
import { digest } from "../../../src/sim/digest.ts";
import type { TownEvent } from "../../../src/sim/event.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { restore } from "../../../src/sim/snapshot.ts";
import { LiveTown } from "../../../src/stream/live-town.ts";
import { MemoryLog } from "../../../src/stream/memory-log.ts";
import { Archive } from "../../../src/stream/nats/archive.ts";
import { Bridge } from "../../../src/stream/nats/bridge.ts";
import { NatsLink } from "../../../src/stream/nats/connection.ts";
import { JetStreamLog } from "../../../src/stream/nats/jetstream-log.ts";
import { Shelf } from "../../../src/stream/nats/shelf.ts";
import { deleteStreams, openEventStream } from "../../../src/stream/nats/streams.ts";
import { eventLogLaws } from "../../contract/event-log.ts";
import { startNats, type Nats } from "../../integration/nats-server.ts";
import { wallClock as clock } from "../../integration/wall-clock.ts";

const TOWN = "smallville";

/** A server, and towns of which memory keeps hardly anything, so that most is read from JetStream. */
class Stage {
  nats!: Nats;
  link!: NatsLink;
  readonly #bridges = new Map<JetStreamLog, { readonly bridge: Bridge; readonly running: Promise<void> }>();

  async begin(version: "newest" | "older"): Promise<void> {
    this.nats = await startNats({ version });
    this.link = new NatsLink({ servers: this.nats.urls });
    await this.link.connected();
  }

  /** A log whose events a bridge copies. @param maxBytes of its stream */
  open(run: Simulation, maxBytes?: number): JetStreamLog {
    const { link } = this;
    const { config, town: state } = run;
    const recent = new MemoryLog(state, { maxBytes: 30_000, keyframeEvery: 20 });
    const archive = new Archive(link, TOWN, state.run_id);
    const log = new JetStreamLog({ recent, archive, shelf: new Shelf(link, TOWN), config });
    const town = new LiveTown(run, log, { clock, paused: true });
    const bridge = new Bridge(town, { link, clock, local: recent, maxBytes });
    this.#bridges.set(log, { bridge, running: bridge.run() });
    return log;
  }

  /** Resolves when JetStream has all that was appended, and the log knows it. */
  async settled(log: JetStreamLog): Promise<void> {
    const { bridge } = this.#bridges.get(log)!;
    while (bridge.status.breaker !== "closed" || bridge.status.confirmed < log.head) await clock.sleep(5);
    await log.refresh();
  }

  /** Nobody copies its events any more. */
  async release(log: JetStreamLog): Promise<void> {
    const { bridge, running } = this.#bridges.get(log)!;
    this.#bridges.delete(log);
    bridge.close();
    await running;
  }

  async clean(): Promise<void> {
    for (const log of this.#bridges.keys()) {
      log.close();
      await this.release(log);
    }
    await deleteStreams(await this.link.connected(), TOWN);
  }

  async end(): Promise<void> {
    await this.link.close();
    await this.nats.stop();
  }
}

/** A run of seven on a stage, its log and what was appended. */
function begun(stage: Stage, maxBytes?: number) {
  const run = new Simulation(smallConfig(7, 3), { runId: "r1" });
  const log = stage.open(run, maxBytes);
  const said: TownEvent[] = [];
  const digests = [digest(run.town)];
  const write = (count: number) => {
    for (let i = 0; i < count; i++) {
      said.push(run.next());
      log.append(said.at(-1)!);
      digests.push(digest(run.town));
    }
  };
  return { run, log, said, digests, write };
}

/** The next `count` events of a reader. */
async function take(reader: AsyncIterator<TownEvent>, count: number): Promise<TownEvent[]> {
  const events: TownEvent[] = [];
  while (events.length < count) {
    const { value, done } = await reader.next();
    if (done) break;
    events.push(value);
  }
  return events;
}

describe.each(["newest", "older"] as const)("with the %s nats-server", (version) => {
  const stage = new Stage();
  beforeAll(() => stage.begin(version));
  afterAll(() => stage.end());

  eventLogLaws("JetStreamLog", {
    open: (run) => stage.open(run),
    openSmall: (run) => stage.open(run, 400_000),
    settled: (log) => stage.settled(log),
    clean: () => stage.clean(),
  });

  describe("JetStreamLog", () => {
    afterEach(() => stage.clean());

    it("gives from JetStream what memory has forgotten, back to the founding", async () => {
      const { log, said, digests, write } = begun(stage);
      write(900);
      await stage.settled(log);
      expect(log.recent.firstSeq).toBeGreaterThan(800);
      expect(log.firstSeq).toBe(1);
      expect(await take(log.read({ after: 0 }), 900)).toEqual(said);
      const state = restore(await log.keyframe(0));
      expect({ seq: state.seq, digest: digest(state) }).toEqual({ seq: 0, digest: digests[0] });
    });

    it("begins with the oldest keyframe when JetStream has forgotten what was before", async () => {
      const { run, log, said, digests, write } = begun(stage, 700_000);
      for (let i = 0; i < 20; i++) {
        write(100);
        await stage.settled(log);
      }
      // A keyframe goes there after the event that it follows.
      while (log.firstSeq === 1 || log.firstSeq === log.recent.firstSeq) {
        await clock.sleep(5);
        await log.refresh();
      }
      const { firstSeq } = log;
      expect(firstSeq).toBeLessThan(log.recent.firstSeq);
      const town = restore(await log.keyframe(firstSeq - 1));
      expect({ seq: town.seq, digest: digest(town) }).toEqual({ seq: firstSeq - 1, digest: digests[firstSeq - 1] });
      for (const event of await take(log.read({ after: town.seq }), 2000 - town.seq)) apply(town, event);
      expect(digest(town)).toBe(digest(run.town));
      await expect(take(log.read({ after: firstSeq - 2 }), 1)).rejects.toThrow(
        `the first available event is ${firstSeq}`,
      );
      expect(said).toHaveLength(2000);
    });

    it("has no gap where JetStream's events go over into those of memory, though both move on", async () => {
      const { log, said, write } = begun(stage);
      write(300);
      await stage.settled(log);
      const reader = log.read({ after: 0 });
      const seen: TownEvent[] = [];
      for (let i = 0; i < 12; i++) {
        seen.push(...(await take(reader, 97)));
        write(97);
        // Memory forgets what the reader would have got next.
        if (i % 2 === 0) await stage.settled(log);
      }
      log.close();
      seen.push(...(await take(reader, Infinity)));
      expect(seen).toEqual(said);
    });

    it("without NATS still gives what is in memory, and says why it can't give more", async () => {
      const { log, said, write } = begun(stage);
      write(900);
      await stage.settled(log);
      const { firstSeq } = log.recent;
      await stage.nats.kill();
      while (stage.link.connection) await clock.sleep(5);
      expect(await take(log.read({ after: firstSeq - 1 }), 901 - firstSeq)).toEqual(said.slice(firstSeq - 1));
      expect((await log.keyframe(firstSeq - 1)).seq).toBe(firstSeq - 1);
      for (const asked of [take(log.read({ after: 0 }), 1), log.keyframe(100), log.refresh()]) {
        await expect(asked).rejects.toMatchObject({
          code: "unavailable",
          message: expect.stringContaining("NATS is away"),
        });
      }
      expect(log.firstSeq).toBe(1);
      await stage.nats.start();
      await stage.link.connected();
      expect(await take(log.read({ after: 0 }), 900)).toEqual(said);
    });

    it("keeps to what is in memory when JetStream has lost the rest", async () => {
      const { log, said, write } = begun(stage);
      write(900);
      await stage.settled(log);
      await stage.release(log);
      const nc = await stage.link.connected();
      await deleteStreams(nc, TOWN);
      await expect(take(log.read({ after: 0 }), 1)).rejects.toMatchObject({ code: "unavailable" });
      // As a bridge makes it anew: it begins with what memory has.
      await openEventStream(nc, TOWN, { firstSeq: log.recent.firstSeq });
      await log.refresh();
      const { firstSeq } = log;
      expect(firstSeq).toBeGreaterThan(800);
      await expect(take(log.read({ after: 0 }), 1)).rejects.toThrow(`the first available event is ${firstSeq}`);
      await expect(log.keyframe(0)).rejects.toMatchObject({ code: "out_of_range" });
      expect(await take(log.read({ after: firstSeq - 1 }), 901 - firstSeq)).toEqual(said.slice(firstSeq - 1));
    });

    it("takes nothing of another run for its own", async () => {
      const { log, write } = begun(stage);
      write(300);
      await stage.settled(log);
      const town = new Simulation(smallConfig(7, 3), { runId: "r2" }).town;
      const { config } = new Simulation(smallConfig(7, 3));
      const archive = new Archive(stage.link, TOWN, "r2");
      const other = new JetStreamLog({
        recent: new MemoryLog(town),
        archive,
        shelf: new Shelf(stage.link, TOWN),
        config,
      });
      await expect(other.refresh()).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("r1") });
      expect(other.firstSeq).toBe(1);
      expect((await other.keyframe(0)).run_id).toBe("r2");
    });
  });
});
