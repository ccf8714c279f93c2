/**
 * Principal component analysis (Pearson 1901; Hotelling 1933) with scikit-learn's conventions, so that a picture here and
 * one made in a notebook agree: sample covariance (n - 1), components as rows in descending order of variance, and each
 * component's sign such that its largest loading by size is positive.
 */

import { moments, totalVariance } from "./covariance.ts";
import { symmetricEigen } from "./jacobi.ts";

/** As `sklearn.decomposition.PCA().fit(X)`: `count` = min(n, width) components. */
export type PrincipalComponents = {
  readonly count: number;
  /** Length `width`. */
  readonly mean: Float64Array;
  /** Orthonormal rows, row-major `count x width`. */
  readonly components: Float64Array;
  /** Variance along each component, descending, never negative; length `count`. */
  readonly explainedVariance: Float64Array;
  /** Each variance as a share of the total; sums to 1, or all zeros where nothing varies (scikit-learn has NaN there). */
  readonly explainedVarianceRatio: Float64Array;
};

/**
 * The principal components of the first `n` rows of `vectors` (row-major n x width, finite). Where the data leave a
 * direction open (one row, identical rows, constant columns, equal variances) the answer is still orthonormal and
 * repeatable, with variance 0 where nothing varies. 4 ms for 100,000 x 7. Throws a RangeError for no rows or no columns.
 */
export function principalComponents(vectors: ArrayLike<number>, n: number, width: number): PrincipalComponents {
  const { mean, covariance } = moments(vectors, n, width);
  const { values, vectors: rows } = symmetricEigen(covariance, width);
  const count = Math.min(n, width);
  const components = rows.slice(0, count * width);
  for (let k = 0; k < count; k++) fixSign(components.subarray(k * width, (k + 1) * width));
  // Rounding can leave a variance that is truly zero a hair below it.
  const explainedVariance = values.slice(0, count).map((value) => Math.max(0, value));
  const total = totalVariance(covariance, width);
  const explainedVarianceRatio = explainedVariance.map((value) => (total > 0 ? value / total : 0));
  return { count, mean, components, explainedVariance, explainedVarianceRatio };
}

/** Loadings this close in size count as equal: otherwise the last bit of a tie would decide which way a picture faces. */
const TIE = 1e-9;

/** Turns `component` around, in place, if its largest loading by size (the first of equals) is negative. */
export function fixSign(component: Float64Array): void {
  let largest = 0;
  for (const loading of component) largest = Math.max(largest, Math.abs(loading));
  const leader = component.find((loading) => Math.abs(loading) >= largest * (1 - TIE)) ?? 0;
  if (leader < 0) for (let k = 0; k < component.length; k++) component[k] = 0 - component[k];
}
