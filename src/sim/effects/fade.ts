import { inMillionths, onLattice } from "../lattice.ts";
import { checkNumber, type EffectKind } from "./effect.ts";

/** Ties fade (Burt 2000): every relationship times `factor`; one smaller than `below` is forgotten. */
export type FadeEffect = { readonly kind: "fade"; readonly factor: number; readonly below: number };

export const fade: EffectKind<FadeEffect> = {
  kind: "fade",
  summary: "All relationships are multiplied by factor; those smaller than below in size are forgotten.",
  check: ({ factor, below }) => checkNumber(factor, "factor", 0, 1) ?? checkNumber(below, "below", 0, 1),
  apply(town, { factor, below }) {
    const { totals, relationshipsHash } = town;
    relationshipsHash.clear();
    let ties = 0;
    let weight = 0;
    let weightSquared = 0;
    let positiveWeight = 0;
    for (let row = 0; row < town.relationships.length; row++) {
      const relationships = town.relationships[row];
      const { others, weights } = relationships;
      for (let i = 0; i < others.length; i++) {
        const faded = onLattice(weights[i] * factor);
        const now = Math.abs(faded) < below ? 0 : faded;
        weights[i] = now;
        if (now === 0) continue;
        relationshipsHash.add(row, others[i], inMillionths(now));
        ties++;
        weight += now;
        weightSquared += now * now;
        if (now > 0) positiveWeight += now;
      }
      relationships.sweep();
    }
    totals.ties = ties;
    totals.weight = weight;
    totals.weightSquared = weightSquared;
    totals.positiveWeight = positiveWeight;
  },
};
