import { standingBack, type Cast } from "../../scene/scatter-cast.ts";
import { driftBetween } from "../../sim/eigenvector.ts";
import type { TownState } from "../../sim/state.ts";

export const SORTS = ["name", "coalition", "drift", "tokens"] as const;
export type Sort = (typeof SORTS)[number];

export type Wish = {
  readonly sort: Sort;
  /** Words that must all occur in a citizen's name, id, archetype or coalitions. */
  readonly query: string;
  /** A legend key: those in it come before the others. */
  readonly focus: string;
  /** Ids: they come first. */
  readonly selected: readonly string[];
};

/**
 * Rows of the citizens who are wanted, in the order to show them: who is selected, then who is in focus, then the others; among
 * these by the sort (drift and tokens: most first; coalition: in the order of forming, the unaffiliated last), and those
 * who are equal in that by name. `byName` are all rows by name. Cost: n log n.
 */
export function orderOf(
  town: TownState,
  cast: Cast,
  byName: readonly number[],
  { sort, query, focus, selected }: Wish,
): number[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (row: number) => {
    const { name, id, archetype } = town.citizens[row];
    const said = [name, id, archetype, ...cast.coalitionsOf(row).map((one) => one.name)].join(" ").toLowerCase();
    return words.every((word) => said.includes(word));
  };
  const rows = words.length === 0 ? byName.slice() : byName.filter(matches);
  const rank = standingBack(cast, focus).map((back) => 1 + back);
  for (const id of selected) {
    const row = cast.rowOf(id);
    if (row !== undefined) rank[row] = 0;
  }
  const key = sortKey(town, cast, sort);
  return rows.sort((a, b) => rank[a] - rank[b] || key(a) - key(b));
}

/** All rows by name, as people read names. Cost: n log n comparisons of text, a quarter of a second for 100,000. */
export function rowsByName({ citizens }: TownState): number[] {
  const { compare } = new Intl.Collator("en", { numeric: true });
  return citizens.map((_, row) => row).sort((a, b) => compare(citizens[a].name, citizens[b].name));
}

/** By row, least first. */
function sortKey(town: TownState, cast: Cast, sort: Sort): (row: number) => number {
  switch (sort) {
    case "name":
      return () => 0;
    case "drift":
      return (row) => -driftBetween(town.temperament, row, town.traits, row);
    case "tokens":
      return (row) => -town.tokens[row];
    case "coalition": {
      const place = new Map([...town.coalitions.values()].map((coalition, i) => [coalition, i]));
      return (row) => place.get(cast.coalitionsOf(row)[0]) ?? place.size;
    }
    default:
      return sort satisfies never;
  }
}
