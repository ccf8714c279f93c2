import { undirected, type NeighbourGraph } from "./neighbour-graph.ts";
import type { Neighbours } from "./neighbours.ts";

/** How near the entropy of a row's affinities must come to the perplexity's, in nats, and the most halvings for it. */
const NEAR_ENOUGH = 1e-5;
const MOST_HALVINGS = 64;

/**
 * The joint probabilities P of t-SNE (van der Maaten and Hinton 2008): a Gaussian around each row, as wide as gives its
 * neighbours an entropy of log `perplexity`; then both directions' mean. All weights sum to 1. As in van der Maaten 2014
 * only known neighbours have a share: three times the perplexity is enough of them.
 */
export function affinities({ index, squared, k }: Neighbours, n: number, perplexity: number): NeighbourGraph {
  const conditional = new Float64Array(n * k);
  for (let row = 0; row < n; row++) {
    calibrate(
      squared.subarray(row * k, (row + 1) * k),
      Math.log(perplexity),
      conditional.subarray(row * k, (row + 1) * k),
    );
  }
  return undirected(n, k, index, conditional, (there, back) => (there + back) / (2 * n));
}

/** Writes to `into` the row of a Gaussian over `squared` distances (nearest first) that has the `entropy`. */
function calibrate(squared: Float64Array, entropy: number, into: Float64Array): void {
  const k = squared.length;
  // Only differences matter: with the nearest at 0 its weight is 1 and the sum never vanishes.
  const nearest = squared[0];
  const mean = squared.reduce((sum, value) => sum + value - nearest, 0) / k;
  let precision = mean > 0 ? 1 / mean : 0;
  let [least, most] = [0, Infinity];
  for (let halving = 0; ; halving++) {
    let sum = 0;
    let weighted = 0;
    for (let j = 0; j < k; j++) {
      const d = squared[j] - nearest;
      const weight = Math.exp(-d * precision);
      into[j] = weight;
      sum += weight;
      weighted += d * weight;
    }
    const excess = Math.log(sum) + (precision * weighted) / sum - entropy;
    if (Math.abs(excess) < NEAR_ENOUGH || halving === MOST_HALVINGS || precision === 0) {
      for (let j = 0; j < k; j++) into[j] /= sum;
      return;
    }
    if (excess > 0) least = precision;
    else most = precision;
    precision = most === Infinity ? 2 * precision : (least + most) / 2;
  }
}
