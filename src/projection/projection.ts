/**
 * What it takes to be a projection: a way to see rows of many traits as points of a plane. Each is one file that makes a
 * `Projection`, and one line in `registry.ts`.
 *
 * `kind` tells how a picture follows from the rows. A linear projection yields a basis, which is all that a viewer needs to
 * place any citizen at any moment (on the GPU a change of picture is two rows of weights). An embedding has no basis: it
 * refines a picture of these very rows step by step, and another moment's rows need another picture.
 */

import type { Axis } from "./axis.ts";

/** Where a linear projection puts a row: `((row - mean) . x, (row - mean) . y)`. All three have length `width`. */
export type PlanarBasis = {
  /** The average row: the origin of the picture. */
  readonly mean: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** What x and y mean. */
  readonly axes: readonly [x: Axis, y: Axis];
};

export type LinearProjection = {
  readonly kind: "linear";
  /** Names this projection with its settings, in links and settings: `pca`, `axes:warmth,trust`. */
  readonly id: string;
  /** For people: `warmth × trust`. */
  readonly label: string;
  /** The basis for the first `n` rows of `vectors` (row-major n x width). Throws a RangeError when n is 0. */
  readonly fit: (vectors: ArrayLike<number>, n: number) => PlanarBasis;
};

export type EmbeddingProjection = {
  readonly kind: "embedding";
  /** Who makes it, of `embedders.ts`: a lot of code, which is loaded where pictures are made and nowhere else. */
  readonly method: "tsne" | "umap";
  /** `tsne`, `tsne:perplexity=20`. */
  readonly id: string;
  /** For people: `t-SNE, perplexity 20`. */
  readonly label: string;
  /** The setting that says how many neighbours count, and its value for a town of n. */
  readonly setting: (n: number) => { readonly name: string; readonly value: number };
};

export type EmbeddingOptions = {
  /** An integer from 0 to 2^53 - 1. The same rows, seed and `from` give the same picture. */
  readonly seed: number;
  /**
   * The positions at which an embedder of the same projection ended, for as many rows: a short run from there, which moves
   * what has changed and little else. Without, a long run from the principal components.
   */
  readonly from?: Float64Array;
};

/** A picture in the making. It goes on only in `step`, so that whoever has other things to do can pause between. */
export type Embedder = {
  /** Goes on by so many iterations; past the end they do nothing. One takes 4 us (umap) to 6 us (tsne) a row. */
  step(iterations: number): void;
  readonly done: boolean;
  /** The share of the iterations that are done, in [0, 1]. */
  readonly progress: number;
  /** x0, y0, x1, y1 ... so far, in units of the method's own. Refined in place: copy what is to be kept. */
  readonly positions: Float64Array;
};

export type Projection = LinearProjection | EmbeddingProjection;

/** A registered way of making projections, from the words after its name in an id. */
export type ProjectionFamily = {
  /** The part of an id before the colon. */
  readonly name: string;
  /** How its ids are written, for help and errors: `axes:<trait>,<trait>`. */
  readonly usage: string;
  /** What it shows, in a sentence. */
  readonly summary: string;
  /** An id's words that are valid for these traits: a default choice, and what the laws are tested with. */
  readonly example: (traits: readonly string[]) => string;
  /** Reads the words after the colon (empty without one); `traits` names the columns. Throws a RangeError for people. */
  readonly read: (words: string, traits: readonly string[]) => Projection;
};

/**
 * The first `n` rows of `vectors` (row-major n x width) in the plane: x0, y0, x1, y1 ... written to `into` (length 2n at
 * least; a new Float64Array by default; a Float32Array does for drawing) and returned. 2 ms for 100,000 x 7.
 */
export function coordinates<T extends Float64Array | Float32Array = Float64Array>(
  basis: Pick<PlanarBasis, "mean" | "x" | "y">,
  vectors: ArrayLike<number>,
  n: number,
  into: T = new Float64Array(2 * n) as T,
): T {
  const { mean, x, y } = basis;
  const width = mean.length;
  for (let row = 0, i = 0; row < n; row++) {
    let px = 0;
    let py = 0;
    for (let k = 0; k < width; k++) {
      const d = vectors[i++] - mean[k];
      px += d * x[k];
      py += d * y[k];
    }
    into[2 * row] = px;
    into[2 * row + 1] = py;
  }
  return into;
}
