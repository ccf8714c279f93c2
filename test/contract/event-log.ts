import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { apply } from "../../src/sim/apply.ts";
import { digest } from "../../src/sim/digest.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { restore } from "../../src/sim/snapshot.ts";
import type { EventLog } from "../../src/stream/event-log.ts";

export type LogMaker<Log extends EventLog = EventLog> = {
  /** An empty log for the events of `run`, which has not begun. */
  readonly open: (run: Simulation) => Log | Promise<Log>;
  /** The same, but it keeps little; absent where nothing is ever forgotten. */
  readonly openSmall?: (run: Simulation) => Log | Promise<Log>;
  /** Resolves when what was appended lies where it is meant to; absent where it does at once. */
  readonly settled?: (log: Log) => Promise<void>;
  readonly clean?: () => void | Promise<void>;
};

/** The laws of every EventLog. */
export function eventLogLaws<Log extends EventLog>(
  name: string,
  { open, openSmall, settled = async () => {}, clean }: LogMaker<Log>,
): void {
  /** A log and what was appended to it. */
  const live = async (make = open) => {
    const run = new Simulation(smallConfig(7, 3), { runId: "r1" });
    const log = await make(run);
    const said: TownEvent[] = [];
    const write = (count: number) => {
      for (let i = 0; i < count; i++) {
        const event = run.next();
        log.append(event);
        said.push(event);
      }
    };
    return { run, log, said, write };
  };

  describe(`${name} is an event log:`, () => {
    afterEach(async () => clean?.());

    it("an empty log has no events, and its first will be event 1", async () => {
      const { log } = await live();
      expect({ head: log.head, firstSeq: log.firstSeq, runId: log.runId }).toEqual({
        head: 0,
        firstSeq: 1,
        runId: "r1",
      });
      expect((await log.keyframe(0)).seq).toBe(0);
      log.close();
    });

    it("a reader that starts at any event sees the same sequence from there, gapless and in order", async () => {
      const { log, said, write } = await live();
      write(700);
      await settled(log);
      log.close();
      await fc.assert(
        fc.asyncProperty(fc.nat(700), async (after) => {
          expect(await all(log.read({ after }))).toEqual(said.slice(after));
        }),
        { numRuns: 12 },
      );
    });

    it("a reader that waits gets what comes, and ends when the log closes", async () => {
      const { log, said, write } = await live();
      write(2);
      const reading = all(log.read({ after: 1 }));
      await turns();
      write(3);
      await turns();
      write(1);
      log.close();
      expect(await reading).toEqual(said.slice(1));
    });

    it("readers at different paces don't disturb each other", async () => {
      const { log, said, write } = await live();
      const slow = log.read({ after: 0 })[Symbol.asyncIterator]();
      const quick = all(log.read({ after: 0 }));
      write(300);
      expect((await slow.next()).value).toEqual(said[0]);
      write(300);
      await settled(log);
      log.close();
      expect(await quick).toEqual(said);
      const rest: TownEvent[] = [];
      for (let next = await slow.next(); !next.done; next = await slow.next()) rest.push(next.value);
      expect(rest).toEqual(said.slice(1));
    });

    it("break ends a reader; another resumes where it was", async () => {
      const { log, said, write } = await live();
      write(50);
      await settled(log);
      const before: TownEvent[] = [];
      for await (const event of log.read({ after: 0 })) {
        before.push(event);
        if (before.length === 20) break;
      }
      log.close();
      expect([...before, ...(await all(log.read({ after: 20 })))]).toEqual(said);
    });

    it("an abort ends a reader that waits, quietly", async () => {
      const { log, write } = await live();
      write(3);
      const abort = new AbortController();
      const reader = log.read({ after: 0, signal: abort.signal })[Symbol.asyncIterator]();
      for (let seq = 1; seq <= 3; seq++) expect((await reader.next()).value).toMatchObject({ seq });
      const fourth = reader.next();
      await turns();
      abort.abort();
      expect((await fourth).done).toBe(true);
      log.close();
    });

    it("a position beyond the head is an error that names what there is", async () => {
      const { log, write } = await live();
      write(5);
      await expect(all(log.read({ after: 6 }))).rejects.toThrow("seq must be a whole number from 0 to 5");
      await expect(log.keyframe(6)).rejects.toThrow("got 6");
      log.close();
    });

    it("only the next event of the same run can be appended, and none after close", async () => {
      const { log, said, write } = await live();
      write(2);
      expect(() => log.append(said[1])).toThrow("the log expects event 3 of run r1, got event 2 of run r1");
      expect(() => log.append({ ...said[1], seq: 3, run_id: "r2" })).toThrow("got event 3 of run r2");
      log.close();
      log.close();
      expect(() => log.append({ ...said[1], seq: 3 })).toThrow("closed");
    });

    it("keyframe + fold is the state, at every seq", async () => {
      const { run, log, said, write } = await live();
      const digests = [digest(run.town)];
      for (let i = 0; i < 1300; i++) {
        write(1);
        digests.push(digest(run.town));
      }
      await settled(log);
      await fc.assert(
        fc.asyncProperty(fc.nat(1300), async (seq) => {
          const town = restore(await log.keyframe(seq));
          expect(town.seq).toBeLessThanOrEqual(seq);
          for (const event of said.slice(town.seq, seq)) apply(town, event);
          expect(digest(town)).toBe(digests[seq]);
        }),
        { numRuns: 20 },
      );
      log.close();
    });

    if (!openSmall) return;

    it("what retention has passed is an error that names the first available event", async () => {
      const { log, said, write } = await live(openSmall);
      write(2000);
      await settled(log);
      expect(log.firstSeq).toBeGreaterThan(1);
      expect(log.head).toBe(2000);
      await expect(all(log.read({ after: 0 }))).rejects.toThrow(`the first available event is ${log.firstSeq}`);
      await expect(log.keyframe(0)).rejects.toThrow(`the first available event is ${log.firstSeq}`);
      expect((await log.keyframe(log.firstSeq - 1)).seq).toBe(log.firstSeq - 1);
      log.close();
      expect(await all(log.read({ after: log.firstSeq - 1 }))).toEqual(said.slice(log.firstSeq - 1));
    });

    it("a slow reader that retention overtakes is told, and never skips silently", async () => {
      const { log, said, write } = await live(openSmall);
      write(10);
      const reader = log.read({ after: 0 })[Symbol.asyncIterator]();
      expect((await reader.next()).value).toEqual(said[0]);
      write(3000);
      await settled(log);
      const seen = [said[0]];
      await expect(
        (async () => {
          for (let next = await reader.next(); !next.done; next = await reader.next()) seen.push(next.value);
        })(),
      ).rejects.toThrow("the first available event is");
      expect(seen).toEqual(said.slice(0, seen.length));
      log.close();
    });
  });
}

async function all(events: AsyncIterable<TownEvent>): Promise<TownEvent[]> {
  const list: TownEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

/** Lets readers get as far as they can. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}
