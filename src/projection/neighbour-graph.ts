/** An undirected graph of rows that are near each other, by row: row i's edges are at `starts[i]` to `starts[i + 1] - 1`. */
export type NeighbourGraph = {
  /** Length n + 1. */
  readonly starts: Uint32Array;
  /** The other end of each edge. Each edge is there twice, once from either end, with the same weight. */
  readonly columns: Uint32Array;
  readonly weights: Float64Array;
};

/**
 * The undirected graph of directed edges: row i has `k` of them, to rows `index[i k ...]` with `weights[i k ...]` >= 0.
 * `combined` makes one weight of the two directions' (0 where a direction is missing), and is symmetric. O(n k).
 */
export function undirected(
  n: number,
  k: number,
  index: Uint32Array,
  weights: Float64Array,
  combined: (there: number, back: number) => number,
): NeighbourGraph {
  const arriving = new Uint32Array(n + 1);
  for (const to of index) arriving[to + 1]++;
  for (let row = 0; row < n; row++) arriving[row + 1] += arriving[row];
  const filled = arriving.slice(0, n);
  const origin = new Uint32Array(n * k);
  const arrivingWeight = new Float64Array(n * k);
  for (let row = 0, e = 0; row < n; row++) {
    for (let end = e + k; e < end; e++) {
      const at = filled[index[e]]++;
      origin[at] = row;
      arrivingWeight[at] = weights[e];
    }
  }

  const starts = new Uint32Array(n + 1);
  const columns = new Uint32Array(2 * n * k);
  const there = new Float64Array(2 * n * k);
  const back = new Float64Array(2 * n * k);
  /** Where a column was last put: in this row if not before its start. */
  const place = new Int32Array(n).fill(-1);
  let size = 0;
  for (let row = 0; row < n; row++) {
    const start = size;
    for (let e = row * k; e < (row + 1) * k; e++) {
      place[index[e]] = size;
      columns[size] = index[e];
      there[size++] = weights[e];
    }
    for (let e = arriving[row]; e < arriving[row + 1]; e++) {
      const from = origin[e];
      if (place[from] < start) {
        place[from] = size;
        columns[size++] = from;
      }
      back[place[from]] = arrivingWeight[e];
    }
    starts[row + 1] = size;
  }
  const together = new Float64Array(size);
  for (let e = 0; e < size; e++) together[e] = combined(there[e], back[e]);
  return { starts, columns: columns.slice(0, size), weights: together };
}
