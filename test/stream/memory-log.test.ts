import { describe, expect, it } from "vitest";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { eventLogLaws } from "../contract/event-log.ts";

eventLogLaws("MemoryLog", {
  open: ({ town }) => new MemoryLog(town),
  openSmall: ({ town }) => new MemoryLog(town, { maxBytes: 100_000, keyframeEvery: 50 }),
});

describe("MemoryLog", () => {
  it("keeps no more than it may, whatever is appended", () => {
    const run = new Simulation(smallConfig(3, 1));
    const log = new MemoryLog(run.town, { maxBytes: 60_000, keyframeEvery: 20 });
    for (let i = 0; i < 3000; i++) {
      const event = run.next();
      log.append(event);
    }
    // An event of three citizens is 300 bytes or more.
    expect(log.head - log.firstSeq).toBeLessThan(60_000 / 300);
  });

  it("refuses a town that is ahead of its log when it must keep a state", () => {
    const run = new Simulation(smallConfig(3, 1));
    const log = new MemoryLog(run.town, { keyframeEvery: 1 });
    const events = Array.from({ length: 60 }, () => run.next());
    expect(() => events.forEach((event) => log.append(event))).toThrow("append right after apply");
  });
});
