import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameRing } from "../../../src/server/stream/frame-ring.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import type { TownEvent } from "../../../src/sim/event.ts";
import { eventFrame } from "../../../src/wire/frames.ts";

const run = new Simulation(smallConfig(25, 1));
const EVENTS: readonly TownEvent[] = Array.from({ length: 1500 }, () => run.next());

function ringOf(events: readonly TownEvent[], maxBytes?: number): FrameRing {
  const ring = new FrameRing(maxBytes);
  for (const event of events) ring.append(event);
  return ring;
}

describe("FrameRing", () => {
  it("hands out what came after a seq, as the bytes that each event's frame has", () => {
    const ring = ringOf(EVENTS.slice(0, 5));
    const { bytes, events, last } = ring.following(2)!.after(2);
    expect(bytes.toString()).toBe(EVENTS.slice(2, 5).map(eventFrame).join(""));
    expect([events, last]).toEqual([3, 5]);
    expect(ring.following(5)).toBeUndefined();
  });

  it("forgets the oldest beyond its bound", () => {
    const ring = ringOf(EVENTS, 200_000);
    expect(ring.following(0)).toBeUndefined();
    expect(ring.following(EVENTS.length - 1)!.last).toBe(EVENTS.length);
  });

  it("holds an event larger than a block whole", () => {
    const large = { ...EVENTS[0], metrics: "é".repeat(100_000) } as unknown as TownEvent;
    const ring = ringOf([large, EVENTS[1]]);
    expect(ring.following(0)!.after(0).bytes.toString()).toBe(eventFrame(large));
    expect(ring.following(1)!.after(1).bytes.toString()).toBe(eventFrame(EVENTS[1]));
  });

  it("law: following it from any seq gives every frame after, whatever is appended between", () => {
    fc.assert(
      fc.property(fc.nat(1499), fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 10 }), (from, bursts) => {
        const ring = new FrameRing();
        let [head, at, text] = [0, from, ""];
        for (const burst of [from + 1, ...bursts]) {
          for (const event of EVENTS.slice(head, head + burst)) ring.append(event);
          head = Math.min(EVENTS.length, head + burst);
          for (let block = ring.following(at); block; block = ring.following(at)) {
            const { bytes, last } = block.after(at);
            text += bytes.toString();
            at = last;
          }
        }
        expect(at).toBe(head);
        expect(text).toBe(EVENTS.slice(from, head).map(eventFrame).join(""));
      }),
      { numRuns: 30 },
    );
  });

  it("law: knows how far behind a seq is, in bytes", () => {
    const ring = ringOf(EVENTS, 300_000);
    const oldest = EVENTS.findIndex((_, i) => ring.following(i) !== undefined);
    fc.assert(
      fc.property(fc.nat(EVENTS.length - 1), fc.nat(400_000), (seq, bytes) => {
        const size = EVENTS.slice(seq).reduce((sum, event) => sum + Buffer.byteLength(eventFrame(event)), 0);
        expect(ring.isWithin(bytes, seq)).toBe(seq >= oldest && size <= bytes);
      }),
    );
  });
});
