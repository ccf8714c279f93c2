import { chance } from "./chance.ts";

export type Trustworthiness = {
  /** In [0, 1]: 1 when whoever are neighbours in the picture are neighbours in truth. */
  readonly value: number;
  /** How many rows were asked: all of them, or a sample. */
  readonly rows: number;
};

/** Beyond this many rows only a sample of them is asked, since each is compared with all. */
const ALL = 2_000;
const SAMPLE = 250;

/**
 * How far the picture can be trusted (Venna and Kaski 2001; as `sklearn.manifold.trustworthiness`): for each row, its
 * neighbours in the picture that are none in truth count by how far down their true rank lies. `vectors` is row-major
 * n x width, `picture` x0, y0, x1, y1 ...; `neighbours` (5, as there) is reduced to fewer than half the rows. Equally far
 * rows share the better rank. 1 when n < 3. O(n) for each row asked: 0.2 s for 2,000 x 7, 1.3 s for 100,000 x 7.
 */
export function trustworthiness(
  vectors: ArrayLike<number>,
  picture: Float64Array,
  width: number,
  neighbours = 5,
): Trustworthiness {
  const n = picture.length / 2;
  const k = Math.min(neighbours, Math.ceil(n / 2) - 1);
  if (k < 1) return { value: 1, rows: n };
  const rows = n <= ALL ? n : SAMPLE;
  const draw = chance(n);
  const distances = new Float64Array(n);
  let penalty = 0;
  for (let asked = 0; asked < rows; asked++) {
    const row = rows === n ? asked : Math.floor((draw() / 4_294_967_296) * n);
    for (let other = 0; other < n; other++) {
      let squared = 0;
      for (let c = 0; c < width; c++) {
        const d = vectors[row * width + c] - vectors[other * width + c];
        squared += d * d;
      }
      distances[other] = squared;
    }
    for (const neighbour of nearest(picture, row, k)) {
      const distance = distances[neighbour];
      let rank = 0;
      // The row itself, at distance 0, makes up for a rank counted from 1, unless the neighbour is as near.
      for (let other = 0; other < n; other++) if (distances[other] < distance) rank++;
      penalty += Math.max(0, rank - k);
    }
  }
  return { value: 1 - (2 / (rows * k * (2 * n - 3 * k - 1))) * penalty, rows };
}

/** The k rows nearest to `row` in the picture; of equally near ones the first. */
function nearest(picture: Float64Array, row: number, k: number): readonly number[] {
  const found: number[] = [];
  const squared: number[] = [];
  for (let other = 0; 2 * other < picture.length; other++) {
    if (other === row) continue;
    const dx = picture[2 * row] - picture[2 * other];
    const dy = picture[2 * row + 1] - picture[2 * other + 1];
    const d = dx * dx + dy * dy;
    if (found.length === k && d >= squared[k - 1]) continue;
    let at = Math.min(found.length, k - 1);
    for (; at > 0 && squared[at - 1] > d; at--) {
      found[at] = found[at - 1];
      squared[at] = squared[at - 1];
    }
    found[at] = other;
    squared[at] = d;
  }
  return found;
}
