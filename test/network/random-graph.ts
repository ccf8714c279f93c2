import * as fc from "fast-check";
import { type Graph, graphFromEdges } from "../../src/network/graph.ts";

/** Random simple graphs of `least` to `most` nodes, from nearly empty to `densest` percent of all edges. */
export function randomGraph({ least = 0, most = 0, densest = 95 }): fc.Arbitrary<Graph> {
  return fc
    .record({ order: fc.integer({ min: least, max: most }), density: fc.integer({ min: 5, max: densest }) })
    .chain(({ order, density }) => {
      const pairs = allPairs(order);
      return fc
        .array(fc.integer({ min: 0, max: 99 }), { minLength: pairs.length, maxLength: pairs.length })
        .map((draws) =>
          graphFromEdges(
            order,
            pairs.filter((_, i) => draws[i] < density),
          ),
        );
    });
}

/** Every pair a < b of 0..order-1. */
export function allPairs(order: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let b = 0; b < order; b++) for (let a = 0; a < b; a++) pairs.push([a, b]);
  return pairs;
}

/** The edges of a graph, each once, as pairs a < b. */
export function edgesOf(graph: Graph): [number, number][] {
  const edges: [number, number][] = [];
  for (let u = 0; u < graph.order; u++) {
    for (const v of graph.neighbours.subarray(graph.offsets[u], graph.offsets[u + 1])) if (u < v) edges.push([u, v]);
  }
  return edges;
}
