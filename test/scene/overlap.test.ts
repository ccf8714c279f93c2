import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { overlapMatrix, overlapsOf, overlapText } from "../../src/scene/overlap.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { TownState } from "../../src/sim/state.ts";

/** A town of 12 whose coalitions have these members. */
function townOf(coalitions: readonly (readonly number[])[]): TownState {
  const { town } = new Simulation(parseConfig({ citizens: 12, seed: 1 }));
  coalitions.forEach((members, i) => {
    const id = `c${i + 1}`;
    town.coalitions.set(id, { id, name: `The ${id}`, colour: i, since: 1, members, strength: 0.5, cohesion: 0.8 });
  });
  return town;
}

const anyCoalitions = fc.array(
  fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 8 }).map((members) => members.sort((a, b) => a - b)),
  { maxLength: 9 },
);

describe("overlaps of coalitions", () => {
  it("counts whom two share, and says how much of both that is", () => {
    const [only] = overlapsOf(
      townOf([
        [0, 1, 2],
        [2, 3, 4],
        [5, 6, 7],
      ]),
    );
    expect([only.a.id, only.b.id, only.shared, only.jaccard]).toEqual(["c1", "c2", [2], 1 / 5]);
  });

  it("is what intersecting all pairs of sets gives", () => {
    fc.assert(
      fc.property(anyCoalitions, (sets) => {
        const expected = sets.flatMap((b, j) =>
          sets.slice(0, j).flatMap((a, i) => {
            const shared = a.filter((row) => b.includes(row));
            const union = new Set([...a, ...b]).size;
            return shared.length > 0 ? [{ pair: `c${i + 1} c${j + 1}`, shared, jaccard: shared.length / union }] : [];
          }),
        );
        const found = overlapsOf(townOf(sets));
        const told = found.map(({ a, b, shared, jaccard }) => ({ pair: `${a.id} ${b.id}`, shared, jaccard }));
        expect(told.toSorted((p, q) => (p.pair < q.pair ? -1 : 1))).toEqual(
          expected.toSorted((p, q) => (p.pair < q.pair ? -1 : 1)),
        );
        expect(told.map(({ shared }) => shared.length)).toEqual(
          told.map(({ shared }) => shared.length).sort((a, b) => b - a),
        );
      }),
    );
  });

  it("makes a triangle in which every overlap of its coalitions is once, and counts those outside", () => {
    fc.assert(
      fc.property(anyCoalitions, fc.integer({ min: 2, max: 6 }), (sets, most) => {
        const overlaps = overlapsOf(townOf(sets));
        const { coalitions, cells, left } = overlapMatrix(overlaps, most);
        expect(coalitions.length).toBeLessThanOrEqual(most);
        expect(new Set(coalitions).size).toBe(coalitions.length);
        const within = cells.flatMap((row, i) =>
          row.flatMap((overlap, j) => {
            if (overlap) expect(new Set([overlap.a, overlap.b])).toEqual(new Set([coalitions[i], coalitions[j]]));
            return overlap ? [overlap] : [];
          }),
        );
        expect(within.length + left).toBe(overlaps.length);
        if (overlaps.length > 0) expect(within).toContain(overlaps[0]);
      }),
    );
  });

  it("says it in letters", () => {
    const town = townOf([
      [0, 1, 2],
      [1, 2, 3],
    ]);
    const names = [1, 2].map((row) => town.citizens[row].name).join(", ");
    expect(overlapText(town)).toBe(`● The c1 ∩ ● The c2: 2 (0.50) ${names}\n`);
    expect(overlapText(townOf([]))).toBe("");
  });
});
