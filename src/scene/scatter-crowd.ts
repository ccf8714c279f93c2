import { coordinates } from "../projection/projection.ts";
import { TRAIT_COUNT } from "../sim/eigenvector.ts";
import type { Coalition } from "../sim/state.ts";
import { hull } from "./hull.ts";
import { TIME_CONSTANT, type Plane } from "./scatter-motion.ts";

/**
 * A town of thousands as columns, as a graphics card wants them: the seven traits of everyone in 16 bits each, where they
 * were and where they are going, and since when. The card projects and glides by itself: a turn of the plane is two rows of
 * weights, a drift of a few citizens a few rows of 32 bytes. What the script keeps is where everyone is going.
 *
 *     row of `traits`:  from 7, (jitter x) │ to 7, (jitter y)      shown = from + (to - from) x shareAt(now - start)
 *
 * A citizen who gets a new aim on the way starts from where they are: the same easing as the glide of a small town.
 */
export class Crowd {
  readonly size: number;
  /** In 65,535ths of 1; STRIDE numbers a row. */
  readonly traits: Uint16Array;
  /** By row: when they set off, milliseconds of the caller's clock. */
  readonly starts: Float32Array;
  /** Where everyone is going, in the plane: x0, y0, x1, y1, ... */
  readonly positions: Float64Array;
  /** In an embedding: from x, y to x, y, by row. They all set off at `setOff`. */
  readonly places: Float32Array;
  /** What `places` go by, in milliseconds of the caller's clock. */
  setOff = LONG_AGO;
  /** Counts changes of `traits`; those of the last one, unless they were many. */
  moves = 0;
  moved: readonly number[] | undefined;
  /** Counts changes of `places`. */
  placings = 0;
  /** Whether it is seen by `places`, and not by `traits` in a plane. */
  embedded = false;

  readonly #aims: Float64Array;
  #plane: Plane | undefined;
  #offsets: Float32Array | undefined;
  /** When the way back from an embedding to the plane ends. */
  #landing = Infinity;
  #restsAt = 0;
  readonly #hulls = new Map<
    string,
    { readonly members: readonly number[]; readonly at: number; shape: Float64Array }
  >();
  /** Counts changes of `positions`. */
  #steps = 0;

  constructor(size: number) {
    this.size = size;
    this.traits = new Uint16Array(STRIDE * size);
    this.starts = new Float32Array(size).fill(LONG_AGO);
    this.positions = new Float64Array(2 * size);
    this.places = new Float32Array(4 * size);
    this.#aims = new Float64Array(TRAIT_COUNT * size).fill(Number.NaN);
  }

  /** Whether the card still moves someone at `now`. */
  isMoving(now: number): boolean {
    return now < this.#restsAt;
  }

  /**
   * Heads for traits (7 a row) seen in a plane, at `now`; at once if `still`. Whether anyone's place changed.
   * 1 ms for 100,000 of whom few drifted, 6 ms when all did.
   */
  aim(traits: Float64Array, plane: Plane, now: number, still: boolean): boolean {
    const first = this.#plane === undefined;
    const rows = this.#take(traits, now, still || first || this.embedded);
    const turned = !this.#plane || !samePlane(this.#plane, plane);
    if (turned) this.#plane = { mean: plane.mean.slice(), x: plane.x.slice(), y: plane.y.slice() };
    const home = this.embedded && this.#landing === Infinity;
    if (!turned && rows.length === 0 && !home) return false;
    if (turned || home) coordinates(plane, traits, this.size, this.positions);
    else for (const row of rows) this.#project(row, plane);
    this.#steps++;
    if (home) {
      this.#landing = now + (still ? 0 : REST);
      this.#depart(now, still);
    } else if (this.embedded) {
      // On the way home: what changes meanwhile is aimed at, and nobody sets off anew.
      for (let i = 0; i < this.positions.length; i += 2)
        this.places.set([this.positions[i], this.positions[i + 1]], 2 * i + 2);
      this.placings++;
    }
    return true;
  }

  /** Heads for the positions of an embedding (x0, y0, x1, y1, ... by row), at `now`; at once if `still`. */
  embed(positions: Float64Array, now: number, still: boolean): void {
    const first = this.#plane === undefined && !this.embedded;
    if (!this.embedded)
      for (let row = 0; row < this.size; row++)
        this.places.set(this.positions.subarray(2 * row, 2 * row + 2), 4 * row + 2);
    this.embedded = true;
    this.#landing = Infinity;
    this.positions.set(positions);
    this.#steps++;
    this.#depart(now, still || first);
  }

  /** To be told the time of each frame: a way home that is at its end ends. */
  pass(now: number): void {
    if (now < this.#landing) return;
    this.embedded = false;
    this.#landing = Infinity;
  }

  /** Moves everyone's mark by up to a radius (`scatter-jitter.ts`), or by nothing. */
  jitter(offsets: Float32Array | undefined): void {
    if (offsets === this.#offsets) return;
    this.#offsets = offsets;
    for (let row = 0; row < this.size; row++) {
      this.traits[STRIDE * row + 7] = inUnits(offsets ? (offsets[2 * row] + 1) / 2 : 0.5);
      this.traits[STRIDE * row + 15] = inUnits(offsets ? (offsets[2 * row + 1] + 1) / 2 : 0.5);
    }
    this.moves++;
    this.moved = undefined;
  }

  /** The hull of where a coalition's members are going, without air. Made when someone moved since. */
  hull(coalition: Coalition): Float64Array {
    const known = this.#hulls.get(coalition.id);
    if (known && known.at === this.#steps && known.members === coalition.members) return known.shape;
    const shape = hull(this.positions, coalition.members, 0);
    this.#hulls.set(coalition.id, { members: coalition.members, at: this.#steps, shape });
    return shape;
  }

  /** Takes in the traits that differ from the last ones; their rows. */
  #take(traits: Float64Array, now: number, still: boolean): readonly number[] {
    const rows: number[] = [];
    const aims = this.#aims;
    for (let row = 0, i = 0; row < this.size; row++, i += TRAIT_COUNT) {
      // Written out: it is most of what a frame in which few drift costs.
      if (
        aims[i] === traits[i] &&
        aims[i + 1] === traits[i + 1] &&
        aims[i + 2] === traits[i + 2] &&
        aims[i + 3] === traits[i + 3] &&
        aims[i + 4] === traits[i + 4] &&
        aims[i + 5] === traits[i + 5] &&
        aims[i + 6] === traits[i + 6]
      )
        continue;
      rows.push(row);
      const at = STRIDE * row;
      const share = shareAt(now - this.starts[row]);
      for (let k = 0; k < TRAIT_COUNT; k++) {
        const [from, to] = [this.traits[at + k], this.traits[at + 8 + k]];
        aims[i + k] = traits[i + k];
        const aim = inUnits(traits[i + k]);
        this.traits[at + k] = still ? aim : Math.round(from + (to - from) * share);
        this.traits[at + 8 + k] = aim;
      }
      this.starts[row] = still ? LONG_AGO : now;
    }
    if (rows.length > 0) {
      this.moves++;
      this.moved = rows.length <= FEW ? rows : undefined;
      if (!still) this.#restsAt = Math.max(this.#restsAt, now + REST);
    }
    return rows;
  }

  #project(row: number, { mean, x, y }: Plane): void {
    let [px, py] = [0, 0];
    for (let k = 0; k < TRAIT_COUNT; k++) {
      const d = this.#aims[TRAIT_COUNT * row + k] - mean[k];
      px += d * x[k];
      py += d * y[k];
    }
    this.positions[2 * row] = px;
    this.positions[2 * row + 1] = py;
  }

  /** Everyone sets off from where they are seen, by places, to `positions`. */
  #depart(now: number, still: boolean): void {
    const { places, positions } = this;
    const share = still ? 1 : shareAt(now - this.setOff);
    for (let row = 0; row < this.size; row++) {
      const [at, to] = [4 * row, 2 * row];
      for (let k = 0; k < 2; k++) {
        places[at + k] = still ? positions[to + k] : places[at + k] + (places[at + 2 + k] - places[at + k]) * share;
        places[at + 2 + k] = positions[to + k];
      }
    }
    this.setOff = still ? LONG_AGO : now;
    if (!still) this.#restsAt = Math.max(this.#restsAt, now + REST);
    this.placings++;
  }
}

/** Numbers a row of `traits`. */
export const STRIDE = 16;
/** In milliseconds. A number that 32 bits hold exactly. */
const LONG_AGO = -(2 ** 24);
/** Then all but a ten-thousandth of a way is done. */
const REST = 9.2 * TIME_CONSTANT;
/** Rows that are worth a word each to the card. */
const FEW = 256;

/** The share of a way that is done after `ms` milliseconds. */
export function shareAt(ms: number): number {
  return 1 - Math.exp(-Math.max(0, ms) / TIME_CONSTANT);
}

function inUnits(value: number): number {
  return Math.round(value * 65_535);
}

function samePlane(a: Plane, b: Plane): boolean {
  for (let k = 0; k < TRAIT_COUNT; k++)
    if (a.mean[k] !== b.mean[k] || a.x[k] !== b.x[k] || a.y[k] !== b.y[k]) return false;
  return true;
}
