/** How a t-SNE picture is made: gradient descent on the divergence of neighbourhoods (van der Maaten and Hinton 2008, van der Maaten 2014). */

import { affinities } from "./affinities.ts";
import type { NeighbourGraph } from "./neighbour-graph.ts";
import { Neighbours } from "./neighbours.ts";
import type { Embedder, EmbeddingOptions } from "./projection.ts";
import { Quadtree } from "./quadtree.ts";
import { startingPicture } from "./starting-picture.ts";
import { gradient } from "./tsne-gradient.ts";

/** Up to here all pairs are faster than a tree. */
const FEW = 700;
/** The size that a picture begins with: so small that all can still pass each other. */
const BEGINNING = 1e-4;
/** Neighbours are found for so many rows in the time of an iteration. */
const ROWS_A_STEP = 200;
/** For the first iterations all pull each other that much more, so that groups find together (as in the paper). */
const EXAGGERATION = 12;
const GATHERING = 250;
const REFINING = 500;
/** From an earlier picture nothing needs gathering. */
const REFRESHING = 150;

export class Tsne implements Embedder {
  readonly positions: Float64Array;
  readonly #n: number;
  readonly #perplexity: number;
  readonly #neighbours: Neighbours;
  readonly #tree: Quadtree | undefined;
  readonly #warm: boolean;
  readonly #iterations: number;
  #graph: NeighbourGraph | undefined;
  #iteration = 0;
  readonly #slope: Float64Array;
  readonly #velocity: Float64Array;
  readonly #gain: Float64Array;

  constructor(
    vectors: ArrayLike<number>,
    n: number,
    width: number,
    perplexity: number,
    { seed, from }: EmbeddingOptions,
  ) {
    this.positions = from?.slice() ?? startingPicture(vectors, n, width, seed, BEGINNING);
    if (this.positions.length !== 2 * n) {
      throw new RangeError(`an earlier picture of ${n} rows has ${2 * n} numbers, got ${this.positions.length}`);
    }
    this.#n = n;
    this.#perplexity = perplexity;
    this.#neighbours = new Neighbours(vectors, n, width, Math.min(n - 1, Math.ceil(3 * perplexity)));
    this.#tree = n > FEW ? new Quadtree() : undefined;
    this.#warm = from !== undefined;
    this.#iterations = n < 2 ? 0 : this.#warm ? REFRESHING : GATHERING + REFINING;
    this.#slope = new Float64Array(2 * n);
    this.#velocity = new Float64Array(2 * n);
    this.#gain = new Float64Array(2 * n).fill(1);
  }

  get done(): boolean {
    return this.#iteration === this.#iterations;
  }

  get progress(): number {
    const preparing = Math.ceil(this.#n / ROWS_A_STEP);
    const prepared = Math.round(this.#neighbours.progress * preparing);
    return this.done ? 1 : (prepared + this.#iteration) / (preparing + this.#iterations);
  }

  step(iterations: number): void {
    for (let left = iterations; left > 0 && !this.done; left--) {
      if (this.#neighbours.progress < 1) this.#neighbours.step(ROWS_A_STEP);
      else this.#descend((this.#graph ??= affinities(this.#neighbours, this.#n, this.#perplexity)));
    }
  }

  /** A step downhill, with momentum and a gain for each coordinate (Jacobs 1988). */
  #descend(graph: NeighbourGraph): void {
    const gathering = !this.#warm && this.#iteration < GATHERING;
    const [positions, slope, velocity, gain] = [this.positions, this.#slope, this.#velocity, this.#gain];
    gradient(graph, positions, gathering ? EXAGGERATION : 1, this.#tree, slope);
    // Belkina et al. 2019, with scikit-learn's floor; a few rows would fly apart at that: 5 gives 25 the least divergence.
    const rate = Math.max(this.#n / EXAGGERATION / 4, Math.min(50, Math.max(5, this.#n / 5)));
    const momentum = gathering ? 0.5 : 0.8;
    for (let i = 0; i < positions.length; i++) {
      gain[i] = slope[i] > 0 === velocity[i] > 0 ? Math.max(0.01, gain[i] * 0.8) : gain[i] + 0.2;
      velocity[i] = momentum * velocity[i] - rate * gain[i] * slope[i];
      positions[i] += velocity[i];
    }
    this.#iteration++;
  }
}
