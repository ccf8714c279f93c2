import { onLattice } from "../lattice.ts";
import { rowOf } from "../state.ts";
import { checkCitizens, checkNumber, type EffectKind } from "./effect.ts";

/** The turn's estimated tokens, borne in equal parts by the citizens named. */
export type TokenSpendEffect = {
  readonly kind: "token_spend";
  readonly citizens: readonly string[];
  readonly tokens: number;
};

export const tokenSpend: EffectKind<TokenSpendEffect> = {
  kind: "token_spend",
  summary: "Estimated tokens, borne in equal parts by the citizens named.",
  check: ({ citizens, tokens }, town) => checkCitizens(citizens, town) ?? checkNumber(tokens, "tokens", 0),
  apply(town, { citizens, tokens }) {
    const share = tokens / citizens.length;
    for (const id of citizens) {
      const row = rowOf(town, id);
      town.tokens[row] = onLattice(town.tokens[row] + share);
    }
  },
};
