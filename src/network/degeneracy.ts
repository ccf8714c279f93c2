import { degree, type Graph } from "./graph.ts";

/**
 * A degeneracy order: remove a node of least degree, again and again. `rank[u]` is when u goes, and `core[u]` its core
 * number: the largest c such that u lies in a subgraph where everyone has degree >= c. A node of a k-clique has core >=
 * k-1, and no node has more neighbours of higher rank than its core.
 * Linear in nodes and edges (Matula and Beck 1983; buckets as in Batagelj and Zaveršnik 2003).
 */
export function degeneracy(graph: Graph): { readonly core: Uint32Array; readonly rank: Uint32Array } {
  const { order, offsets, neighbours } = graph;
  const core = new Uint32Array(order);
  let most = 0;
  for (let u = 0; u < order; u++) {
    core[u] = degree(graph, u);
    if (core[u] > most) most = core[u];
  }

  // `queue` holds the nodes by ascending remaining degree, `first[d]` the place of the first that has degree d left.
  const first = new Uint32Array(most + 2);
  for (let u = 0; u < order; u++) first[core[u] + 1]++;
  for (let d = 0; d <= most; d++) first[d + 1] += first[d];
  const queue = new Uint32Array(order);
  const rank = new Uint32Array(order);
  const cursor = first.slice();
  for (let u = 0; u < order; u++) {
    rank[u] = cursor[core[u]]++;
    queue[rank[u]] = u;
  }

  for (let at = 0; at < order; at++) {
    const u = queue[at];
    for (let p = offsets[u]; p < offsets[u + 1]; p++) {
      const v = neighbours[p];
      if (core[v] <= core[u]) continue;
      // One degree less: v changes places with the first of its degree, and the border moves past it.
      const border = first[core[v]]++;
      const other = queue[border];
      queue[rank[v]] = other;
      rank[other] = rank[v];
      queue[border] = v;
      rank[v] = border;
      core[v]--;
    }
  }
  return { core, rank };
}
