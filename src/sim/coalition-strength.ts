import { holdersOf } from "../network/holders.ts";
import type { TownState } from "./state.ts";

/**
 * The share of each living coalition's interactions in this phase that stayed inside it: the internal side of
 * Krackhardt and Stern's E-I index (1988), over pairs that met. NaN for one whose members met nobody.
 * In the order of `town.coalitions`. Cost: linear in meetings and memberships.
 */
export function internalShares(town: TownState): Float64Array {
  const count = town.coalitions.size;
  const communities: (readonly number[])[] = [];
  for (const { members } of town.coalitions.values()) communities.push(members);
  const { starts, holders } = holdersOf(communities);
  const inside = new Float64Array(count);
  const touching = new Float64Array(count);
  const present = new Uint32Array(count);
  const met: number[] = [];
  const { meetings } = town;
  for (let at = 0; at < meetings.length; at += meetings[at] + 1) {
    const size = meetings[at];
    for (let i = at + 1; i <= at + size; i++) {
      const row = meetings[i];
      if (row + 1 >= starts.length) continue;
      for (let p = starts[row]; p < starts[row + 1]; p++) if (present[holders[p]]++ === 0) met.push(holders[p]);
    }
    for (const coalition of met) {
      const members = present[coalition];
      inside[coalition] += pairs(members);
      touching[coalition] += pairs(size) - pairs(size - members);
      present[coalition] = 0;
    }
    met.length = 0;
  }
  for (let i = 0; i < count; i++) inside[i] /= touching[i];
  return inside;
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}
