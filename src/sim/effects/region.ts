import { rowOf } from "../state.ts";
import { checkCitizen, type EffectKind } from "./effect.ts";

export type RegionEffect = { readonly kind: "region"; readonly citizen: string; readonly to: string };

export const region: EffectKind<RegionEffect> = {
  kind: "region",
  summary: "A citizen is now in another region.",
  check(effect, town) {
    if (typeof effect.to !== "string" || !town.regionIndex.has(effect.to)) {
      return `no region ${JSON.stringify(effect.to)} in this town`;
    }
    return checkCitizen(effect.citizen, town);
  },
  apply(town, { citizen, to }) {
    const row = rowOf(town, citizen);
    town.roster.depart(row);
    town.region[row] = town.regionIndex.get(to)!;
    town.roster.arrive(row);
  },
};
