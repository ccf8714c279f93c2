import { onLattice } from "../lattice.ts";
import { rowOf } from "../state.ts";
import { checkCitizens, checkNumbers, type EffectKind } from "./effect.ts";

export type SurplusEffect = {
  readonly kind: "surplus";
  readonly citizens: readonly string[];
  readonly deltas: readonly number[];
};

export const surplus: EffectKind<SurplusEffect> = {
  kind: "surplus",
  summary: "Each citizen's surplus changes by its delta, never below 0.",
  check: ({ citizens, deltas }, town) =>
    checkCitizens(citizens, town) ?? checkNumbers(deltas, "deltas", (citizens as string[]).length),
  apply(town, { citizens, deltas }) {
    citizens.forEach((id, i) => {
      const row = rowOf(town, id);
      town.surplus[row] = Math.max(0, onLattice(town.surplus[row] + deltas[i]));
    });
  },
};
