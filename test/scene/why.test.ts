import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { causedBy, causesOf } from "../../src/scene/why.ts";
import { deed, formed, phaseChange } from "../widgets/an-event.ts";

/** Events by seq, each with the causes given; what isn't named isn't held. */
function holding(causes: Readonly<Record<number, readonly number[]>>) {
  return { at: (seq: number) => (causes[seq] ? deed(seq, { caused_by: causes[seq] }) : undefined) };
}

describe("why something happened", () => {
  it("is told nearest first, with what each cause led to", () => {
    expect(causesOf(holding({ 9: [7, 5], 7: [5, 2], 5: [1] }), 9, 12)).toEqual([
      { seq: 7, depth: 1, from: 9 },
      { seq: 5, depth: 1, from: 9 },
      { seq: 2, depth: 2, from: 7 },
      { seq: 1, depth: 2, from: 5 },
    ]);
  });

  it("is nothing for what has no cause, tells none, or isn't held", () => {
    expect(causesOf(holding({ 9: [] }), 9, 12)).toEqual([]);
    expect(causesOf({ at: () => phaseChange(9, "NIGHT") }, 9, 12)).toEqual([]);
    expect(causesOf(holding({}), 9, 12)).toEqual([]);
    expect(causedBy({ ...formed(9, "Elms", []), caused_by: [4] })).toEqual([4]);
  });

  it("equals a slow search: what can be reached, each once, as near as it is, and no more than asked for", () => {
    const graph = fc
      .array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { maxLength: 25 })
      .map((rows) => Object.fromEntries(rows.map((causes, seq) => [seq, causes])));
    fc.assert(
      fc.property(graph, fc.nat({ max: 24 }), fc.integer({ min: 0, max: 40 }), (causes, seq, most) => {
        const found = causesOf(holding(causes), seq, most);
        const depths = distances(causes, seq);
        depths.delete(seq);
        expect(found).toHaveLength(Math.min(most, depths.size));
        expect(new Set(found.map((one) => one.seq)).size).toBe(found.length);
        for (const one of found) {
          expect(one.depth).toBe(depths.get(one.seq));
          expect(causes[one.from]).toContain(one.seq);
          expect(one.from === seq ? 0 : depths.get(one.from)).toBe(one.depth - 1);
        }
        expect(found.map((one) => one.depth)).toEqual(found.map((one) => one.depth).sort((a, b) => a - b));
      }),
    );
  });

  /** Bellman and Ford's relaxation, until nothing changes. */
  function distances(causes: Readonly<Record<number, readonly number[]>>, from: number): Map<number, number> {
    const depths = new Map([[from, 0]]);
    for (let changed = true; changed;) {
      changed = false;
      for (const [seq, depth] of depths)
        for (const cause of causes[seq] ?? [])
          if ((depths.get(cause) ?? Infinity) > depth + 1) {
            depths.set(cause, depth + 1);
            changed = true;
          }
    }
    return depths;
  }
});
