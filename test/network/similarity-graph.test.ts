import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphFromEdges } from "../../src/network/graph.ts";
import { Directions, similarity } from "../../src/network/similarity.ts";
import { SimilarityGraph } from "../../src/network/similarity-graph.ts";
import { allPairs, edgesOf } from "./random-graph.ts";

describe("a similarity graph", () => {
  it("joins those who lean the same way, and leaves out whoever leans no way", () => {
    const vectors = Float64Array.of(0.9, 0.5, 0.8, 0.5, 0.1, 0.5, 0.5, 0.5);
    const alike = new SimilarityGraph(vectors, 2, { threshold: 0.75 });
    expect(edgesOf(alike.graph())).toEqual([[0, 1]]);
    expect(alike.similarity(0, 2)).toBe(-1);
  });

  it("joins everybody by raw cosine", () => {
    const vectors = Float64Array.of(0.9, 0.5, 0.8, 0.5, 0.3, 0.5, 0.5, 0.5);
    const alike = new SimilarityGraph(vectors, 2, { threshold: 0.75, neutral: 0 });
    expect(edgesOf(alike.graph()).sort(([a, b], [c, d]) => b - d || a - c)).toEqual(allPairs(4));
  });

  it("joins only rows of one group", () => {
    const vectors = Float64Array.of(0.9, 0.5, 0.8, 0.5, 0.7, 0.5);
    const alike = new SimilarityGraph(vectors, 2, { threshold: 0.75, group: [7, 2, 7] });
    expect(edgesOf(alike.graph())).toEqual([[0, 2]]);
  });

  it("sees a row that moved once it is told, and says whether it mattered", () => {
    const vectors = Float64Array.of(0.9, 0.5, 0.8, 0.5, 0.1, 0.5);
    const alike = new SimilarityGraph(vectors, 2, { threshold: 0.75 });
    const before = alike.graph();
    vectors[0] = 0.7;
    expect(alike.update([0])).toBe(false);
    expect(alike.graph()).toBe(before);
    vectors[0] = 0.2;
    expect(edgesOf(alike.graph())).toEqual([[0, 1]]);
    expect(alike.update([0])).toBe(true);
    expect(edgesOf(alike.graph())).toEqual([[0, 2]]);
  });

  it("refuses what cannot be, with the value", () => {
    const make =
      (rule: { threshold: number; group?: number[] }, width = 2) =>
      () =>
        new SimilarityGraph(new Float64Array(6), width, rule);
    for (const threshold of [0, -0.5, 1.5, Number.NaN]) {
      expect(make({ threshold })).toThrow(`threshold must be above 0 and at most 1, got ${threshold}`);
    }
    expect(make({ threshold: 0.5 }, 4)).toThrow("6 numbers are no whole number of rows of 4");
    expect(make({ threshold: 0.5, group: [1] })).toThrow("group must name one group for each of the 3 rows, got 1");
  });

  it("is, after any moves, what one would build from nothing", () => {
    const trait = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
    const town = fc
      .record({ rows: fc.integer({ min: 1, max: 50 }), width: fc.integer({ min: 1, max: 5 }) })
      .chain((shape) =>
        fc.record({
          width: fc.constant(shape.width),
          traits: fc.array(trait, { minLength: shape.rows * shape.width, maxLength: shape.rows * shape.width }),
          groups: fc.option(
            fc.array(fc.integer({ min: -1, max: 2 }), { minLength: shape.rows, maxLength: shape.rows }),
          ),
          threshold: fc.constantFrom(0.25, 0.5, 0.75, 0.95, 1),
          updates: fc.array(
            fc.array(
              fc.record({
                row: fc.nat(shape.rows - 1),
                column: fc.nat(shape.width - 1),
                trait,
                group: fc.integer({ min: -1, max: 2 }),
              }),
            ),
            { maxLength: 6 },
          ),
        }),
      );
    fc.assert(
      fc.property(town, ({ width, traits, groups, threshold, updates }) => {
        const vectors = Float64Array.from(traits);
        const group = groups === null ? undefined : Int32Array.from(groups);
        const alike = new SimilarityGraph(vectors, width, group === undefined ? { threshold } : { threshold, group });
        for (const moves of [[], ...updates]) {
          const before = edgesOf(alike.graph());
          for (const { row, column, trait, group: next } of moves) {
            vectors[row * width + column] = trait;
            if (group !== undefined) group[row] = next;
          }
          const changed = alike.update(moves.map(({ row }) => row));

          const order = vectors.length / width;
          const fresh = new Directions(vectors, width);
          for (let row = 0; row < order; row++) fresh.refresh(row);
          const expected = allPairs(order).filter(
            ([i, j]) => (group === undefined || group[i] === group[j]) && fresh.similarity(i, j) >= threshold,
          );
          expect(alike.graph()).toEqual(graphFromEdges(order, expected));
          expect(alike.similarity(0, order - 1)).toBe(fresh.similarity(0, order - 1));
          expect(alike.similarity(0, order - 1)).toBeCloseTo(similarity(vectors, width, 0, order - 1), 12);
          if (!changed) expect(edgesOf(alike.graph())).toEqual(before);
        }
      }),
    );
  });
});
