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

/** Three groups of seven traits each, the rows of which lie around three random places: what any embedding must tell apart. */
export function blobs(n: number, seed = 1): { vectors: Float64Array; n: number; group: number[] } {
  const draw = stream(seed);
  const normal = () => Array.from({ length: 12 }, draw).reduce((sum, value) => sum + value, -6);
  const middles = Array.from({ length: 3 }, () => Array.from({ length: 7 }, draw));
  const group = Array.from({ length: n }, (_, row) => row % 3);
  const rows = group.map((side) => middles[side].map((value) => value + 0.05 * normal()));
  return { vectors: flat(rows), n, group };
}

/** The share of points whose nearest other is of their own group. */
export function purity(points: Float64Array, group: readonly number[]): number {
  const own = group.filter((side, i) => {
    const others = group.map((other, j) => ({ other, away: i === j ? Infinity : apart(points, i, j) }));
    return others.reduce((a, b) => (b.away < a.away ? b : a)).other === side;
  });
  return own.length / group.length;
}

function apart(points: Float64Array, i: number, j: number): number {
  return Math.hypot(points[2 * i] - points[2 * j], points[2 * i + 1] - points[2 * j + 1]);
}

/** Root mean square distance between the points of two pictures. */
export function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / (a.length / 2));
}
