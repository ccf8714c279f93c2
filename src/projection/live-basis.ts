/**
 * Principal components for a town that moves. Fitting afresh at every moment makes the picture flip and spin: a component's
 * sign is a convention, and two of nearly equal variance trade places on a breath. Here the picture only ever glides:
 *
 *     covariance --smoothed--> principal plane --Procrustes--> facing as before --turned--> x toward PC1 --a part of the way-->
 *
 * In 1,000 moments of small drift of 25 random citizens plain PCA flips an axis 20 to 90 times, this never.
 *
 * A `LiveBasis` follows from the one before and the rows of the moment, and from nothing else. Advanced at moments that the
 * log defines (each change of phase), the basis of any moment is a function of the log, and scrubbing repeats it.
 */

import { alignment, turned } from "./alignment.ts";
import { meaning } from "./axis.ts";
import { moments, shareAlong } from "./covariance.ts";
import { symmetricEigen } from "./jacobi.ts";
import { fixSign } from "./principal-components.ts";
import type { PlanarBasis } from "./projection.ts";

/** `mean` and the explained shares are those of the smoothed town. */
export type LiveBasis = PlanarBasis & {
  /** Smoothed over moments; row-major width x width. */
  readonly covariance: Float64Array;
  /** The third eigenvalue comes so near the second that which plane is shown is nearly a matter of chance: say so. */
  readonly unstable: boolean;
};

/** The share of each new moment in the smoothed mean and covariance: a memory of eight moments, two days of four phases. */
const SMOOTHING = 1 / 8;
/** The part of the way to where the axes should be that they go in one moment. */
const GLIDE = 1 / 4;
/** The third eigenvalue as a share of the second from which the plane is called unstable. */
const NEAR = 0.9;

/**
 * The basis of the next moment, given the one before (undefined at the first, which is plain PCA) and the rows of the moment
 * (row-major n x traits.length; n may change). Each axis keeps to the same side as before: consecutive x and consecutive y
 * have a positive dot product, whatever happens to the data. Left alone, x comes to rest on PC1 and y on PC2.
 * Throws a RangeError when n is 0 or the number of traits has changed.
 */
export function advance(
  previous: LiveBasis | undefined,
  vectors: ArrayLike<number>,
  n: number,
  traits: readonly string[],
): LiveBasis {
  const width = traits.length;
  const now = moments(vectors, n, width);
  if (previous === undefined) {
    const { frame, unstable } = principalFrame(now.covariance, width);
    return live(now.mean, now.covariance, frame, unstable, traits);
  }
  if (previous.mean.length !== width) {
    throw new RangeError(
      `a live basis keeps its traits: it had ${previous.mean.length}, got ${width}: start a new one`,
    );
  }
  const mean = mixed(previous.mean, now.mean, SMOOTHING);
  const covariance = mixed(previous.covariance, now.covariance, SMOOTHING);
  const { frame, unstable } = principalFrame(covariance, width);
  const before = interleaved(previous.x, previous.y);
  const facing = turned(frame, alignment(frame, before));
  const target = turnedToMajor(facing, covariance);
  return live(mean, covariance, orthonormal(mixed(before, target, GLIDE)), unstable, traits);
}

/**
 * A frame is a basis as points of the plane, x0, y0, x1, y1 ...: where each trait's unit vector falls. So aligning two
 * frames is aligning two pictures.
 */
function principalFrame(covariance: Float64Array, width: number): { frame: Float64Array; unstable: boolean } {
  const { values, vectors } = symmetricEigen(covariance, width);
  const x = vectors.slice(0, width);
  const y = width > 1 ? vectors.slice(width, 2 * width) : new Float64Array(width);
  fixSign(x);
  fixSign(y);
  return { frame: interleaved(x, y), unstable: width > 2 && values[2] >= NEAR * values[1] };
}

/**
 * Turns a frame within its plane toward having the direction of most variance across. Procrustes alone would leave x
 * wherever history brought it, and "PC1" would be untrue. The turn is the less the rounder the cloud, so that where no
 * direction is the first, nothing spins.
 */
function turnedToMajor(frame: Float64Array, covariance: Float64Array): Float64Array {
  const [x, y] = separated(frame);
  const xx = bilinear(x, covariance, x);
  const xy = bilinear(x, covariance, y);
  const yy = bilinear(y, covariance, y);
  if (xx + yy <= 0) return frame;
  const elongation = Math.hypot(xx - yy, 2 * xy) / (xx + yy);
  const angle = (Math.atan2(2 * xy, xx - yy) / 2) * elongation;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return turned(frame, { xx: cos, xy: sin, yx: -sin, yy: cos });
}

/** Gram and Schmidt: x to length 1, y to length 1 and at right angles to it. A y of zero (a single trait) stays zero. */
function orthonormal(frame: Float64Array): Float64Array {
  const [x, y] = separated(frame);
  normalise(x);
  const overlap = dot(x, y);
  for (let k = 0; k < y.length; k++) y[k] -= overlap * x[k];
  normalise(y);
  return interleaved(x, y);
}

function live(
  mean: Float64Array,
  covariance: Float64Array,
  frame: Float64Array,
  unstable: boolean,
  traits: readonly string[],
): LiveBasis {
  const [x, y] = separated(frame);
  return {
    mean,
    covariance,
    x,
    y,
    unstable,
    axes: [
      { label: `PC1 · ${meaning(x, traits)}`, explained: shareAlong(x, covariance) },
      { label: `PC2 · ${meaning(y, traits)}`, explained: shareAlong(y, covariance) },
    ],
  };
}

function mixed(from: Float64Array, to: Float64Array, share: number): Float64Array {
  return from.map((value, k) => value + share * (to[k] - value));
}

function interleaved(x: Float64Array, y: Float64Array): Float64Array {
  return Float64Array.from({ length: 2 * x.length }, (_, i) => (i % 2 === 0 ? x : y)[i >> 1]);
}

function separated(frame: Float64Array): [x: Float64Array, y: Float64Array] {
  return [frame.filter((_, i) => i % 2 === 0), frame.filter((_, i) => i % 2 === 1)];
}

function bilinear(u: Float64Array, matrix: Float64Array, v: Float64Array): number {
  const width = u.length;
  let sum = 0;
  for (let a = 0; a < width; a++) for (let b = 0; b < width; b++) sum += u[a] * matrix[a * width + b] * v[b];
  return sum;
}

function normalise(u: Float64Array): void {
  const length = Math.sqrt(dot(u, u));
  if (length > 0) for (let k = 0; k < u.length; k++) u[k] /= length;
}

function dot(u: Float64Array, v: Float64Array): number {
  return u.reduce((sum, value, k) => sum + value * v[k], 0);
}
