/** An undirected simple graph, packed as compressed sparse rows: two flat arrays, ready to be walked fast. */
export interface Graph {
  /** How many nodes; they are called 0..order-1. */
  readonly order: number;
  /**
   * Length order + 1: the neighbours of node u are `neighbours[offsets[u]]` up to, not including, `neighbours[offsets[u
   * + 1]]`.
   */
  readonly offsets: Uint32Array;
  /** Ascending for each node. Every edge is here twice, once from each end. */
  readonly neighbours: Uint32Array;
}

/**
 * The graph of `order` nodes with these edges: pairs, or one flat array `[a0, b0, a1, b1, ...]`.
 * An edge given twice, either way round, is one edge; a loop says nothing about who is with whom and is left out.
 * Linear in nodes and edges. Throws a `RangeError` that names the first edge with an end outside 0..order-1.
 */
export function graphFromEdges(order: number, edges: Iterable<readonly [number, number]> | Uint32Array): Graph {
  if (!Number.isSafeInteger(order) || order < 0) throw new RangeError(`order must be an integer >= 0, got ${order}`);
  const ends = edges instanceof Uint32Array ? edges : flatten(edges);
  if (ends.length % 2 !== 0) throw new RangeError(`a flat list of edges has an even length, got ${ends.length}`);

  const starts = new Uint32Array(order + 1);
  for (let e = 0; e < ends.length; e += 2) {
    const a = ends[e];
    const b = ends[e + 1];
    if (!isNode(a, order) || !isNode(b, order)) {
      const expected = order === 0 ? "there are no nodes" : `nodes are integers from 0 to ${order - 1}`;
      throw new RangeError(`edge ${e / 2} is [${a}, ${b}], but ${expected}`);
    }
    if (a === b) continue;
    starts[a + 1]++;
    starts[b + 1]++;
  }
  for (let u = 0; u < order; u++) starts[u + 1] += starts[u];

  const unordered = new Uint32Array(starts[order]);
  const cursor = starts.slice();
  for (let e = 0; e < ends.length; e += 2) {
    const a = ends[e];
    const b = ends[e + 1];
    if (a === b) continue;
    unordered[cursor[a]++] = b;
    unordered[cursor[b]++] = a;
  }
  return transposed(order, starts, unordered);
}

/** The number of edges. */
export function size(graph: Graph): number {
  return graph.neighbours.length / 2;
}

/** The number of neighbours of a node. */
export function degree(graph: Graph, node: number): number {
  return graph.offsets[node + 1] - graph.offsets[node];
}

function isNode(value: number, order: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < order;
}

function flatten(edges: Iterable<readonly [number, number]>): number[] {
  const ends: number[] = [];
  for (const [a, b] of edges) ends.push(a, b);
  return ends;
}

/**
 * Handing every node to its neighbours in turn, lowest first, sorts each row without a comparison (the graph is its own
 * transpose) and puts duplicates next to each other, where they are dropped.
 */
function transposed(order: number, starts: Uint32Array, unordered: Uint32Array): Graph {
  const rows = new Uint32Array(unordered.length);
  const ends = starts.slice(0, order);
  for (let u = 0; u < order; u++) {
    for (let p = starts[u]; p < starts[u + 1]; p++) {
      const v = unordered[p];
      if (ends[v] > starts[v] && rows[ends[v] - 1] === u) continue;
      rows[ends[v]++] = u;
    }
  }
  const offsets = new Uint32Array(order + 1);
  for (let u = 0; u < order; u++) {
    rows.copyWithin(offsets[u], starts[u], ends[u]);
    offsets[u + 1] = offsets[u] + ends[u] - starts[u];
  }
  return { order, offsets, neighbours: rows.slice(0, offsets[order]) };
}
