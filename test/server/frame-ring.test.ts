import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { FrameRing, gather } from "../../src/server/frame-ring.ts";
import { eventFrame } from "../../src/wire/frames.ts";

const run = new Simulation(smallConfig(25, 1));
const EVENTS: readonly TownEvent[] = Array.from({ length: 1500 }, () => run.next());

describe("FrameRing", () => {
  it("hands out what came after a seq, as the bytes that each event's frame has", () => {
    const ring = new FrameRing();
    for (const event of EVENTS.slice(0, 5)) ring.append(event);
    expect(ring.after(2)!.bytes.toString()).toBe(EVENTS.slice(2, 5).map(eventFrame).join(""));
    expect(ring.after(2)!.last).toBe(5);
    expect(ring.after(5)).toBeUndefined();
  });

  it("encodes once for all: two readers at one place get the same memory", () => {
    const ring = new FrameRing();
    for (const event of EVENTS.slice(0, 5)) ring.append(event);
    const [one, two] = [ring.after(1)!.bytes, ring.after(1)!.bytes];
    expect(one.buffer).toBe(two.buffer);
    expect(one.byteOffset).toBe(two.byteOffset);
  });

  it("what was handed out does not change when more comes", () => {
    const ring = new FrameRing();
    ring.append(EVENTS[0]);
    const { bytes } = ring.after(0)!;
    const before = bytes.toString();
    for (const event of EVENTS.slice(1, 600)) ring.append(event);
    expect(bytes.toString()).toBe(before);
  });

  it("forgets the oldest beyond its bound", () => {
    const ring = new FrameRing(200_000);
    for (const event of EVENTS) ring.append(event);
    expect(ring.after(0)).toBeUndefined();
    expect(ring.after(EVENTS.length - 1)!.last).toBe(EVENTS.length);
  });

  it("holds an event larger than a block whole", () => {
    const ring = new FrameRing();
    const large = { ...EVENTS[0], metrics: "é".repeat(100_000) } as unknown as TownEvent;
    ring.append(large);
    ring.append(EVENTS[1]);
    expect(ring.after(0)!.bytes.toString()).toBe(eventFrame(large));
    expect(ring.after(1)!.bytes.toString()).toBe(eventFrame(EVENTS[1]));
  });

  it("law: following it from any seq gives every frame after, whatever is appended between", () => {
    fc.assert(
      fc.property(fc.nat(1499), fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 10 }), (from, bursts) => {
        const ring = new FrameRing();
        let [head, at, text] = [0, from, ""];
        for (const burst of [from + 1, ...bursts]) {
          for (const event of EVENTS.slice(head, head + burst)) ring.append(event);
          head = Math.min(EVENTS.length, head + burst);
          for (let next = ring.after(at); next; next = ring.after(at)) {
            text += next.bytes.toString();
            at = next.last;
          }
        }
        expect(at).toBe(head);
        expect(text).toBe(EVENTS.slice(from, head).map(eventFrame).join(""));
      }),
      { numRuns: 30 },
    );
  });
});

describe("gather", () => {
  it("takes about a block of the past, and stops at its end", async () => {
    async function* past(after: number) {
      yield* EVENTS.slice(after);
    }
    const { bytes, last } = await gather(past(10), EVENTS.length);
    expect(bytes.toString()).toBe(EVENTS.slice(10, last).map(eventFrame).join(""));
    expect(bytes.length).toBeLessThan(80_000);
    expect((await gather(past(1490), EVENTS.length)).last).toBe(EVENTS.length);
  });
});
