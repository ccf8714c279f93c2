import { ForceTree } from "./force-tree.ts";

/** Ties between the nodes 0..order-1, for a drawing. */
export interface Springs {
  readonly order: number;
  /** The ends of tie e: `ends[2 * e]` and `ends[2 * e + 1]`, two different nodes. */
  readonly ends: Uint32Array;
  /** One a tie, in [-1, 1]: above 0 it pulls, below it pushes. */
  readonly weights: Float64Array;
}

interface LayoutOptions {
  /** Any number: the same seed and input give the same positions, bit for bit. */
  readonly seed: number;
  /** Where the nodes lay before (x0, y0, x1, y1, ...), to begin from; NaN for a node that is new. */
  readonly from?: Float64Array;
  /** How much what lay before still holds, 0 to 1: less when the ties have changed. Default 1. */
  readonly memory?: number;
  /** Exactness of the repulsion: 0 is exact and O(n^2); above, Barnes-Hut. Default 0 up to 500 nodes, then 0.8. */
  readonly theta?: number;
}

/** From more nodes on, repulsion between far ones is approximated. */
const MANY = 500;
/** How strongly all are drawn to the middle, so that what is not connected stays in the picture. */
const GRAVITY = 0.12;
/** How strongly a node is drawn to where it lay before, when it begins from there. */
const MEMORY = 0.5;
/** How much a tie of weight -1 adds to the repulsion of its ends, where that of two strangers is 1. */
const AVERSION = 6;
/** It has come to rest when no node moves, in one iteration, by more than this share of the drawing's radius. */
const REST = 2e-4;
const MOST_ITERATIONS = 600;
const MOMENTUM = 0.9;
const RATE = 0.8;
/** After so many iterations, and at once when it begins from known places, each goes a little less far than the one before. */
const HOT = 300;
const COOLING = 0.985;

/**
 * A force-directed drawing: the minimum, over the nodes' positions, of
 *
 *     E = sum over ties  w+ d^2 / 2  -  sum over pairs  (m m' + AVERSION w-) log d  +  GRAVITY / 2  sum over nodes  m r^2
 *
 * with d the distance of two nodes, r that from the centre of mass, w+ and w- the positive and negative part of a weight, and m =
 * 1 + the sum of a node's w+. That is ForceAtlas2's model (Jacomy, Venturini, Heymann, Bastian 2014; the (1, -1) energy of
 * Noack 2009) with negative ties. It is descended by gradient with a diagonal preconditioner, momentum, and a restart
 * wherever the momentum leads uphill (O'Donoghue and Candes 2015), so a drawing that is at rest stays when it is begun from anew. Repulsion of many nodes is that of Barnes and Hut (1986).
 *
 * One that begins from known places also has every node drawn to its own, by MEMORY memory m d^2 / 2 (Brandes and Wagner, "A Bayesian
 * paradigm for dynamic graph layout", 1997), so that who looks keeps their bearings; what it gives up is caught up with
 * the next time.
 *
 * Positions are centred and their root mean square distance from the middle is 1. Arithmetic is IEEE-exact.
 * Cost of an iteration: O(ties + n^2), or O(ties + n log n) with theta above 0; see `bench/force.bench.ts`.
 */
export class ForceLayout {
  readonly #springs: Springs;
  readonly #theta: number;
  readonly #mass: Float64Array;
  /** Sum of each node's w+. */
  readonly #pull: Float64Array;
  readonly #at: Float64Array;
  readonly #speed: Float64Array;
  readonly #force: Float64Array;
  /** How stiff the energy is at each node: bounds the step there. */
  readonly #stiffness: Float64Array;
  readonly #tree: ForceTree;
  /** Where each node lay before, and how strongly it is drawn there. */
  readonly #home: Float64Array;
  readonly #bond: Float64Array;
  /** Below 0: hot. */
  #age: number;
  #rate = RATE;
  #iterations = 0;
  #atRest = false;

  /** Throws a `RangeError` that names the first tie whose ends or weight are not as they should be. */
  constructor(springs: Springs, { seed, from, memory = 1, theta = springs.order > MANY ? 0.8 : 0 }: LayoutOptions) {
    check(springs, from);
    const { order } = springs;
    this.#springs = springs;
    this.#theta = theta;
    this.#pull = new Float64Array(order);
    springs.weights.forEach((weight, e) => {
      if (weight <= 0) return;
      this.#pull[springs.ends[2 * e]] += weight;
      this.#pull[springs.ends[2 * e + 1]] += weight;
    });
    this.#mass = this.#pull.map((sum) => 1 + sum);
    this.#speed = new Float64Array(2 * order);
    this.#force = new Float64Array(2 * order);
    this.#stiffness = new Float64Array(order);
    this.#tree = new ForceTree(this.#mass);
    this.#age = from ? 0 : -HOT;
    this.#at = begin(springs, seed, from);
    this.#rescale();
    this.#home = this.#at.slice();
    this.#bond = this.#mass.map((mass, i) => (from && isKnown(from, i) ? MEMORY * memory * mass : 0));
    if (order < 2) this.#atRest = true;
  }

  /** Whether it has come to rest, or gone on for long enough. */
  get done(): boolean {
    return this.#atRest || this.#iterations >= MOST_ITERATIONS;
  }

  get iterations(): number {
    return this.#iterations;
  }

  /** Where the nodes lie now: x0, y0, x1, y1, ... The caller's own. */
  get positions(): Float64Array {
    return normalised(this.#at, this.#mass);
  }

  /** Goes on for at most so many iterations. */
  step(iterations: number): void {
    for (let i = 0; i < iterations && !this.done; i++) this.#iterate();
  }

  #iterate(): void {
    const { order } = this.#springs;
    const [at, force, stiffness, speed] = [this.#at, this.#force, this.#stiffness, this.#speed];
    this.#feel();
    let along = 0;
    for (let c = 0; c < 2 * order; c++) along += force[c] * speed[c];
    const momentum = along < 0 ? 0 : MOMENTUM;
    if (this.#age++ >= 0) this.#rate *= COOLING;
    const rate = this.#rate;
    let furthest = 0;
    let extent = 0;
    for (let i = 0; i < order; i++) {
      const [x, y] = [2 * i, 2 * i + 1];
      speed[x] = momentum * speed[x] + (rate * force[x]) / stiffness[i];
      speed[y] = momentum * speed[y] + (rate * force[y]) / stiffness[i];
      at[x] += speed[x];
      at[y] += speed[y];
      furthest = Math.max(furthest, speed[x] * speed[x] + speed[y] * speed[y]);
      extent += at[x] * at[x] + at[y] * at[y];
    }
    this.#iterations++;
    this.#atRest = furthest * order < REST * REST * extent;
  }

  /** The force on each node, the negative gradient of E, and its stiffness. */
  #feel(): void {
    const { order, ends, weights } = this.#springs;
    const [at, force, stiffness] = [this.#at, this.#force, this.#stiffness];
    recentre(at, this.#mass);
    this.#tree.build(at);
    const pushed = { x: 0, y: 0, stiffness: 0 };
    for (let i = 0; i < order; i++) {
      this.#tree.repulsion(i, this.#theta, pushed);
      const held = GRAVITY * this.#mass[i];
      const kept = this.#bond[i];
      force[2 * i] = pushed.x - held * at[2 * i] - kept * (at[2 * i] - this.#home[2 * i]);
      force[2 * i + 1] = pushed.y - held * at[2 * i + 1] - kept * (at[2 * i + 1] - this.#home[2 * i + 1]);
      stiffness[i] = pushed.stiffness + held + kept + this.#pull[i];
    }
    for (let e = 0; e < weights.length; e++) {
      const [a, b] = [ends[2 * e], ends[2 * e + 1]];
      const dx = at[2 * b] - at[2 * a];
      const dy = at[2 * b + 1] - at[2 * a + 1];
      let pull = weights[e];
      if (pull < 0) {
        const squared = dx * dx + dy * dy;
        if (squared === 0) continue;
        pull = (AVERSION * pull) / squared;
        stiffness[a] -= pull;
        stiffness[b] -= pull;
      }
      force[2 * a] += pull * dx;
      force[2 * a + 1] += pull * dy;
      force[2 * b] -= pull * dx;
      force[2 * b + 1] -= pull * dy;
    }
  }

  /**
   * Gives the drawing the size at which its energy is least: E(s x) = s^2 A / 2 - C log s + ... is least for s^2 = C / A, with A
   * the pulls and C the pushes.
   */
  #rescale(): void {
    const { order, ends, weights } = this.#springs;
    const [at, mass] = [this.#at, this.#mass];
    recentre(at, mass);
    let [pulls, pushes, all] = [0, 0, 0];
    for (let i = 0; i < order; i++) {
      pulls += GRAVITY * mass[i] * (at[2 * i] * at[2 * i] + at[2 * i + 1] * at[2 * i + 1]);
      pushes -= (mass[i] * mass[i]) / 2;
      all += mass[i];
    }
    pushes += (all * all) / 2;
    for (let e = 0; e < weights.length; e++) {
      if (weights[e] < 0) pushes -= AVERSION * weights[e];
      else {
        const dx = at[2 * ends[2 * e]] - at[2 * ends[2 * e + 1]];
        const dy = at[2 * ends[2 * e] + 1] - at[2 * ends[2 * e + 1] + 1];
        pulls += weights[e] * (dx * dx + dy * dy);
      }
    }
    if (!(pulls > 0)) return;
    const scale = Math.sqrt(pushes / pulls);
    for (let c = 0; c < at.length; c++) at[c] *= scale;
  }
}

/** Where to begin: where they lay; the new ones in the middle of those they are tied to, or anywhere. No two on one point. */
function begin({ order, ends, weights }: Springs, seed: number, from: Float64Array | undefined): Float64Array {
  const chance = uniform(seed);
  const at = new Float64Array(2 * order);
  for (let c = 0; c < at.length; c++) at[c] = 2 * chance() - 1;
  if (!from) return at;
  const sums = new Float64Array(3 * order);
  for (let e = 0; e < weights.length; e++) {
    if (weights[e] <= 0) continue;
    for (const [i, j] of [
      [ends[2 * e], ends[2 * e + 1]],
      [ends[2 * e + 1], ends[2 * e]],
    ]) {
      if (!isKnown(from, j)) continue;
      sums[3 * i] += weights[e];
      sums[3 * i + 1] += weights[e] * from[2 * j];
      sums[3 * i + 2] += weights[e] * from[2 * j + 1];
    }
  }
  const taken = new Set<string>();
  for (let i = 0; i < order; i++) {
    const total = sums[3 * i];
    const near = total > 0 ? 0.1 : 1;
    if (isKnown(from, i)) {
      const place = `${from[2 * i]} ${from[2 * i + 1]}`;
      const aside = taken.has(place) ? 1e-3 : 0;
      taken.add(place);
      at[2 * i] = from[2 * i] + aside * at[2 * i];
      at[2 * i + 1] = from[2 * i + 1] + aside * at[2 * i + 1];
    } else {
      at[2 * i] = near * at[2 * i] + (total > 0 ? sums[3 * i + 1] / total : 0);
      at[2 * i + 1] = near * at[2 * i + 1] + (total > 0 ? sums[3 * i + 2] / total : 0);
    }
  }
  return at;
}

function isKnown(from: Float64Array, i: number): boolean {
  return !Number.isNaN(from[2 * i]) && !Number.isNaN(from[2 * i + 1]);
}

/** Puts the centre of mass into the origin: gravity that drew elsewhere would have all of them drift. */
function recentre(at: Float64Array, mass: Float64Array): void {
  let [x, y, all] = [0, 0, 0];
  for (let i = 0; i < mass.length; i++) {
    x += mass[i] * at[2 * i];
    y += mass[i] * at[2 * i + 1];
    all += mass[i];
  }
  for (let c = 0; c < at.length; c += 2) {
    at[c] -= x / all;
    at[c + 1] -= y / all;
  }
}

function normalised(at: Float64Array, mass: Float64Array): Float64Array {
  const shown = at.slice();
  recentre(shown, mass);
  let extent = 0;
  for (const value of shown) extent += value * value;
  const radius = Math.sqrt((2 * extent) / shown.length);
  return radius > 0 ? shown.map((value) => value / radius) : shown;
}

/** Even in [0, 1): splitmix32, a stream of the seed's own. */
function uniform(seed: number): () => number {
  let state = (seed ^ Math.floor(seed / 4_294_967_296)) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  };
}

function check({ order, ends, weights }: Springs, from: Float64Array | undefined): void {
  if (!Number.isSafeInteger(order) || order < 0) throw new RangeError(`order must be an integer >= 0, got ${order}`);
  if (ends.length !== 2 * weights.length) {
    throw new RangeError(`${weights.length} ties have ${2 * weights.length} ends, got ${ends.length}`);
  }
  if (from && from.length !== 2 * order) {
    throw new RangeError(`from must have two numbers for each of ${order} nodes, got ${from.length}`);
  }
  for (let e = 0; e < weights.length; e++) {
    const [a, b] = [ends[2 * e], ends[2 * e + 1]];
    if (a >= order || b >= order || a === b) {
      throw new RangeError(`tie ${e} is [${a}, ${b}], but ties join two different nodes below ${order}`);
    }
    if (!(weights[e] >= -1 && weights[e] <= 1)) {
      throw new RangeError(`tie ${e} weighs ${weights[e]}, but weights are from -1 to 1`);
    }
  }
}
