import { chance } from "./chance.ts";
import { pca } from "./pca.ts";
import { coordinates } from "./projection.ts";

/** Rows that are alike must not begin in one place: nothing would ever part them. A share of the picture's size. */
const SCATTER = 0.01;

/**
 * Where an embedding begins: the first two principal components, `size` wide (the standard deviation of x), a little
 * scattered by `seed`. It keeps the large distances, which neighbours alone leave to chance (Kobak and Berens 2019, Kobak
 * and Linderman 2021), and begins as the picture that people know. Throws a RangeError when n is 0.
 */
export function startingPicture(
  vectors: ArrayLike<number>,
  n: number,
  width: number,
  seed: number,
  size: number,
): Float64Array {
  const names = Array.from({ length: width }, (_, k) => `${k}`);
  const picture = coordinates(pca(names).fit(vectors, n), vectors, n);
  let squares = 0;
  for (let i = 0; i < picture.length; i += 2) squares += picture[i] * picture[i];
  const scale = squares > 0 ? size / Math.sqrt(squares / n) : 0;
  const draw = chance(seed);
  return picture.map((value) => value * scale + size * SCATTER * (draw() / 2_147_483_648 - 1));
}
