/** How a UMAP picture is made: neighbours pull, some drawn by chance push (McInnes, Healy and Melville 2018). */

import { chance } from "./chance.ts";
import { fuzzyGraph } from "./fuzzy-graph.ts";
import { Neighbours } from "./neighbours.ts";
import type { Embedder, EmbeddingOptions } from "./projection.ts";
import { startingPicture } from "./starting-picture.ts";

/**
 * The picture's likeness at distance d is 1 / (1 + A d^2B): the curve of this family nearest to one that is 1 up to d = 0.1
 * ("min_dist") and falls as e^(0.1 - d) after, by least squares over [0, 3].
 */
export const A = 1.576943;
export const B = 0.895061;

/** The size that a picture begins with, and the most that one pull or push may move a point at the beginning. */
const BEGINNING = 4;
const MOST = 4;
/** Strangers pushed away for each pull. */
const STRANGERS = 5;
/** Keeps the push finite where points meet. */
const CLOSE = 0.001;
const ROWS_A_STEP = 500;
/** Epochs, and the share of its full force with which the first of them moves things. It falls to nothing. */
const LONG = { epochs: 500, force: 1 };
const LONG_FOR_MANY = { epochs: 200, force: 1 };
const MANY = 10_000;
/** From an earlier picture: gently, so that only what has changed moves far. Few rows would dance at any more. */
const REFRESHING = { epochs: 200, force: 0.08 };

export class Umap implements Embedder {
  readonly positions: Float64Array;
  readonly #n: number;
  readonly #neighbours: Neighbours;
  readonly #run: { readonly epochs: number; readonly force: number };
  readonly #draw: () => number;
  #pulls: Pulls | undefined;
  #epoch = 0;

  constructor(
    vectors: ArrayLike<number>,
    n: number,
    width: number,
    neighbours: number,
    { seed, from }: EmbeddingOptions,
  ) {
    this.positions = from?.slice() ?? startingPicture(vectors, n, width, seed, BEGINNING);
    if (this.positions.length !== 2 * n) {
      throw new RangeError(`an earlier picture of ${n} rows has ${2 * n} numbers, got ${this.positions.length}`);
    }
    this.#n = n;
    this.#neighbours = new Neighbours(vectors, n, width, neighbours - 1);
    this.#run = n < 2 ? { epochs: 0, force: 0 } : from ? REFRESHING : n > MANY ? LONG_FOR_MANY : LONG;
    this.#draw = chance(seed);
  }

  get done(): boolean {
    return this.#epoch === this.#run.epochs;
  }

  get progress(): number {
    const preparing = Math.ceil(this.#n / ROWS_A_STEP);
    const prepared = Math.round(this.#neighbours.progress * preparing);
    return this.done ? 1 : (prepared + this.#epoch) / (preparing + this.#run.epochs);
  }

  step(iterations: number): void {
    for (let left = iterations; left > 0 && !this.done; left--) {
      if (this.#neighbours.progress < 1) this.#neighbours.step(ROWS_A_STEP);
      else this.#descend((this.#pulls ??= pullsOf(this.#neighbours, this.#n, this.#run.epochs)));
    }
  }

  /** An epoch of stochastic gradient descent: each edge pulls as often as its weight says, and some strangers push. */
  #descend({ head, tail, every, due, dueStranger }: Pulls): void {
    const [at, n, draw] = [this.positions, this.#n, this.#draw];
    const epoch = ++this.#epoch;
    const force = this.#run.force * (1 - (epoch - 1) / this.#run.epochs);
    for (let e = 0; e < head.length; e++) {
      if (due[e] > epoch) continue;
      const [i, j] = [2 * head[e], 2 * tail[e]];
      let dx = at[i] - at[j];
      let dy = at[i + 1] - at[j + 1];
      let squared = dx * dx + dy * dy;
      if (squared > 0) {
        const power = Math.exp(B * Math.log(squared));
        const pull = (-2 * A * B * power) / (squared * (1 + A * power));
        const [moveX, moveY] = [force * clipped(pull * dx), force * clipped(pull * dy)];
        at[i] += moveX;
        at[i + 1] += moveY;
        at[j] -= moveX;
        at[j + 1] -= moveY;
      }
      due[e] += every[e];
      for (const between = every[e] / STRANGERS; dueStranger[e] <= epoch; dueStranger[e] += between) {
        const stranger = 2 * Math.floor((draw() / 4_294_967_296) * n);
        dx = at[i] - at[stranger];
        dy = at[i + 1] - at[stranger + 1];
        squared = dx * dx + dy * dy;
        if (squared === 0) continue;
        const push = (2 * B) / ((CLOSE + squared) * (1 + A * Math.exp(B * Math.log(squared))));
        at[i] += force * clipped(push * dx);
        at[i + 1] += force * clipped(push * dy);
      }
    }
  }
}

/** Edges, from both ends, with the epoch at which each pulls next and meets a stranger next. */
type Pulls = {
  readonly head: Uint32Array;
  readonly tail: Uint32Array;
  /** Epochs between two pulls: 1 for the strongest edge. */
  readonly every: Float64Array;
  readonly due: Float64Array;
  readonly dueStranger: Float64Array;
};

function pullsOf(neighbours: Neighbours, n: number, epochs: number): Pulls {
  const { starts, columns, weights } = fuzzyGraph(neighbours, n);
  let strongest = 0;
  for (const weight of weights) strongest = Math.max(strongest, weight);
  // An edge so weak that its turn would never come is none.
  const counts = (weight: number) => weight * epochs > strongest;
  let size = 0;
  for (const weight of weights) if (counts(weight)) size++;
  const [head, tail, every] = [new Uint32Array(size), new Uint32Array(size), new Float64Array(size)];
  for (let row = 0, to = 0; row < n; row++) {
    for (let e = starts[row]; e < starts[row + 1]; e++) {
      if (!counts(weights[e])) continue;
      head[to] = row;
      tail[to] = columns[e];
      every[to++] = strongest / weights[e];
    }
  }
  return { head, tail, every, due: every.slice(), dueStranger: every.map((epochs) => epochs / STRANGERS) };
}

function clipped(value: number): number {
  return value > MOST ? MOST : value < -MOST ? -MOST : value;
}
