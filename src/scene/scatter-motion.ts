import { coordinates } from "../projection/projection.ts";
import { TRAIT_COUNT } from "../sim/eigenvector.ts";
import type { Domain } from "./scatter-frame.ts";

/**
 * What the picture is made of, on its way from what was shown to what is true: traits drift, the plane turns and the
 * domain widens, each eased exponentially, so that a new target at any moment causes no jerk and no queue. Positions
 * follow from these three, hence a change of projection is seen as a turn of the plane and not as citizens walking.
 *
 * An embedding (t-SNE, UMAP) has no plane: it is positions, and to, from and between embeddings the positions themselves glide.
 */
export type Pose = PlanePose | PointsPose;

/** n x 7 traits, the plane they are seen in, and the part of the plane that is fitted to the plot. */
export type PlanePose = {
  readonly kind: "plane";
  readonly traits: Float64Array;
  readonly plane: Plane;
  readonly domain: Domain;
};

/** x0, y0, x1, y1, ... by row, and the part of their plane that is fitted to the plot. */
type PointsPose = { readonly kind: "points"; readonly positions: Float64Array; readonly domain: Domain };

/** An origin and two axes in trait space, each of 7 numbers. */
export type Plane = { readonly mean: Float64Array; readonly x: Float64Array; readonly y: Float64Array };

/** Milliseconds. After three of these, 95 % of the way is done: in about 270 ms. */
export const TIME_CONSTANT = 90;
const ARRIVED = 1e-4;

export class Glide {
  #pose: Pose | undefined;
  #target: Pose | undefined;
  /** Where the target puts everyone, while the way there is one of positions. */
  #places: Float64Array | undefined;
  #moving = false;
  /** Whether the way to the target is a turn that keeps right angles right. */
  #turns = false;

  /** The pose to draw now; undefined before the first target. */
  get pose(): Pose | undefined {
    return this.#pose;
  }

  get moving(): boolean {
    return this.#moving;
  }

  /** Heads for a pose (which is copied); at once if it is the first, of another population, or `still` is asked for. */
  aim(target: Pose, still = false): void {
    this.#target = copy(target);
    const pose = this.#pose;
    if (still || !pose || populationOf(pose) !== populationOf(target)) {
      this.#pose = copy(target);
      this.#moving = false;
      return;
    }
    this.#moving = true;
    if (pose.kind === "plane" && target.kind === "plane") {
      this.#turns = isTurn(pose.plane, target.plane);
      return;
    }
    this.#pose = { kind: "points", positions: placesOf(pose), domain: pose.domain };
    this.#places = placesOf(target);
  }

  /** Lets `ms` milliseconds pass. Cost: linear in the population. */
  step(ms: number): void {
    const [pose, target] = [this.#pose, this.#target];
    if (!this.#moving || !pose || !target) return;
    const share = 1 - Math.exp(-Math.max(0, ms) / TIME_CONSTANT);
    const furthest =
      pose.kind === "points"
        ? approach(pose.positions, this.#places!, share)
        : this.#turnTo(pose, target as PlanePose, share);
    const domain = between(pose.domain, target.domain, share);
    if (Math.max(furthest, distance(domain, target.domain)) < ARRIVED) this.aim(target, true);
    else this.#pose = { ...pose, domain };
  }

  #turnTo(pose: PlanePose, target: PlanePose, share: number): number {
    return Math.max(
      approach(pose.traits, target.traits, share),
      approach(pose.plane.mean, target.plane.mean, share),
      turn(pose.plane, target.plane, share, this.#turns),
    );
  }
}

/** Where a pose puts everyone: x0, y0, x1, y1, ... by row; an array of the caller's own. */
export function placesOf(pose: Pose): Float64Array {
  return pose.kind === "points"
    ? pose.positions.slice()
    : coordinates(pose.plane, pose.traits, pose.traits.length / TRAIT_COUNT);
}

function populationOf(pose: Pose): number {
  return pose.kind === "points" ? pose.positions.length / 2 : pose.traits.length / TRAIT_COUNT;
}

/** Moves `values` a share of the way in place; answers the largest distance that is left. */
function approach(values: Float64Array, target: Float64Array, share: number): number {
  let left = 0;
  for (let i = 0; i < values.length; i++) {
    const gap = target[i] - values[i];
    values[i] += gap * share;
    left = Math.max(left, Math.abs(gap) * (1 - share));
  }
  return left;
}

/** Turns both axes a share of the way; `upright` keeps them at right angles (Gram-Schmidt). Answers how far is left. */
function turn(plane: Plane, target: Plane, share: number, upright: boolean): number {
  const left = Math.max(swing(plane.x, target.x, share), swing(plane.y, target.y, share));
  if (!upright) return left;
  const length = Math.sqrt(dot(plane.y, plane.y));
  const along = dot(plane.x, plane.y) / (dot(plane.x, plane.x) || 1);
  for (let k = 0; k < plane.y.length; k++) plane.y[k] -= along * plane.x[k];
  rescale(plane.y, length);
  return left;
}

/**
 * Whether one plane can be turned into the other on the short way. A mirrored plane (two traits that swap axes) cannot: it
 * folds through a line instead, as a card that is turned over.
 */
function isTurn(from: Plane, to: Plane): boolean {
  const determinant = dot(from.x, to.x) * dot(from.y, to.y) - dot(from.x, to.y) * dot(from.y, to.x);
  const sizes = [from.x, from.y, to.x, to.y].reduce((product, axis) => product * Math.sqrt(dot(axis, axis)), 1);
  return Math.abs(dot(to.x, to.y)) < 1e-9 && determinant > 0.2 * sizes;
}

/** Turns an axis, keeping its length on the way; one that must turn by more than a right angle shrinks and grows again. */
function swing(axis: Float64Array, target: Float64Array, share: number): number {
  const [from, to] = [Math.sqrt(dot(axis, axis)), Math.sqrt(dot(target, target))];
  const sharp = dot(axis, target) > 0;
  const left = approach(axis, target, share);
  if (sharp) rescale(axis, from + (to - from) * share);
  return left;
}

function rescale(axis: Float64Array, length: number): void {
  const now = Math.sqrt(dot(axis, axis));
  if (now < 1e-9) return;
  for (let k = 0; k < axis.length; k++) axis[k] *= length / now;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

function between(from: Domain, to: Domain, share: number): Domain {
  const mix = (edge: keyof Domain) => from[edge] + (to[edge] - from[edge]) * share;
  return { left: mix("left"), right: mix("right"), bottom: mix("bottom"), top: mix("top") };
}

function distance(a: Domain, b: Domain): number {
  return Math.max(
    Math.abs(a.left - b.left),
    Math.abs(a.right - b.right),
    Math.abs(a.bottom - b.bottom),
    Math.abs(a.top - b.top),
  );
}

function copy(pose: Pose): Pose {
  if (pose.kind === "points") return { ...pose, positions: pose.positions.slice() };
  const { mean, x, y } = pose.plane;
  return { ...pose, traits: pose.traits.slice(), plane: { mean: mean.slice(), x: x.slice(), y: y.slice() } };
}
