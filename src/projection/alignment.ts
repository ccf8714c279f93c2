/**
 * Orthogonal Procrustes alignment in the plane (Schönemann 1966): the turn or mirrored turn that brings one picture closest
 * to another of the same points. A picture made anew keeps its shape and loses only its accidental orientation.
 */

/** An orthogonal 2 x 2 matrix: (x, y) goes to (xx x + xy y, yx x + yy y). A rotation, or a reflection. */
export type Turn = { readonly xx: number; readonly xy: number; readonly yx: number; readonly yy: number };

/** Points that are on one line but for rounding count as on one line. */
const TIE = 1e-12;

/**
 * The turn about the origin that minimises the summed squared distances from `points` to `reference` (x0, y0, x1, y1 ...,
 * equally long, both centred where translation does not matter). Where a rotation and a reflection do equally well, as for
 * points on one line, the rotation. O(n).
 */
export function alignment(points: ArrayLike<number>, reference: ArrayLike<number>): Turn {
  // M = sum of reference_i points_i'; the answer maximises tr(R'M).
  let xx = 0;
  let xy = 0;
  let yx = 0;
  let yy = 0;
  for (let i = 0; i + 1 < points.length; i += 2) {
    xx += reference[i] * points[i];
    xy += reference[i] * points[i + 1];
    yx += reference[i + 1] * points[i];
    yy += reference[i + 1] * points[i + 1];
  }
  // Only M's direction matters. At size 1 its squares neither vanish nor overflow.
  const size = Math.max(Math.abs(xx), Math.abs(xy), Math.abs(yx), Math.abs(yy));
  if (size === 0) return { xx: 1, xy: 0, yx: 0, yy: 1 };
  // Over rotations by t the trace is (xx + yy) cos t + (yx - xy) sin t, over reflections (xx - yy) cos t + (xy + yx) sin t:
  // the best of each is the length of its pair of coefficients, reached in their direction. No SVD needed.
  const [rotationCos, rotationSin] = [(xx + yy) / size, (yx - xy) / size];
  const [reflectionCos, reflectionSin] = [(xx - yy) / size, (xy + yx) / size];
  const rotation = Math.hypot(rotationCos, rotationSin);
  const reflection = Math.hypot(reflectionCos, reflectionSin);
  if (reflection > rotation * (1 + TIE)) {
    const [cos, sin] = [reflectionCos / reflection, reflectionSin / reflection];
    return { xx: cos, xy: sin, yx: sin, yy: -cos };
  }
  const [cos, sin] = [rotationCos / rotation, rotationSin / rotation];
  return { xx: cos, xy: -sin, yx: sin, yy: cos };
}

/** `points` (x0, y0, x1, y1 ...) turned: a new array. */
export function turned(points: ArrayLike<number>, turn: Turn): Float64Array {
  const result = new Float64Array(points.length);
  for (let i = 0; i + 1 < points.length; i += 2) {
    result[i] = turn.xx * points[i] + turn.xy * points[i + 1];
    result[i + 1] = turn.yx * points[i] + turn.yy * points[i + 1];
  }
  return result;
}

/**
 * `points` as a picture to look at: its centre of mass in the origin, its root mean square distance from there 1, and
 * turned (or mirrored) toward `reference`, the same points in another picture of any place and size. A new array. O(n).
 */
export function settled(points: Float64Array, reference: Float64Array): Float64Array {
  const picture = centred(points);
  const size = Math.sqrt(picture.reduce((sum, value) => sum + value * value, 0) / (picture.length / 2));
  if (size > 0) for (let i = 0; i < picture.length; i++) picture[i] /= size;
  return turned(picture, alignment(picture, centred(reference)));
}

function centred(points: Float64Array): Float64Array {
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += points[i];
    y += points[i + 1];
  }
  const n = points.length / 2;
  return points.map((value, i) => value - (i % 2 === 0 ? x : y) / n);
}
