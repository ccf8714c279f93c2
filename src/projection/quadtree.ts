/** Points nearer to each other than the square's side / 2^MOST_CUTS share a leaf. */
const MOST_CUTS = 26;

/**
 * The repulsion between points of a picture, approximately, in O(n log n) (Barnes and Hut 1986; for t-SNE van der Maaten
 * 2014): a square of points far enough away pushes as if all were at their centre of mass. Made once, used for each picture.
 */
export class Quadtree {
  /**
   * By node, together because they are used together: the centre of mass (while building, the sums of the coordinates), how
   * many points there are, and the square's side.
   */
  #nodes = new Float64Array(0);
  /** By node: the first of its four children in a row; 0 for none. */
  #child = new Uint32Array(0);
  #size = 0;
  readonly #stack = new Uint32Array(4 * (MOST_CUTS + 1));

  /** Takes up the points (x0, y0, x1, y1 ...; finite). */
  build(points: Float64Array): void {
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < points.length; i += 2) {
      left = Math.min(left, points[i]);
      right = Math.max(right, points[i]);
      bottom = Math.min(bottom, points[i + 1]);
      top = Math.max(top, points[i + 1]);
    }
    if (this.#child.length < points.length) this.#grow(2 * points.length + 8);
    this.#size = 0;
    this.#add(1, Math.max(right - left, top - bottom));
    const [middleX, middleY] = [(left + right) / 2, (bottom + top) / 2];
    for (let i = 0; i < points.length; i += 2) this.#insert(points[i], points[i + 1], middleX, middleY);
    const nodes = this.#nodes;
    for (let node = 0; node < 4 * this.#size; node += 4) {
      nodes[node] /= nodes[node + 2];
      nodes[node + 1] /= nodes[node + 2];
    }
  }

  /**
   * Adds to `into` each point's push, sum over the others of q^2 (point - other) with q = 1 / (1 + distance^2), and answers
   * the sum of q over all ordered pairs. The points are those of `build`. A square counts as far when side < theta x
   * distance; theta < 0.7, or a point might push itself. 0 is exact.
   */
  push(points: Float64Array, theta: number, into: Float64Array): number {
    const [nodes, child, stack] = [this.#nodes, this.#child, this.#stack];
    const far = theta * theta;
    let total = 0;
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i], points[i + 1]];
      let [pushX, pushY] = [0, 0];
      let depth = 1;
      stack[0] = 0;
      while (depth > 0) {
        const node = stack[--depth];
        const dx = x - nodes[4 * node];
        const dy = y - nodes[4 * node + 1];
        const side = nodes[4 * node + 3];
        const squared = dx * dx + dy * dy;
        const first = child[node];
        if (first === 0 || side * side < far * squared) {
          const q = 1 / (1 + squared);
          const mq = nodes[4 * node + 2] * q;
          total += mq;
          pushX += mq * q * dx;
          pushY += mq * q * dy;
          continue;
        }
        for (let c = first; c < first + 4; c++) if (nodes[4 * c + 2] > 0) stack[depth++] = c;
      }
      into[i] += pushX;
      into[i + 1] += pushY;
    }
    // Each point met itself, with q = 1 and no push.
    return total - points.length / 2;
  }

  #insert(x: number, y: number, middleX: number, middleY: number): void {
    for (let node = 0, cuts = 0; ; cuts++) {
      const at = 4 * node;
      const [beforeX, beforeY, before] = [this.#nodes[at], this.#nodes[at + 1], this.#nodes[at + 2]];
      this.#nodes[at] = beforeX + x;
      this.#nodes[at + 1] = beforeY + y;
      this.#nodes[at + 2] = before + 1;
      const quarter = this.#nodes[at + 3] / 4;
      if (this.#child[node] === 0) {
        if (before === 0 || cuts === MOST_CUTS) return;
        const first = this.#add(4, 2 * quarter);
        this.#child[node] = first;
        const resident = 4 * (first + (beforeX >= middleX ? 1 : 0) + (beforeY >= middleY ? 2 : 0));
        this.#nodes[resident] = beforeX;
        this.#nodes[resident + 1] = beforeY;
        this.#nodes[resident + 2] = 1;
      }
      const [right, up] = [x >= middleX, y >= middleY];
      node = this.#child[node] + (right ? 1 : 0) + (up ? 2 : 0);
      middleX += right ? quarter : -quarter;
      middleY += up ? quarter : -quarter;
    }
  }

  /** `count` empty nodes in a row; answers the first. */
  #add(count: number, side: number): number {
    const first = this.#size;
    this.#size += count;
    if (this.#size > this.#child.length) this.#grow(2 * this.#size);
    this.#nodes.fill(0, 4 * first, 4 * this.#size);
    this.#child.fill(0, first, this.#size);
    for (let node = first; node < this.#size; node++) this.#nodes[4 * node + 3] = side;
    return first;
  }

  #grow(capacity: number): void {
    const [nodes, child] = [this.#nodes, this.#child];
    this.#nodes = new Float64Array(4 * capacity);
    this.#nodes.set(nodes);
    this.#child = new Uint32Array(capacity);
    this.#child.set(child);
  }
}
