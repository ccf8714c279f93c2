import { RESTING } from "../../sim/citizen.ts";
import { onLattice } from "../../sim/lattice.ts";
import type { Region } from "../../sim/region.ts";
import type { TownState } from "../../sim/state.ts";

/** The places of the town, in its order, and who is where. */
export type RegionsView = { readonly seq: number; readonly regions: readonly RegionView[] };

type RegionView = Region & {
  /** Ids of all who are there, resting or not. */
  readonly citizens: readonly string[];
  /** How many of them rest. */
  readonly resting: number;
  /** What they hold together. */
  readonly surplus: number;
};

/** Cost: linear in the town. */
export function viewRegions(town: TownState): RegionsView {
  const there: number[][] = town.regions.map(() => []);
  for (let row = 0; row < town.region.length; row++) there[town.region[row]].push(row);
  const regions = town.regions.map((region, place) => {
    const rows = there[place];
    return {
      ...region,
      citizens: rows.map((row) => town.citizens[row].id),
      resting: rows.filter((row) => town.activity[row] === RESTING).length,
      surplus: onLattice(rows.reduce((sum, row) => sum + town.surplus[row], 0)),
    };
  });
  return { seq: town.seq, regions };
}
