import { TRAIT_COUNT } from "../eigenvector.ts";
import { clamp, onLattice } from "../lattice.ts";
import { rowOf } from "../state.ts";
import { checkCitizens, checkNumbers, type EffectKind } from "./effect.ts";

/** Traits of each citizen change by seven deltas of `deltas` (row-major, citizen x trait), clamped to [0, 1]. */
export type EigenvectorEffect = {
  readonly kind: "eigenvector";
  readonly citizens: readonly string[];
  readonly deltas: readonly number[];
};

export const eigenvector: EffectKind<EigenvectorEffect> = {
  kind: "eigenvector",
  summary: "Seven traits of each citizen change by deltas (citizen x trait), clamped to [0, 1].",
  check: ({ citizens, deltas }, town) =>
    checkCitizens(citizens, town) ?? checkNumbers(deltas, "deltas", (citizens as string[]).length * TRAIT_COUNT),
  apply(town, { citizens, deltas }) {
    const { traits } = town;
    let at = 0;
    for (const id of citizens) {
      const base = rowOf(town, id) * TRAIT_COUNT;
      for (let k = 0; k < TRAIT_COUNT; k++, at++) {
        const delta = deltas[at];
        if (delta !== 0) traits[base + k] = onLattice(clamp(traits[base + k] + delta, 0, 1));
      }
    }
  },
};
