import type { Graph } from "./graph.ts";
import { disjointSets, find, unite } from "./union-find.ts";

/**
 * Joins the edges of each triangle: 3-clique percolation, where a face is an edge.
 * `edgeAt[p]` is the edge of `neighbours[p]`, the same number at both its ends; `sets` holds the disjoint sets of
 * edges. An edge in no triangle stays alone.
 *
 * Each triangle u < v < w is met once, at its lowest edge. Of the two lists that must hold w the shorter is walked (up
 * to a factor for the search), so time is about the edges times the graph's arboricity, however large its hubs (Chiba
 * and Nishizeki 1985).
 */
export function joinThroughTriangles(graph: Graph): { readonly edgeAt: Uint32Array; readonly sets: Int32Array } {
  const { order, offsets, neighbours } = graph;
  const edgeAt = new Uint32Array(neighbours.length);

  // An edge is called by its place at its lower end. As lower ends go by in order, they fill the front of each higher
  // end's row, so that `above[v]` finishes at the first neighbour of v that is higher than v.
  const above = offsets.slice(0, order);
  for (let u = 0; u < order; u++) {
    for (let p = above[u]; p < offsets[u + 1]; p++) {
      edgeAt[p] = p;
      edgeAt[above[neighbours[p]]++] = p;
    }
  }

  const sets = disjointSets(neighbours.length);
  // `edgeTo[w]` is the edge from u to w, once u has written it; what lower nodes wrote is lower than all edges of u.
  const edgeTo = new Int32Array(order).fill(-1);
  for (let u = 0; u < order; u++) {
    const end = offsets[u + 1];
    for (let p = above[u]; p < end; p++) edgeTo[neighbours[p]] = p;
    for (let uv = above[u]; uv + 1 < end; uv++) {
      const v = neighbours[uv];
      const first = above[v];
      const last = offsets[v + 1];
      if (last - first > HUB * (end - uv)) {
        for (let uw = uv + 1; uw < end; uw++) {
          const vw = placeOf(neighbours, neighbours[uw], first, last);
          if (vw !== -1) join(sets, uv, uw, vw);
        }
      } else {
        for (let vw = first; vw < last; vw++) {
          const uw = edgeTo[neighbours[vw]];
          if (uw > uv) join(sets, uv, uw, vw);
        }
      }
    }
  }
  return { edgeAt, sets };
}

/** How many times longer than the other list a list must be before searching it beats walking it. */
const HUB = 16;

function join(sets: Int32Array, uv: number, uw: number, vw: number): void {
  const root = find(sets, uv);
  if (find(sets, uw) !== root) unite(sets, uv, uw);
  unite(sets, uv, vw);
}

/** Where `node` stands in the ascending `neighbours[from..to)`, or -1. */
function placeOf(neighbours: Uint32Array, node: number, from: number, to: number): number {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (neighbours[middle] === node) return middle;
    if (neighbours[middle] < node) from = middle + 1;
    else to = middle;
  }
  return -1;
}
