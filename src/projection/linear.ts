/** The projection onto any two linear combinations of traits. */

import { meaning } from "./axis.ts";
import { moments, shareAlong } from "./covariance.ts";
import type { LinearProjection, PlanarBasis, ProjectionFamily } from "./projection.ts";

/**
 * A picture with the weights `x` and `y` (one weight a trait, as given: not normalised). Throws a RangeError when a row has
 * another length than `traits`, is not finite, or is all zeros.
 */
export function linear(traits: readonly string[], x: ArrayLike<number>, y: ArrayLike<number>): LinearProjection {
  const xs = checked("x", x, traits);
  const ys = checked("y", y, traits);
  const label = `${meaning(xs, traits)} × ${meaning(ys, traits)}`;
  const id = `linear:${formula(xs, traits)};${formula(ys, traits)}`;
  return { kind: "linear", id, label, fit: (vectors, n) => weighted(vectors, n, traits, xs, ys) };
}

export const linearFamily: ProjectionFamily = {
  name: "linear",
  usage: "linear:<sum>;<sum>, such as linear:warmth+trust-0.5*ambition;curiosity",
  summary: "Any weighted sum of traits across, any other up.",
  example: (traits) => `${traits[0]}-0.5*${traits.at(-1)};${traits.at(-1)}`,
  read(words, traits) {
    const sums = words.split(";");
    if (sums.length !== 2) throw new RangeError(`linear needs two sums of traits with a ";" between, got "${words}"`);
    return linear(traits, weights(sums[0], traits), weights(sums[1], traits));
  },
};

/** The basis with fixed axes: only the mean and the explained shares come from the rows. */
export function weighted(
  vectors: ArrayLike<number>,
  n: number,
  traits: readonly string[],
  x: Float64Array,
  y: Float64Array,
): PlanarBasis {
  const { mean, covariance } = moments(vectors, n, traits.length);
  return {
    mean,
    x: x.slice(),
    y: y.slice(),
    axes: [
      { label: meaning(x, traits), explained: shareAlong(x, covariance) },
      { label: meaning(y, traits), explained: shareAlong(y, covariance) },
    ],
  };
}

/** One term of a sum: a sign, a number with its `*`, and a trait. */
const TERM = /\s*([+-])?\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*\*)?\s*([^\s+*;-]+)\s*/iy;

/**
 * `warmth + trust - 0.5 * ambition` as one weight a trait. A trait named twice has the sum of its weights. Throws a RangeError
 * that says what would be right.
 */
export function weights(sum: string, traits: readonly string[]): Float64Array {
  const row = new Float64Array(traits.length);
  let at = 0;
  while (at < sum.length) {
    TERM.lastIndex = at;
    const term = TERM.exec(sum);
    // Only the first term may go without a sign.
    if (term === null || (at > 0 && term[1] === undefined)) {
      throw new RangeError(`a sum of traits looks like warmth+trust-0.5*ambition, got "${sum}"`);
    }
    row[traitIndex(term[3], traits)] += (term[1] === "-" ? -1 : 1) * Number(term[2] ?? 1);
    at = TERM.lastIndex;
  }
  return row;
}

/** The column that `name` names. Throws a RangeError that lists the names there are. */
export function traitIndex(name: string, traits: readonly string[]): number {
  const index = traits.indexOf(name);
  if (index < 0) throw new RangeError(`unknown trait "${name}": expected one of ${traits.join(", ")}`);
  return index;
}

/** What `weights` reads back as `row`: `warmth+trust-0.5*ambition`; empty for all zeros. */
export function formula(row: Float64Array, traits: readonly string[]): string {
  let text = "";
  for (const [k, weight] of row.entries()) {
    if (weight === 0) continue;
    const size = Math.abs(weight);
    text += (weight < 0 ? "-" : text === "" ? "" : "+") + (size === 1 ? "" : `${size}*`) + traits[k];
  }
  return text;
}

function checked(axis: "x" | "y", row: ArrayLike<number>, traits: readonly string[]): Float64Array {
  const copy = Float64Array.from(row);
  if (copy.length !== traits.length) {
    throw new RangeError(`the weights of ${axis} must be ${traits.length} numbers, one a trait, got ${copy.length}`);
  }
  const wrong = copy.findIndex((weight) => !Number.isFinite(weight));
  if (wrong >= 0)
    throw new RangeError(`the weight of ${traits[wrong]} in ${axis} must be a number, got ${copy[wrong]}`);
  if (copy.every((weight) => weight === 0)) {
    throw new RangeError(`the weights of ${axis} are all zero: name at least one trait of ${traits.join(", ")}`);
  }
  return copy;
}
