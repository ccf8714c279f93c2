import type { TownEvent } from "../sim/event.ts";
import type { TownState } from "../sim/state.ts";

/**
 * What a town will take from a program elsewhere. Its own simulation can't overdo it; a foreign program can, by mistake, and
 * everyone else in the process would pay.
 */

/**
 * Why a town has no room for what an event would add to its state, or undefined. Whatever is bounded here is part of every snapshot.
 */
export function checkRoom(event: TownEvent, town: TownState): string | undefined {
  const { totals, meetings, coalitions, mourned } = town;
  if (event.type === "town_event" && !totals.operations.has(event.operation) && totals.operations.size >= OPERATIONS) {
    return `operation must be one of the ${OPERATIONS} that this town has seen, got ${JSON.stringify(event.operation)}; say in metadata what differs`;
  }
  if (meetings.length >= MEETINGS && event.type !== "town_status") {
    return `this phase has as many meetings as it may have (${MEETINGS} ids); go on with a town_status event, which begins the next phase`;
  }
  if (totals.ties >= TIES && event.effects.some(({ kind }) => kind === "relationship")) {
    return `this town has as many relationships as it may have, ${TIES}; let some fade`;
  }
  if (coalitions.size + mourned.length >= COALITIONS && event.effects.some(forms)) {
    return `this town has as many coalitions as it may have, living or mourned: ${COALITIONS}`;
  }
  return undefined;
}

/** What an event costs to fold, in units of about 50 ns. */
export function workOf(event: TownEvent, town: TownState): number {
  const n = town.citizens.length;
  let work = 20;
  // Digest and measures.
  if (event.type === "town_status") work += 10 * n + Math.min(20_000, (n * n) / 2) + town.meetings.length;
  for (const effect of event.effects) {
    // A pair may be a new tie.
    if ("among" in effect) work += 5 * effect.among.length ** 2;
    else if (effect.kind === "fade") work += n + town.totals.ties / 2;
    else if (effect.kind === "eigenvector") work += effect.deltas.length;
    else if ("citizens" in effect) work += effect.citizens.length;
  }
  return work;
}

const OPERATIONS = 1000;
const MEETINGS = 1_000_000;
const TIES = 2_000_000;
const COALITIONS = 10_000;

function forms(effect: TownEvent["effects"][number]): boolean {
  return effect.kind === "coalition" && effect.change === "set";
}
