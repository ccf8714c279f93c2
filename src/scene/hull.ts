/**
 * The outline of a coalition: a convex polygon around its members' points, kept at a distance. It is made from the support
 * function (Schneider, Convex Bodies, section 1.7) in fixed directions, so that every hull has the same number of vertices
 * in the same order, and one picture's outline morphs into the next by interpolating vertex by vertex.
 */

/** Even: opposite directions share their dot products. With 48 a disc's outline is at most 0.22 % outside the disc. */
export const HULL_VERTICES = 48;

const HALF = HULL_VERTICES / 2;
const STEP = (2 * Math.PI) / HULL_VERTICES;
const COS = Float64Array.from({ length: HULL_VERTICES }, (_, k) => Math.cos(k * STEP));
const SIN = Float64Array.from({ length: HULL_VERTICES }, (_, k) => Math.sin(k * STEP));

/**
 * The outline of `members` (rows of `points`: x0, y0, x1, y1 ...), at least `radius` from each: `2 * HULL_VERTICES` numbers,
 * the vertices as x, y, in order of their outward direction from the positive x axis toward the positive y axis. One member
 * gives a disc, two a capsule, both as polygons; vertices may coincide. Written to `into` and returned.
 * O(members x directions): 100,000 points in 200 hulls take about 10 ms. Throws a RangeError when there is no member.
 */
export function hull(
  points: ArrayLike<number>,
  members: ArrayLike<number>,
  radius: number,
  into: Float64Array = new Float64Array(2 * HULL_VERTICES),
): Float64Array {
  if (members.length === 0) throw new RangeError("a hull needs at least one member, got none");
  const support = supportFunction(points, members);
  for (let k = 0; k < HULL_VERTICES; k++) {
    // Vertex k is where the support lines of directions k and k + 1 cross: h along u, and (next - h cos) / sin across it.
    const h = support[k] + radius;
    const next = support[(k + 1) % HULL_VERTICES] + radius;
    const across = (next - h * COS[1]) / SIN[1];
    into[2 * k] = h * COS[k] - across * SIN[k];
    into[2 * k + 1] = h * SIN[k] + across * COS[k];
  }
  return into;
}

/** How far the members reach in each direction: h(u) = max over members of p . u. */
function supportFunction(points: ArrayLike<number>, members: ArrayLike<number>): Float64Array {
  const count = members.length;
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    xs[i] = points[2 * members[i]];
    ys[i] = points[2 * members[i] + 1];
  }
  const support = new Float64Array(HULL_VERTICES);
  for (let k = 0; k < HALF; k++) {
    let high = -Infinity;
    let low = Infinity;
    for (let i = 0; i < count; i++) {
      const reach = xs[i] * COS[k] + ys[i] * SIN[k];
      if (reach > high) high = reach;
      if (reach < low) low = reach;
    }
    support[k] = high;
    support[k + HALF] = -low;
  }
  return support;
}
