import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamBlock } from "../../../src/server/stream/block.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { serialize, type TownEvent } from "../../../src/sim/event.ts";
import { matches, type EventFilter } from "../../../src/wire/event-filter.ts";
import { eventFrame } from "../../../src/wire/frames.ts";

const run = new Simulation(smallConfig(25, 1));
const EVENTS: readonly TownEvent[] = Array.from({ length: 120 }, () => run.next());
const CITIZENS = run.town.citizens.slice(0, 5).map(({ id }) => id);

function blockOf([first, ...more]: readonly TownEvent[]): StreamBlock {
  const block = new StreamBlock(first);
  for (const event of more) if (!block.append(event)) break;
  return block;
}

describe("StreamBlock", () => {
  it("encodes once for all: readers at one place get the same view of the same memory", () => {
    const block = blockOf(EVENTS.slice(0, 5));
    const [one, two, other] = [block.after(1), block.after(1), block.after(2)];
    expect(two).toBe(one);
    expect(other.bytes.buffer).toBe(one.bytes.buffer);
  });

  it("what was handed out does not change when more comes", () => {
    const block = blockOf(EVENTS.slice(0, 3));
    const { bytes } = block.after(0);
    const before = bytes.toString();
    expect(block.append(EVENTS[3])).toBe(true);
    expect(bytes.toString()).toBe(before);
    expect(block.after(0).last).toBe(4);
  });

  it("is full before it grows, and then as it was", () => {
    const block = blockOf(EVENTS.slice(0, 2));
    const large = { ...EVENTS[2], metrics: "é".repeat(40_000) } as unknown as TownEvent;
    expect(block.append(large)).toBe(false);
    expect(block.last).toBe(2);
    expect(block.append(EVENTS[2])).toBe(true);
  });

  it("gives its events as lines of JSON", () => {
    const { bytes, events, last } = blockOf(EVENTS.slice(0, 5)).select(2, "ndjson", undefined);
    expect(bytes.toString()).toBe(
      EVENTS.slice(2, 5)
        .map((event) => `${serialize(event)}\n`)
        .join(""),
    );
    expect([events, last]).toEqual([3, 5]);
  });

  it("says how far it has looked also when nothing was wanted", () => {
    const { bytes, events, last } = blockOf(EVENTS.slice(0, 5)).select(0, "sse", { operations: ["no such"] });
    expect([bytes.length, events, last]).toEqual([0, 0, 5]);
  });

  it("law: what it selects is what the filter says of the events themselves", () => {
    const block = blockOf(EVENTS);
    const some = <T>(...values: T[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined });
    const filters: fc.Arbitrary<EventFilter> = fc.record({
      operations: some("greet", "gossip", "solo", "trade"),
      phases: some("MORNING" as const, "EVENING" as const, "NIGHT" as const),
      citizens: some(...CITIZENS),
      text: fc.option(fc.constantFrom("greet", "coalition", "day 1", "rested"), { nil: undefined }),
    });
    fc.assert(
      fc.property(filters, fc.nat(block.last - 1), (filter, after) => {
        const wanted = EVENTS.slice(after, block.last).filter((event) => matches(filter, event));
        expect(block.select(after, "sse", filter).bytes.toString()).toBe(wanted.map(eventFrame).join(""));
        expect(block.select(after, "ndjson", filter).bytes.toString()).toBe(
          wanted.map((event) => `${serialize(event)}\n`).join(""),
        );
      }),
    );
  });
});
