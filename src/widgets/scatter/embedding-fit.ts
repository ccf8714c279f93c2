import { settled } from "../../projection/alignment.ts";
import { embedder } from "../../projection/embedders.ts";
import type { Embedder } from "../../projection/projection.ts";
import { projectionById } from "../../projection/registry.ts";
import { trustworthiness } from "../../projection/trustworthiness.ts";
import { TRAIT_COUNT, TRAITS } from "../../sim/eigenvector.ts";

/** What it takes to fit an embedding; it can be posted to a worker. */
export type FitRequest = {
  /** Comes back with every answer. */
  readonly ticket: number;
  /** The id of an embedding. */
  readonly projection: string;
  /** n x 7. */
  readonly vectors: Float64Array;
  readonly seed: number;
  /** The picture that the new one is turned toward: x0, y0, x1, y1 ... */
  readonly reference: Float64Array;
  /** The `raw` positions at the end of an earlier fit of the same projection and citizens. */
  readonly from?: Float64Array;
};

/** How far a fit is. */
export type FitNews = {
  readonly ticket: number;
  /** Settled: around the origin, of size 1, turned toward the reference. */
  readonly positions: Float64Array;
  readonly trustworthiness: number;
  /** 1 when this is the end. */
  readonly progress: number;
  /** The embedder's own positions, at the end. */
  readonly raw?: Float64Array;
};

/** Telling takes at most this share of the time that fitting takes. */
const TELLING = 1 / 4;

/** A fit that goes on in slices of time, in a worker or between the frames of a page. */
export class Fit {
  readonly #request: FitRequest;
  readonly #embedder: Embedder;
  #tellingTook = 0;

  /** Throws a RangeError for an id of no embedding. */
  constructor(request: FitRequest) {
    const { projection, vectors, seed, from } = request;
    const found = projectionById(projection, TRAITS);
    if (found.kind !== "embedding") throw new RangeError(`an embedding is fitted, got "${projection}"`);
    this.#request = request;
    this.#embedder = embedder(found, vectors, vectors.length / TRAIT_COUNT, TRAIT_COUNT, {
      seed,
      ...(from && { from }),
    });
  }

  get done(): boolean {
    return this.#embedder.done;
  }

  /** Fits for `ms` milliseconds, or an iteration if that takes longer. */
  advance(ms: number): void {
    const end = performance.now() + ms;
    do this.#embedder.step(1);
    while (!this.done && performance.now() < end);
  }

  /** The least time to fit before the next telling, in milliseconds: a large picture takes a while to describe. */
  get patience(): number {
    return this.#tellingTook / TELLING;
  }

  /** How far it is. Linear in citizens up to a second for 100,000. */
  tell(): FitNews {
    const begun = performance.now();
    const { ticket, vectors, reference } = this.#request;
    const positions = settled(this.#embedder.positions, reference);
    const { value } = trustworthiness(vectors, positions, TRAIT_COUNT);
    this.#tellingTook = performance.now() - begun;
    const { progress } = this.#embedder;
    const raw = this.done ? { raw: this.#embedder.positions.slice() } : {};
    return { ticket, positions, trustworthiness: value, progress, ...raw };
  }
}
