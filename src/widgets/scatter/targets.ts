import type { View } from "../../observer/observer.ts";
import type { PlanarBasis } from "../../projection/projection.ts";
import { projectionById } from "../../projection/registry.ts";
import { axisWords, embeddingWords, type AxisWords } from "../../scene/scatter-axes.ts";
import { shownBasis, type ShownBasis } from "../../scene/scatter-basis.ts";
import { domainOf, type Domain } from "../../scene/scatter-frame.ts";
import { TRAITS } from "../../sim/eigenvector.ts";
import type { Embedding } from "./embedding.ts";

/** Words that go with the picture and change at most once a phase. */
export type Reading = {
  readonly axes: readonly [AxisWords, AxisWords];
  readonly unstable: boolean;
  /** An embedding is on its way: what is seen is the picture before it, or it half done. */
  readonly fitting: boolean;
  readonly problem?: string;
  /** Of a linear projection. */
  readonly basis?: PlanarBasis;
};

type Target = {
  readonly reading: Reading;
  readonly embedded?: { readonly positions: Float64Array; readonly domain: Domain };
  readonly shown?: ShownBasis;
};

/** What to head for: keeps the basis of the phase, which is costly, and the plane that is seen while an embedding is awaited. */
export class Targets {
  /** The last linear projection: what is seen while the first embedding is awaited. */
  #linear = "pca";
  /** Of whom the last target was. */
  #people = "";
  #basis: { readonly key: string; readonly shown: ShownBasis } | undefined;

  /**
   * What the picture should be: an embedding, a plane, or, while an embedding is awaited after another, what it is.
   * @param embedding the one at hand, of this projection or another
   * @param before what was read last
   */
  of(view: View, projection: string, embedding: Embedding | undefined, before: Reading | undefined): Target {
    const { label, problem } = embeddingLabel(projection);
    // Another town's picture is none to wait with.
    const people = `${view.town.run_id} ${view.town.citizens.length}`;
    const same = people === this.#people;
    this.#people = people;
    if (label !== undefined && embedding?.projection === projection) {
      const { positions, moment, trustworthiness, progress } = embedding;
      if (positions.length === 2 * view.town.citizens.length) {
        const axes = embeddingWords(label, moment, trustworthiness);
        const embedded = { positions, domain: domainOf(positions) };
        return { embedded, reading: { axes, unstable: false, fitting: progress < 1 } };
      }
    }
    if (label !== undefined && same && before && !before.basis) return { reading: { ...before, fitting: true } };
    if (label === undefined) this.#linear = problem === undefined ? projection : "pca";
    const shown = this.#shown(view, this.#linear);
    const { basis, unstable } = shown;
    const reading = { axes: axisWords(basis), unstable, basis, fitting: label !== undefined };
    return { shown, reading: problem === undefined ? reading : { ...reading, problem } };
  }

  /** The basis of the view's phase; computed once a phase. */
  #shown({ town }: View, projection: string): ShownBasis {
    const key = `${town.run_id} ${town.day} ${town.phase} ${projection}`;
    if (this.#basis?.key !== key) this.#basis = { key, shown: shownBasis(town, projection) };
    return this.#basis.shown;
  }
}

/** The label of an embedding; nothing of a linear projection; the problem with one that nobody knows. */
function embeddingLabel(projection: string): { readonly label?: string; readonly problem?: string } {
  try {
    const found = projectionById(projection, TRAITS);
    return found.kind === "embedding" ? { label: found.label } : {};
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problem: error.message };
  }
}
