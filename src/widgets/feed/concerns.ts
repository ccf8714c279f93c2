import { BRIDGES, UNAFFILIATED } from "../../scene/scatter-cast.ts";
import type { TownEvent } from "../../sim/event.ts";
import type { TownState } from "../../sim/state.ts";
import { tagsOf } from "../../wire/event-filter.ts";

/** What concerns more citizens than this is everybody's: a night's rest, a phase's drift. */
const EVERYBODY = 64;

/**
 * Whether a row stands out when `focus` (a key of the legend) does: a coalition's own changes, and what its members of now
 * take part in. The passing of time and what concerns everybody always do; a focus on a coalition that is no more dims nothing.
 * Cost: a binary search for each citizen concerned, and in every coalition for bridges and the unaffiliated.
 */
export function concerns(event: TownEvent, focus: string, town: TownState): boolean {
  const coalition = town.coalitions.get(focus);
  const wanted = focus === BRIDGES || focus === UNAFFILIATED ? focus : coalition;
  if (!wanted || event.type === "town_status") return true;
  if (event.type === "eigenvector_drift" && event.moved.length > EVERYBODY) return true;
  if (event.type === "citizen" && event.citizens.length > EVERYBODY) return true;
  const { citizens, coalitions } = tagsOf(event);
  if (coalitions.includes(focus)) return true;
  // A change in another coalition is that one's affair, though they share members.
  if (event.type === "coalition" && coalition) return false;
  for (const id of citizens) {
    const row = town.citizenIndex.get(id);
    if (row === undefined) continue;
    if (typeof wanted === "string") {
      let memberships = 0;
      for (const { members } of town.coalitions.values()) if (includes(members, row)) memberships++;
      if (wanted === BRIDGES ? memberships > 1 : memberships === 0) return true;
    } else if (includes(wanted.members, row)) return true;
  }
  return false;
}

function includes(ascending: readonly number[], row: number): boolean {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < row) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === row;
}
