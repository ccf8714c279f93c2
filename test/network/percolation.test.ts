import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Graph, graphFromEdges } from "../../src/network/graph.ts";
import { percolate } from "../../src/network/percolation.ts";
import { allPairs, edgesOf, randomGraph } from "./random-graph.ts";

describe("k-clique communities", () => {
  it("are one when two triangles share an edge", () => {
    expect(communities(3, "0-1 0-2 1-2 1-3 2-3")).toEqual([[0, 1, 2, 3]]);
  });

  it("are two, which overlap, when two triangles share a node", () => {
    expect(communities(3, "0-1 0-2 1-2 2-3 2-4 3-4")).toEqual([
      [0, 1, 2],
      [2, 3, 4],
    ]);
  });

  it("leave out a path that joins them", () => {
    expect(communities(3, "0-1 0-2 1-2 2-3 3-4 4-5 4-6 5-6")).toEqual([
      [0, 1, 2],
      [4, 5, 6],
    ]);
  });

  it("are connected components of two nodes or more for k = 2", () => {
    expect(percolate(graphFromEdges(7, parse("5-0 5-3 2-6")), 2)).toEqual([
      [0, 3, 5],
      [2, 6],
    ]);
  });

  it("stay apart in a ring of four-cliques that share corners", () => {
    const ring = [0, 3, 6, 9].flatMap((a) => clique([a, a + 1, a + 2, (a + 3) % 12]));
    for (const k of [3, 4]) {
      expect(percolate(graphFromEdges(12, ring), k)).toEqual([
        [0, 1, 2, 3],
        [0, 9, 10, 11],
        [3, 4, 5, 6],
        [6, 7, 8, 9],
      ]);
    }
    expect(percolate(graphFromEdges(12, ring), 2)).toHaveLength(1);
    expect(percolate(graphFromEdges(12, ring), 5)).toEqual([]);
  });

  it("can have the same lowest members and are then ordered by the next", () => {
    const book = [...clique([0, 1, 5]), ...clique([0, 2, 3]), ...clique([0, 4, 6])];
    expect(percolate(graphFromEdges(7, book), 3)).toEqual([
      [0, 1, 5],
      [0, 2, 3],
      [0, 4, 6],
    ]);
  });

  it("go all round an octahedron through triangles, and know no larger clique there", () => {
    const octahedron = graphFromEdges(
      6,
      allPairs(6).filter(([a, b]) => b !== a + 3),
    );
    expect(percolate(octahedron, 3)).toEqual([[0, 1, 2, 3, 4, 5]]);
    expect(percolate(octahedron, 4)).toEqual([]);
  });

  it("are none in the Petersen graph, which has no triangle, for k = 3", () => {
    const petersen = graphFromEdges(
      10,
      [0, 1, 2, 3, 4].flatMap((i): [number, number][] => [
        [i, (i + 1) % 5],
        [i, i + 5],
        [i + 5, ((i + 2) % 5) + 5],
      ]),
    );
    expect(percolate(petersen, 2)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
    for (const k of [3, 4]) expect(percolate(petersen, k)).toEqual([]);
  });

  it("are the whole of a complete graph up to its order, and nothing beyond", () => {
    const complete = graphFromEdges(60, allPairs(60));
    for (const k of [2, 3, 4, 6, 30, 60]) expect(percolate(complete, k)).toEqual([[...Array(60).keys()]]);
    expect(percolate(complete, 61)).toEqual([]);
  });

  it("are the whole of a graph of twenty pairs of strangers, which has a million maximal cliques", () => {
    const party = graphFromEdges(
      40,
      allPairs(40).filter(([a, b]) => b !== a + 20),
    );
    for (const k of [3, 4]) expect(percolate(party, k)).toEqual([[...Array(40).keys()]]);
  });

  it("are none without edges, or nodes", () => {
    for (const k of [2, 3, 4]) {
      expect(percolate(graphFromEdges(5, []), k)).toEqual([]);
      expect(percolate(graphFromEdges(0, []), k)).toEqual([]);
    }
  });

  it("find the triangles at hubs that know far more people than their neighbours do", () => {
    const star = Array.from({ length: 200 }, (_, i): [number, number] => [1, i + 2]);
    expect(percolate(graphFromEdges(202, [...star, [0, 1], [0, 120]]), 3)).toEqual([[0, 1, 120]]);
  });

  it("refuse a k that is no integer of at least 2, with the value", () => {
    for (const k of [1, 0, -3, 2.5, Number.NaN]) {
      expect(() => percolate(graphFromEdges(3, []), k)).toThrow(`k must be an integer >= 2, got ${k}`);
    }
  });

  it.each([2, 3, 4, 5, 6])("are what comparing every pair of cliques finds, for k = %i", (k) => {
    fc.assert(
      fc.property(randomGraph({ most: 13 }), (graph) => {
        expect(percolate(graph, k)).toEqual(byComparingCliques(graph, k));
      }),
      { numRuns: 300 },
    );
  });

  it.each([3, 4, 5])(
    "are, in graphs too large for that, what following each face of each clique finds, for k = %i",
    (k) => {
      fc.assert(
        fc.property(randomGraph({ least: 40, most: 70, densest: 55 }), (graph) => {
          expect(percolate(graph, k)).toEqual(byFollowingFaces(graph, k));
        }),
        { numRuns: 8 },
      );
    },
  );

  it("do not depend on what the nodes are called or in which order edges come", () => {
    const relabelled = randomGraph({ most: 40 }).chain((graph) =>
      fc.record({
        graph: fc.constant(graph),
        k: fc.integer({ min: 2, max: 6 }),
        names: fc.shuffledSubarray([...Array(graph.order).keys()], { minLength: graph.order }),
        edges: fc.shuffledSubarray(edgesOf(graph), { minLength: edgesOf(graph).length }),
      }),
    );
    fc.assert(
      fc.property(relabelled, ({ graph, k, names, edges }) => {
        const renamed = edges.map(([a, b]): [number, number] => [names[a], names[b]]);
        const found = percolate(graphFromEdges(graph.order, renamed), k);
        const expected = percolate(graph, k).map((community) => community.map((u) => names[u]).sort((a, b) => a - b));
        expect(found).toEqual(expected.sort(lexicographic));
      }),
    );
  });
});

function parse(text: string): [number, number][] {
  return text.split(" ").map((edge) => edge.split("-").map(Number) as [number, number]);
}

function communities(k: number, text: string): number[][] {
  const edges = parse(text);
  return percolate(graphFromEdges(Math.max(...edges.flat()) + 1, edges), k);
}

function clique(nodes: number[]): [number, number][] {
  return allPairs(nodes.length).map(([a, b]) => [nodes[a], nodes[b]]);
}

/** The definition, word for word: all k-cliques, adjacent when k-1 nodes are shared, and what is connected. */
function byComparingCliques(graph: Graph, k: number): number[][] {
  const cliques = cliquesOf(graph, k);
  return connected(cliques, (clique) => cliques.filter((other) => common(clique, other) === k - 1));
}

/** The same, with the cliques that have a face looked up by its name. */
function byFollowingFaces(graph: Graph, k: number): number[][] {
  const cliques = cliquesOf(graph, k);
  const holders = new Map<string, number[][]>();
  for (const clique of cliques) {
    for (const face of facesOf(clique)) {
      const held = holders.get(face);
      if (held === undefined) holders.set(face, [clique]);
      else held.push(clique);
    }
  }
  return connected(cliques, (clique) => facesOf(clique).flatMap((face) => holders.get(face)!));
}

function cliquesOf(graph: Graph, k: number): number[][] {
  const adjacent = new Set(edgesOf(graph).map(([a, b]) => a * graph.order + b));
  let cliques: number[][] = [[]];
  for (let size = 0; size < k; size++) {
    cliques = cliques.flatMap((members) => {
      const next = [...Array(graph.order).keys()].slice((members.at(-1) ?? -1) + 1);
      return next.filter((v) => members.every((u) => adjacent.has(u * graph.order + v))).map((v) => [...members, v]);
    });
  }
  return cliques;
}

function connected(cliques: number[][], adjacent: (clique: number[]) => number[][]): number[][] {
  const waiting = new Set(cliques);
  const communities: number[][] = [];
  for (const start of cliques) {
    if (!waiting.delete(start)) continue;
    const reached = [start];
    for (const clique of reached) reached.push(...adjacent(clique).filter((other) => waiting.delete(other)));
    communities.push([...new Set(reached.flat())].sort((a, b) => a - b));
  }
  return communities.sort(lexicographic);
}

function common(a: number[], b: number[]): number {
  return a.filter((u) => b.includes(u)).length;
}

function facesOf(clique: number[]): string[] {
  return clique.map((without) => clique.filter((u) => u !== without).join());
}

function lexicographic(a: number[], b: number[]): number {
  const at = a.findIndex((u, i) => u !== b[i]);
  return at === -1 ? a.length - b.length : a[at] - (b[at] ?? -1);
}
