import { describe, expect, it } from "vitest";
import { schedule } from "./schedule.ts";

describe("the schedule of a chaos", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(strokes(1, 100)).toEqual(strokes(1, 100));
    expect(strokes(1, 100)).not.toEqual(strokes(2, 100));
  });

  it("leaves nothing out for long, and repeats no order", () => {
    const names = strokes(7, 300).map(({ name }) => name);
    const kinds = new Set(names);
    const bags = Array.from({ length: 300 / kinds.size }, (_, i) => names.slice(i * kinds.size, (i + 1) * kinds.size));
    for (const bag of bags) expect(new Set(bag)).toEqual(kinds);
    expect(new Set(bags.map(String)).size).toBe(bags.length);
  });

  it("kills a leader only where there are others", () => {
    const named = (nodes: 1 | 3) => strokes(1, 100, nodes).some(({ name }) => name === "leader killed");
    expect([named(1), named(3)]).toEqual([false, true]);
  });
});

function strokes(seed: number, count: number, nodes: 1 | 3 = 1) {
  const endless = schedule(seed, { nodes });
  return Array.from({ length: count }, () => {
    const { name, after, hold } = endless.next().value;
    return { name, after, hold };
  });
}
