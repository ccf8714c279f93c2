import { holdersOf } from "../network/holders.ts";
import type { Coalition, TownState } from "./state.ts";

/**
 * The living coalitions of each citizen, by row, in the order of their forming: none of one who is unaffiliated, several of a
 * bridge. What it answers is of the state as it was when it was made. Cost: linear in memberships, once.
 */
export function membershipsOf(town: TownState): (row: number) => readonly Coalition[] {
  const coalitions = [...town.coalitions.values()];
  const { starts, holders } = holdersOf(coalitions.map(({ members }) => members));
  return (row) => {
    if (row + 1 >= starts.length || starts[row] === starts[row + 1]) return NONE;
    const own: Coalition[] = [];
    for (let p = starts[row]; p < starts[row + 1]; p++) own.push(coalitions[holders[p]]);
    return own;
  };
}

const NONE: readonly Coalition[] = [];
