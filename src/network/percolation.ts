import { cliqueCover, type Cliques } from "./cliques.ts";
import { joinThroughFaces } from "./faces.ts";
import type { Graph } from "./graph.ts";
import { joinThroughTriangles } from "./triangles.ts";
import { disjointSets, find, setSize, unite } from "./union-find.ts";

/**
 * The k-clique communities of a graph (Palla, Derényi, Farkas, Vicsek, Nature 435, 2005): unions of k-cliques that
 * reach each other in steps between cliques that share k-1 nodes. Members ascend; communities are in lexicographic
 * order; a node may be in several, or in none.
 *
 *       1            0   3
 *      /|\           |\ /|
 *     0 | 3          | 2 |          k = 3: triangles that share a side are one community,
 *      \|/           |/ \|          those that share a corner are two
 *       2            1   4
 *
 *     [0 1 2 3]      [0 1 2] [2 3 4]
 *
 * Faces, not pairs of cliques, carry the percolation (Kumpula, Kivelä, Kaski, Saramäki 2008; Baudin, Magnien, Tabourier
 * 2022): nodes for k = 2, where communities are the connected components of two or more; edges, joined by triangles,
 * for k = 3; for larger k, the nodes that the cliques of a small cover share.
 *
 * Cost: linear in nodes and edges for k = 2, about a step a triangle for k = 3. For k > 3 it grows with the cliques of
 * the cover (`cliqueCover`: one for a complete graph, never more than there are k-cliques) and with the faces they
 * share. Dense graphs without structure are the worst: one of 100 nodes with 80 % of all edges takes seconds at k = 5.
 *
 * Throws a `RangeError` unless k is an integer >= 2.
 */
export function percolate(graph: Graph, k: number): number[][] {
  if (!Number.isSafeInteger(k) || k < 2) throw new RangeError(`k must be an integer >= 2, got ${k}`);
  if (k === 2) return throughNodes(graph);
  if (k === 3) return throughEdges(graph);
  return throughFaces(graph, k);
}

function throughNodes(graph: Graph): number[][] {
  const { order, offsets, neighbours } = graph;
  const sets = disjointSets(order);
  const parts = new Uint32Array(order);
  const starts = new Uint32Array(order + 1);
  for (let u = 0; u < order; u++) {
    for (let p = offsets[u]; p < offsets[u + 1]; p++) unite(sets, u, neighbours[p]);
    parts[u] = u;
    starts[u + 1] = u + 1;
  }
  return collect(order, starts, parts, sets, 2);
}

function throughEdges(graph: Graph): number[][] {
  const { edgeAt, sets } = joinThroughTriangles(graph);
  return collect(graph.order, graph.offsets, edgeAt, sets, 2);
}

function throughFaces(graph: Graph, k: number): number[][] {
  const cliques = cliqueCover(graph, k);
  const sets = joinThroughFaces(graph.order, cliques, k - 1);
  const { starts, cliquesOf } = byNode(graph.order, cliques);
  return collect(graph.order, starts, cliquesOf, sets, 1);
}

/** For each node u, the cliques it is in: `cliquesOf[starts[u]]` up to, not including, `cliquesOf[starts[u + 1]]`. */
function byNode(order: number, cliques: Cliques): { starts: Uint32Array; cliquesOf: Uint32Array } {
  const { count, offsets, members } = cliques;
  const starts = new Uint32Array(order + 1);
  for (const node of members) starts[node + 1]++;
  for (let u = 0; u < order; u++) starts[u + 1] += starts[u];
  const cursor = starts.slice();
  const cliquesOf = new Uint32Array(members.length);
  for (let c = 0; c < count; c++) {
    for (let p = offsets[c]; p < offsets[c + 1]; p++) cliquesOf[cursor[members[p]]++] = c;
  }
  return { starts, cliquesOf };
}

/**
 * The nodes of each set of parts, where node u touches the parts `parts[starts[u]]` up to `parts[starts[u + 1]]`. A set
 * of fewer than `least` parts is none. Going through nodes in order makes members ascend, and leaves only first members
 * that are the same to sort out.
 */
function collect(order: number, starts: Uint32Array, parts: Uint32Array, sets: Int32Array, least: number): number[][] {
  const communities: number[][] = [];
  const communityOf = new Int32Array(sets.length).fill(-1);
  for (let u = 0; u < order; u++) {
    for (let p = starts[u]; p < starts[u + 1]; p++) {
      const root = find(sets, parts[p]);
      if (communityOf[root] === -1) {
        if (setSize(sets, root) < least) continue;
        communityOf[root] = communities.length;
        communities.push([u]);
        continue;
      }
      const community = communities[communityOf[root]];
      if (community[community.length - 1] !== u) community.push(u);
    }
  }
  return communities.sort(lexicographic);
}

function lexicographic(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) return a[i] - b[i];
  }
  return a.length - b.length;
}
