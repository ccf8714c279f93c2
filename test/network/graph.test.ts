import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { degree, type Graph, graphFromEdges, size } from "../../src/network/graph.ts";
import { edgesOf } from "./random-graph.ts";

describe("a graph", () => {
  it("holds each edge from both ends, neighbours ascending", () => {
    const graph = graphFromEdges(4, [
      [2, 0],
      [0, 1],
      [3, 0],
    ]);
    expect(rows(graph)).toEqual([[1, 2, 3], [0], [0], [0]]);
    expect(size(graph)).toBe(3);
    expect([0, 1, 2, 3].map((u) => degree(graph, u))).toEqual([3, 1, 1, 1]);
  });

  it("counts an edge once, however often and whichever way it is given, and leaves loops out", () => {
    const graph = graphFromEdges(3, [
      [0, 1],
      [1, 0],
      [2, 2],
      [0, 1],
    ]);
    expect(rows(graph)).toEqual([[1], [0], []]);
  });

  it("takes edges as one flat array too", () => {
    expect(rows(graphFromEdges(3, Uint32Array.of(0, 2, 1, 2)))).toEqual([[2], [2], [0, 1]]);
  });

  it("names the edge that leads nowhere, and what was expected", () => {
    const make = (order: number, edge: [number, number]) => () => graphFromEdges(order, [[0, 0], edge]);
    expect(make(3, [1, 3])).toThrow("edge 1 is [1, 3], but nodes are integers from 0 to 2");
    expect(make(3, [-1, 0])).toThrow("edge 1 is [-1, 0], but nodes are integers from 0 to 2");
    expect(make(3, [0.5, 0])).toThrow("edge 1 is [0.5, 0], but nodes are integers from 0 to 2");
    expect(() => graphFromEdges(0, [[0, 1]])).toThrow("edge 0 is [0, 1], but there are no nodes");
    expect(() => graphFromEdges(-1, [])).toThrow("order must be an integer >= 0, got -1");
    expect(() => graphFromEdges(3, Uint32Array.of(0, 1, 2))).toThrow("a flat list of edges has an even length, got 3");
  });

  it("is the set of its edges", () => {
    const lists = fc
      .integer({ min: 1, max: 12 })
      .chain((order) =>
        fc.record({ order: fc.constant(order), edges: fc.array(fc.tuple(fc.nat(order - 1), fc.nat(order - 1))) }),
      );
    fc.assert(
      fc.property(lists, ({ order, edges }) => {
        const graph = graphFromEdges(order, edges);
        const expected = new Set(
          edges.filter(([a, b]) => a !== b).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
        );
        expect(
          edgesOf(graph)
            .map(([a, b]) => `${a}-${b}`)
            .sort(),
        ).toEqual([...expected].sort());
        expect(size(graph)).toBe(expected.size);
        for (const row of rows(graph)) expect(row).toEqual(row.toSorted((a, b) => a - b));
        expect(graphFromEdges(order, Uint32Array.from(edges.flat()))).toEqual(graph);
      }),
    );
  });
});

function rows(graph: Graph): number[][] {
  return Array.from({ length: graph.order }, (_, u) => [
    ...graph.neighbours.subarray(graph.offsets[u], graph.offsets[u + 1]),
  ]);
}
