import { undirected, type NeighbourGraph } from "./neighbour-graph.ts";
import type { Neighbours } from "./neighbours.ts";

const NEAR_ENOUGH = 1e-5;
const MOST_HALVINGS = 64;
/** No row's scale is less than this share of its neighbours' mean distance. */
const LEAST_SCALE = 1e-3;

/**
 * The fuzzy simplicial set of UMAP (McInnes, Healy and Melville 2018, algorithms 2 and 3): each row belongs with its nearest
 * neighbour for certain and with farther ones the less, on a scale of the row's own; then "this way or that": a + b - a b.
 */
export function fuzzyGraph({ index, squared, k }: Neighbours, n: number): NeighbourGraph {
  const membership = squared.map(Math.sqrt);
  for (let row = 0; row < n; row++) calibrate(membership.subarray(row * k, (row + 1) * k));
  return undirected(n, k, index, membership, (there, back) => 1 - (1 - there) * (1 - back));
}

/** Turns distances, nearest first, into memberships that sum to log2(k + 1): the row itself counts among its neighbours. */
function calibrate(row: Float64Array): void {
  const k = row.length;
  const wanted = Math.log2(k + 1);
  const certain = row.find((distance) => distance > 0) ?? 0;
  const mean = row.reduce((sum, distance) => sum + distance, 0) / k;
  let [least, most, scale] = [0, Infinity, 1];
  for (let halving = 0; halving < MOST_HALVINGS; halving++) {
    let sum = 0;
    for (const distance of row) sum += Math.exp(-Math.max(0, distance - certain) / scale);
    if (Math.abs(sum - wanted) < NEAR_ENOUGH) break;
    if (sum > wanted) most = scale;
    else least = scale;
    scale = most === Infinity ? 2 * scale : (least + most) / 2;
  }
  scale = Math.max(scale, LEAST_SCALE * mean);
  for (let j = 0; j < k; j++) row[j] = row[j] <= certain ? 1 : Math.exp((certain - row[j]) / scale);
}
