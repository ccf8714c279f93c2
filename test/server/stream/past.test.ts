import { describe, expect, it } from "vitest";
import { StreamPast } from "../../../src/server/stream/past.ts";
import type { TownEvent } from "../../../src/sim/event.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { MemoryLog } from "../../../src/stream/memory-log.ts";
import { eventFrame } from "../../../src/wire/frames.ts";

function past(count: number, maxBytes?: number) {
  const simulation = new Simulation(smallConfig(25, 1));
  const log = new MemoryLog(simulation.town, maxBytes === undefined ? {} : { maxBytes, keyframeEvery: 20 });
  const events: TownEvent[] = [];
  const live = (more: number) => {
    for (let i = 0; i < more; i++) {
      const event = simulation.next();
      log.append(event);
      events.push(event);
    }
  };
  live(count);
  return { log, events, live, past: new StreamPast(log) };
}

describe("StreamPast", () => {
  it("reads about a block of the log, which then is at hand for all", async () => {
    const { past: stream, events } = past(400);
    expect(stream.following(10)).toBeUndefined();
    const block = (await stream.read(10))!;
    expect(block.after(10).bytes.toString()).toBe(events.slice(10, block.last).map(eventFrame).join(""));
    expect(block.last).toBeLessThan(400);
    expect(stream.following(10)).toBe(block);
    expect(stream.following(11)).toBe(block);
  });

  it("ends where the log does", async () => {
    const { past: stream, events } = past(100);
    expect((await stream.read(95))!.after(95).bytes.toString()).toBe(events.slice(95).map(eventFrame).join(""));
  });

  it("keeps the last blocks, and no more", async () => {
    const { past: stream } = past(400);
    const first = (await stream.read(0))!;
    for (let i = 0; i < 15; i++) await stream.read(300);
    expect(stream.following(0)).toBe(first);
    await stream.read(300);
    expect(stream.following(0)).toBeUndefined();
  });

  it("tells one whom retention has passed, and not those who are further on", async () => {
    const { past: stream, live, log } = past(100, 60_000);
    while (log.firstSeq < 20) live(20);
    await expect(stream.read(log.firstSeq - 3)).rejects.toThrow(/no longer kept/);
    expect((await stream.read(log.firstSeq + 1))!.first).toBe(log.firstSeq + 2);
  });
});
