import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trustworthiness } from "../../src/projection/trustworthiness.ts";
import { flat, matrices, stream } from "./laws.ts";

describe("trustworthiness", () => {
  it("is 1 for a picture that is the truth, whatever its place and size", () => {
    fc.assert(
      fc.property(matrices(2, 2), ({ rows, n }) => {
        const plane = flat(rows.map((row) => row.slice(0, 2)));
        const moved = plane.map((value) => 3 * value + 1);
        expect(trustworthiness(plane, moved, 2)).toEqual({ value: 1, rows: n });
      }),
    );
  });

  it("counts one that comes too near by how far down it belongs", () => {
    // On a line at 0, 1, 3, 7, 15; in the picture the last stands beside the first, who loses its true neighbour for it.
    const truth = Float64Array.of(0, 1, 3, 7, 15);
    const picture = Float64Array.of(0, 0, 1, 0, 3, 0, 7, 0, -0.5, 0);
    // Nearest in the picture and its true rank: 0 → 4 (4th), 1 → 0 (1st), 2 → 1 (1st), 3 → 2 (1st), 4 → 0 (4th).
    const { value } = trustworthiness(truth, picture, 1, 1);
    expect(value).toBeCloseTo(1 - (2 / (5 * 1 * (10 - 3 - 1))) * (3 + 3), 12);
  });

  it("is what its definition says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 30 }), fc.integer({ min: 1, max: 14 }), fc.integer(), (n, k, seed) => {
        fc.pre(2 * k < n);
        const draw = stream((Math.abs(seed) % 1e6) + 1);
        const vectors = Array.from({ length: n }, () => Array.from({ length: 7 }, draw));
        const picture = Array.from({ length: n }, () => [draw(), draw()]);
        const { value, rows } = trustworthiness(flat(vectors), flat(picture), 7, k);
        expect(rows).toBe(n);
        expect(value).toBeCloseTo(byDefinition(vectors, picture, k), 12);
      }),
    );
  });

  it("asks a sample of a crowd, says so, and comes near what all would say", () => {
    const draw = stream(9);
    const vectors = Array.from({ length: 2001 }, () => [draw(), draw(), 0.4 * draw()]);
    const picture = vectors.map(([x, y]) => [x, y]);
    const { value, rows } = trustworthiness(flat(vectors), flat(picture), 3);
    expect(rows).toBe(250);
    expect(value).toBeCloseTo(byDefinition(vectors, picture, 5, 10), 2);
  });

  it("of one or two is 1: there is nothing to get wrong", () => {
    expect(trustworthiness([1, 2], Float64Array.of(0, 0), 2)).toEqual({ value: 1, rows: 1 });
    expect(trustworthiness([1, 2], Float64Array.of(0, 0, 1, 1), 1)).toEqual({ value: 1, rows: 2 });
  });
});

/** Venna and Kaski 2001, equation 2, with neighbours by sorting everyone; of each `every`th row. */
function byDefinition(
  vectors: readonly (readonly number[])[],
  picture: readonly (readonly number[])[],
  k: number,
  every = 1,
): number {
  const n = vectors.length;
  let penalty = 0;
  for (let i = 0; i < n; i += every) {
    const truth = ranked(vectors, i);
    for (const j of ranked(picture, i).slice(0, k)) penalty += Math.max(0, truth.indexOf(j) + 1 - k);
  }
  return 1 - (2 / (Math.ceil(n / every) * k * (2 * n - 3 * k - 1))) * penalty;
}

/** Everyone else, nearest first. */
function ranked(rows: readonly (readonly number[])[], from: number): number[] {
  const away = rows.map((row) => row.reduce((sum, value, c) => sum + (value - rows[from][c]) ** 2, 0));
  return [...rows.keys()].filter((row) => row !== from).sort((a, b) => away[a] - away[b]);
}
