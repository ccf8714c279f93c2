import type { NeighbourGraph } from "./neighbour-graph.ts";
import type { Quadtree } from "./quadtree.ts";

/**
 * The slope of t-SNE's loss, the divergence of the affinities P from those of the picture, Q ~ 1 / (1 + distance^2), at the
 * picture `at` (x0, y0, x1, y1 ...), written to `into`: van der Maaten and Hinton 2008, equation 5, as the pull of neighbours
 * less the push of all. `exaggeration` multiplies the pull. With a `tree` the push is approximate, in O(n log n); without it
 * is exact, in O(n^2).
 */
export function gradient(
  { starts, columns, weights }: NeighbourGraph,
  at: Float64Array,
  exaggeration: number,
  tree: Quadtree | undefined,
  into: Float64Array,
): void {
  into.fill(0);
  const total = tree ? approximatePush(at, tree, into) : exactPush(at, into);
  for (let row = 0; row + 1 < starts.length; row++) {
    const [x, y] = [at[2 * row], at[2 * row + 1]];
    let [pullX, pullY] = [0, 0];
    for (let e = starts[row]; e < starts[row + 1]; e++) {
      const other = 2 * columns[e];
      const dx = x - at[other];
      const dy = y - at[other + 1];
      const pull = weights[e] / (1 + dx * dx + dy * dy);
      pullX += pull * dx;
      pullY += pull * dy;
    }
    into[2 * row] = 4 * (exaggeration * pullX - into[2 * row] / total);
    into[2 * row + 1] = 4 * (exaggeration * pullY - into[2 * row + 1] / total);
  }
}

/** Opening squares nearer than twice their side costs a gradient about 2 % of its length. */
const THETA = 0.5;

function approximatePush(at: Float64Array, tree: Quadtree, into: Float64Array): number {
  tree.build(at);
  return tree.push(at, THETA, into);
}

/** Adds each point's push to `into` and answers the sum of q over all ordered pairs. */
function exactPush(at: Float64Array, into: Float64Array): number {
  let total = 0;
  for (let i = 0; i < at.length; i += 2) {
    const [x, y] = [at[i], at[i + 1]];
    let [pushX, pushY] = [0, 0];
    for (let j = i + 2; j < at.length; j += 2) {
      const dx = x - at[j];
      const dy = y - at[j + 1];
      const q = 1 / (1 + dx * dx + dy * dy);
      total += q;
      const push = q * q;
      pushX += push * dx;
      pushY += push * dy;
      into[j] -= push * dx;
      into[j + 1] -= push * dy;
    }
    into[i] += pushX;
    into[i + 1] += pushY;
  }
  return 2 * total;
}
