/** The repulsion on a node: a force and how stiff it is (its derivative's bound). Reused from call to call. */
type Repulsion = { x: number; y: number; stiffness: number };

/** A square of few enough nodes is summed node by node. */
const LEAF = 6;
/** Deeper squares are 2^-40 of the whole: nodes there lie on one point. */
const DEEPEST = 40;

/**
 * The repulsion of many masses in a plane, m m' / d between each two, by a quadtree (Barnes and Hut, "A hierarchical O(N log
 * N) force-calculation algorithm", Nature 324, 1986): a square of side s at distance d acts as one mass in its centre of mass
 * where s < theta d.
 *
 *     order    [ 4 0 | 7 | 2 5 1 | 3 6 ]        nodes, so arranged that every square is a stretch
 *     squares  first, last: the stretch; child: the first of its four, next to each other; 0: a leaf
 */
export class ForceTree {
  readonly #mass: Float64Array;
  readonly #order: Uint32Array;
  readonly #spare: Uint32Array;
  #first = new Uint32Array(64);
  #last = new Uint32Array(64);
  #child = new Uint32Array(64);
  /** Side squared, mass, and centre of mass of each square: four numbers. */
  #square = new Float64Array(4 * 64);
  #count = 0;
  #at: Float64Array = new Float64Array();
  readonly #stack: number[] = [];

  /** @param mass one a node, above 0; borrowed. */
  constructor(mass: Float64Array) {
    this.#mass = mass;
    this.#order = new Uint32Array(mass.length);
    this.#spare = new Uint32Array(mass.length);
  }

  /** Takes in where the nodes lie now (x0, y0, x1, ...; borrowed until the next call). O(n log n). */
  build(at: Float64Array): void {
    this.#at = at;
    const n = this.#mass.length;
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < n; i++) {
      this.#order[i] = i;
      left = Math.min(left, at[2 * i]);
      right = Math.max(right, at[2 * i]);
      bottom = Math.min(bottom, at[2 * i + 1]);
      top = Math.max(top, at[2 * i + 1]);
    }
    this.#count = 0;
    if (n > 0) this.#split(this.#add(0, n), left, bottom, Math.max(right - left, top - bottom), 0);
  }

  /** What all the others do to node `i`. `theta` 0 sums over every node. */
  repulsion(i: number, theta: number, into: Repulsion): void {
    const at = this.#at;
    const [x, y, own] = [at[2 * i], at[2 * i + 1], this.#mass[i]];
    const square = this.#square;
    const limit = theta * theta;
    const stack = this.#stack;
    let [fx, fy, stiffness] = [0, 0, 0];
    stack.push(0);
    while (stack.length > 0) {
      const s = stack.pop()!;
      const dx = x - square[4 * s + 2];
      const dy = y - square[4 * s + 3];
      const squared = dx * dx + dy * dy;
      if (square[4 * s] < limit * squared) {
        const push = (own * square[4 * s + 1]) / squared;
        fx += push * dx;
        fy += push * dy;
        stiffness += push;
      } else if (this.#child[s] > 0) {
        const child = this.#child[s];
        for (let quarter = 3; quarter >= 0; quarter--) {
          if (this.#first[child + quarter] < this.#last[child + quarter]) stack.push(child + quarter);
        }
      } else {
        for (let k = this.#first[s]; k < this.#last[s]; k++) {
          const j = this.#order[k];
          const ax = x - at[2 * j];
          const ay = y - at[2 * j + 1];
          const near = ax * ax + ay * ay;
          if (near === 0) continue;
          const push = (own * this.#mass[j]) / near;
          fx += push * ax;
          fy += push * ay;
          stiffness += push;
        }
      }
    }
    into.x = fx;
    into.y = fy;
    into.stiffness = stiffness;
  }

  #split(s: number, left: number, bottom: number, side: number, depth: number): void {
    const [from, to] = [this.#first[s], this.#last[s]];
    const at = this.#at;
    let [mass, mx, my] = [0, 0, 0];
    for (let k = from; k < to; k++) {
      const i = this.#order[k];
      mass += this.#mass[i];
      mx += this.#mass[i] * at[2 * i];
      my += this.#mass[i] * at[2 * i + 1];
    }
    this.#square.set([side * side, mass, mx / mass, my / mass], 4 * s);
    if (to - from <= LEAF || depth === DEEPEST) return;

    const half = side / 2;
    const quarterOf = (i: number) => (at[2 * i] >= left + half ? 1 : 0) + (at[2 * i + 1] >= bottom + half ? 2 : 0);
    // A counting sort into the four quarters.
    const ends = [0, 0, 0, 0];
    for (let k = from; k < to; k++) ends[quarterOf(this.#order[k])]++;
    let start = from;
    const places = ends.map((count) => (start += count) - count);
    const child = places.map((first, quarter) => this.#add(first, first + ends[quarter]))[0];
    for (let k = from; k < to; k++) this.#spare[places[quarterOf(this.#order[k])]++] = this.#order[k];
    for (let k = from; k < to; k++) this.#order[k] = this.#spare[k];

    this.#child[s] = child;
    for (let quarter = 0; quarter < 4; quarter++) {
      if (ends[quarter] === 0) continue;
      const [x, y] = [left + (quarter % 2) * half, bottom + (quarter >> 1) * half];
      this.#split(child + quarter, x, y, half, depth + 1);
    }
  }

  #add(first: number, last: number): number {
    const s = this.#count++;
    if (s === this.#first.length) this.#grow();
    this.#first[s] = first;
    this.#last[s] = last;
    this.#child[s] = 0;
    return s;
  }

  #grow(): void {
    const twice = <T extends Uint32Array | Float64Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.#first = twice(this.#first, new Uint32Array(2 * this.#first.length));
    this.#last = twice(this.#last, new Uint32Array(2 * this.#last.length));
    this.#child = twice(this.#child, new Uint32Array(2 * this.#child.length));
    this.#square = twice(this.#square, new Float64Array(2 * this.#square.length));
  }
}
