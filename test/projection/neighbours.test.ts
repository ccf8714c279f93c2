import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { affinities } from "../../src/projection/affinities.ts";
import { fuzzyGraph } from "../../src/projection/fuzzy-graph.ts";
import { undirected } from "../../src/projection/neighbour-graph.ts";
import { Neighbours } from "../../src/projection/neighbours.ts";
import { blobs, flat, matrices, stream } from "./laws.ts";

/** Rows with a number of neighbours that they can have. */
const towns = matrices(2).chain((matrix) =>
  fc.record({ matrix: fc.constant(matrix), k: fc.integer({ min: 1, max: matrix.n - 1 }) }),
);

describe("nearest neighbours", () => {
  it("of four in a row: the ends have the one beside them, the inner ones both", () => {
    const near = found(Float64Array.of(0, 1, 3, 7), 4, 1, 2);
    expect([...near.index]).toEqual([1, 2, 0, 2, 1, 0, 2, 1]);
    expect([...near.squared]).toEqual([1, 9, 1, 4, 4, 9, 16, 36]);
  });

  it("are as near as a search of all pairs finds, nearest first, and really that far", () => {
    fc.assert(fc.property(towns, ({ matrix: { rows, n, width }, k }) => isRight(rows, found(flat(rows), n, width, k))));
  });

  it("are found in a crowd too, whatever the size of a step", () => {
    const draw = stream(3);
    const rows = Array.from({ length: 400 }, () => Array.from({ length: 7 }, () => Math.floor(draw() * 20) / 20));
    const near = new Neighbours(flat(rows), 400, 7, 12);
    for (const size of [1, 150, 0, 7, 400]) near.step(size);
    expect(near.progress).toBe(1);
    isRight(rows, near);
  });

  it("of a row that is alone are none", () => {
    const near = new Neighbours(Float64Array.of(1, 2), 1, 2, 0);
    expect([near.progress, near.index.length]).toEqual([1, 0]);
  });
});

describe("the graph of neighbours", () => {
  it("has each edge from both ends, its weight from both directions", () => {
    // 0 → 1, 1 → 2, 2 → 1.
    const weights = Float64Array.of(3, 5, 7);
    const { starts, columns, weights: both } = undirected(3, 1, Uint32Array.of(1, 2, 1), weights, (a, b) => a + b);
    const edges = [0, 1, 2].map((row) => {
      const range = [starts[row], starts[row + 1]] as const;
      const ends = Array.from(columns.subarray(...range));
      return ends.map((column, i) => [column, both[range[0] + i]]).sort(([a], [b]) => a - b);
    });
    expect(edges).toEqual([[[1, 3]], [[0, 3], [2, 12]], [[1, 12]]]); // prettier-ignore
  });

  it("of t-SNE is symmetric and a probability", () => {
    fc.assert(
      fc.property(towns, ({ matrix: { rows, n, width }, k }) => {
        const { starts, columns, weights } = affinities(found(flat(rows), n, width, k), n, Math.max(1, k / 2));
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        isSymmetric(starts, columns, weights);
      }),
    );
  });

  it("of t-SNE gives each row as many neighbours as the perplexity says", () => {
    const { vectors, n } = blobs(60);
    const near = found(vectors, n, 7, 59);
    const { starts, columns, weights } = affinities(near, n, 10);
    // What lies in other groups has hardly a share: of 19 others in the group, 10 count.
    const inside = [...weights].filter((_, e) => {
      const row = starts.findIndex((start) => start > e) - 1;
      return columns[e] % 3 === row % 3;
    });
    expect(inside.reduce((sum, weight) => sum + weight, 0)).toBeGreaterThan(0.99);
    const entropy = -weights.reduce((sum, weight) => sum + (weight > 0 ? weight * Math.log(weight) : 0), 0);
    expect(Math.exp(entropy) / n).toBeGreaterThan(10);
    expect(Math.exp(entropy) / n).toBeLessThan(13);
  });

  it("of UMAP is symmetric, in [0, 1], and certain of each row's nearest", () => {
    fc.assert(
      fc.property(towns, ({ matrix: { rows, n, width }, k }) => {
        const near = found(flat(rows), n, width, k);
        const { starts, columns, weights } = fuzzyGraph(near, n);
        isSymmetric(starts, columns, weights);
        expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
        for (let row = 0; row < n; row++) {
          const at = columns.indexOf(near.index[row * k], starts[row]);
          expect(weights[at]).toBe(1);
        }
      }),
    );
  });
});

function found(vectors: Float64Array, n: number, width: number, k: number): Neighbours {
  const near = new Neighbours(vectors, n, width, k);
  near.step(n);
  return near;
}

/** Of equally far rows any will do: so distances are compared, and that each is its row's. */
function isRight(rows: readonly (readonly number[])[], { index, squared, k }: Neighbours): void {
  const between = (a: number, b: number) => rows[a].reduce((sum, value, c) => sum + (value - rows[b][c]) ** 2, 0);
  for (const row of rows.keys()) {
    const all = [...rows.keys()].filter((other) => other !== row).map((other) => between(row, other));
    const ours = Array.from(squared.subarray(row * k, (row + 1) * k));
    expect(ours).toEqual(all.sort((a, b) => a - b).slice(0, k));
    const ends = Array.from(index.subarray(row * k, (row + 1) * k));
    expect(ends.map((other) => between(row, other))).toEqual(ours);
    expect(new Set([row, ...ends]).size).toBe(k + 1);
  }
}

function isSymmetric(starts: Uint32Array, columns: Uint32Array, weights: Float64Array): void {
  const edges = new Map<string, number>();
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let e = starts[row]; e < starts[row + 1]; e++) edges.set(`${row} ${columns[e]}`, weights[e]);
  }
  expect(edges.size).toBe(columns.length);
  for (const [edge, weight] of edges) expect(edges.get(edge.split(" ").reverse().join(" "))).toBe(weight);
}
