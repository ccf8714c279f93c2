import * as fc from "fast-check";

/** What the tests of projections share: random matrices, and linear algebra as plain as it comes. */

export type Matrix = { readonly rows: readonly (readonly number[])[]; readonly n: number; readonly width: number };

/** A matrix of `n` x `width` numbers in [-10, 10], with ties, repeats and constant columns now and then. */
export function matrices(minRows = 1, minWidth = 1): fc.Arbitrary<Matrix> {
  return fc
    .record({ n: fc.integer({ min: minRows, max: 30 }), width: fc.integer({ min: minWidth, max: 9 }) })
    .chain(({ n, width }) => {
      const cell = fc.oneof(
        fc.integer({ min: -2, max: 2 }),
        fc.integer({ min: -1e6, max: 1e6 }).map((i) => i / 1e5),
      );
      const row = fc.array(cell, { minLength: width, maxLength: width });
      return fc.array(row, { minLength: n, maxLength: n }).map((rows) => ({ rows, n, width }));
    });
}

export function flat(rows: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(rows.flat());
}

export function dot(u: ArrayLike<number>, v: ArrayLike<number>): number {
  return Array.from(u).reduce((sum, value, k) => sum + value * v[k], 0);
}

/** Row k of a row-major array. */
export function row(values: Float64Array, k: number, width: number): Float64Array {
  return values.slice(k * width, (k + 1) * width);
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample covariance by its definition. */
export function covarianceOf(u: readonly number[], v: readonly number[]): number {
  if (u.length < 2) return 0;
  const [mu, mv] = [average(u), average(v)];
  return u.reduce((sum, value, i) => sum + (value - mu) * (v[i] - mv), 0) / (u.length - 1);
}

/** A repeatable stream of numbers in [0, 1) for long constructed runs (Park and Miller 1988). */
export function stream(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
