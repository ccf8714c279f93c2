import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { EventLog } from "../../src/stream/event-log.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { ToldLog } from "../../src/stream/told-log.ts";
import { eventLogLaws } from "../contract/event-log.ts";

/** A log of which everything is told as soon as it is there. */
class ToldAtOnce extends ToldLog implements EventLog {
  readonly #whole: EventLog;

  constructor(whole: EventLog) {
    super(whole);
    this.#whole = whole;
  }

  append(event: TownEvent): void {
    this.#whole.append(event);
    this.advance();
  }

  override close(): void {
    this.#whole.close();
    super.close();
  }
}

eventLogLaws("ToldLog", {
  open: ({ town }) => new ToldAtOnce(new MemoryLog(town)),
  openSmall: ({ town }) => new ToldAtOnce(new MemoryLog(town, { maxBytes: 100_000, keyframeEvery: 50 })),
});

/** A log of so many events, of which so many have been told. */
function partly(said: number, told: number) {
  const run = new Simulation(smallConfig(7, 3), { runId: "r1" });
  const whole = new MemoryLog(run.town, { keyframeEvery: 10 });
  const log = new ToldLog(whole);
  for (let i = 0; i < said; i++) whole.append(run.next());
  for (let i = 0; i < told; i++) log.advance();
  return { whole, log };
}

describe("a log that is told in part", () => {
  it("shows nothing beyond that: neither events, nor states, nor positions", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), async (told, more) => {
        const { whole, log } = partly(told + more, told);
        expect(log.head).toBe(told);
        expect((await log.keyframe(told)).seq).toBeLessThanOrEqual(told);
        await expect(log.keyframe(told + 1)).rejects.toThrow("seq must be a whole number from 0");
        whole.close();
        log.close();
        const read: number[] = [];
        for await (const { seq } of log.read({ after: 0 })) read.push(seq);
        expect(read).toEqual(Array.from({ length: told }, (_, i) => i + 1));
      }),
    );
  });

  it("gives a reader each event when it is told, and lets it go when it wants to", async () => {
    const { log } = partly(10, 3);
    const leaving = new AbortController();
    const read: number[] = [];
    const reading = (async () => {
      for await (const { seq } of log.read({ after: 0, signal: leaving.signal })) read.push(seq);
    })();
    expect(await log.reaches(3)).toBe(true);
    const fifth = log.reaches(5);
    log.advance();
    log.advance();
    expect(await fifth).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(read).toEqual([1, 2, 3, 4, 5]);
    leaving.abort();
    await reading;
    expect(await log.reaches(6, leaving.signal)).toBe(false);
    const never = log.reaches(6);
    log.close();
    expect(await never).toBe(false);
  });
});
