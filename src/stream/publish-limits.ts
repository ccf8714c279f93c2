import type { Effect } from "../sim/effects/registry.ts";
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
  if (event.effects.some(forms) && slotsOf(town) >= SLOTS) {
    return `the coalitions of this town, living or mourned, have as many members as they may have, ${SLOTS} in all; let some end`;
  }
  return undefined;
}

const OPERATIONS = 1000;
const MEETINGS = 1_000_000;
const TIES = 2_000_000;
const COALITIONS = 10_000;
const SLOTS = 1_000_000;

/** Whether an effect forms a coalition or says who its members are. */
export function forms(effect: Effect): effect is Extract<Effect, { readonly change: "set" }> {
  return effect.kind === "coalition" && effect.change === "set";
}

/** Coalitions, living or mourned. */
export function lives({ coalitions, mourned }: TownState): number {
  return coalitions.size + mourned.length;
}

/** Their members, each counted in every one of theirs. Cost: O(coalitions). */
export function slotsOf({ coalitions, mourned }: TownState): number {
  let slots = 0;
  for (const { members } of coalitions.values()) slots += members.length;
  for (const { members } of mourned) slots += members.length;
  return slots;
}
