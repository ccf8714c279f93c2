import type { Domain } from "../../scene/scatter-frame.ts";

/** After three of these, 95 % of the way is done: in about 330 ms. */
const TIME_CONSTANT = 110;
const ARRIVED = 1e-3;

/**
 * Where citizens lie in a network, kept by row, on their way to where the last layout puts them; each eased exponentially, so that a new
 * layout at any moment causes no jerk. Who is not in a layout keeps the place they had, for when they come back.
 */
export class PlaceGlide {
  readonly #at: Float64Array;
  readonly #to: Float64Array;
  #rows: readonly number[] = [];
  #domain: Domain = UNIT;
  #toDomain: Domain = UNIT;
  #moving = false;

  constructor(population: number) {
    this.#at = new Float64Array(2 * population).fill(Number.NaN);
    this.#to = this.#at.slice();
  }

  /** The part of the plane to look at now. */
  get domain(): Domain {
    return this.#domain;
  }

  /** Where the rows lie now, as x0, y0, x1, ...; NaN for one that has no place yet. */
  places(rows: readonly number[]): Float64Array {
    return pick(this.#at, rows);
  }

  /** Where they are going to. */
  targets(rows: readonly number[]): Float64Array {
    return pick(this.#to, rows);
  }

  /** Heads for these positions of these rows; at once for who has no place yet, or when `still` is asked for. */
  aim(rows: readonly number[], positions: Float64Array, still: boolean): void {
    const isFirst = this.#rows.length === 0;
    this.#rows = rows;
    rows.forEach((row, node) => {
      for (const axis of [0, 1]) {
        const at = 2 * row + axis;
        this.#to[at] = positions[2 * node + axis];
        if (still || Number.isNaN(this.#at[at])) this.#at[at] = this.#to[at];
      }
    });
    this.#toDomain = boxOf(positions);
    if (isFirst || still) this.#domain = this.#toDomain;
    this.#moving = true;
  }

  /** Lets `ms` milliseconds pass; answers whether there is more of the way to go. */
  step(ms: number): boolean {
    if (!this.#moving) return false;
    const share = 1 - Math.exp(-Math.max(0, ms) / TIME_CONSTANT);
    let furthest = 0;
    const near = (from: number, to: number) => {
      const gap = (to - from) * (1 - share);
      furthest = Math.max(furthest, Math.abs(gap));
      return to - gap;
    };
    for (const row of this.#rows) {
      for (const at of [2 * row, 2 * row + 1]) this.#at[at] = near(this.#at[at], this.#to[at]);
    }
    const [from, to] = [this.#domain, this.#toDomain];
    this.#domain = {
      left: near(from.left, to.left),
      right: near(from.right, to.right),
      bottom: near(from.bottom, to.bottom),
      top: near(from.top, to.top),
    };
    if (furthest > ARRIVED) return true;
    for (const row of this.#rows) this.#at.set(this.#to.subarray(2 * row, 2 * row + 2), 2 * row);
    this.#domain = this.#toDomain;
    return (this.#moving = false);
  }
}

const UNIT: Domain = { left: -1, right: 1, bottom: -1, top: 1 };

/** The box around the positions, with a little air. */
function boxOf(positions: Float64Array): Domain {
  const reach = Array<number>(4).fill(LEAST_REACH);
  for (let c = 0; c < positions.length; c += 2) {
    const [x, y] = [positions[c], positions[c + 1]];
    reach[0] = Math.max(reach[0], -x);
    reach[1] = Math.max(reach[1], x);
    reach[2] = Math.max(reach[2], -y);
    reach[3] = Math.max(reach[3], y);
  }
  const [left, right, bottom, top] = reach.map((far) => far * AIR);
  return { left: -left, right, bottom: -bottom, top };
}

/** A picture of one citizen, whose place is the middle, needs an extent too. */
const LEAST_REACH = 0.2;
const AIR = 1.04;

function pick(from: Float64Array, rows: readonly number[]): Float64Array {
  const picked = new Float64Array(2 * rows.length);
  rows.forEach((row, node) => picked.set(from.subarray(2 * row, 2 * row + 2), 2 * node));
  return picked;
}
