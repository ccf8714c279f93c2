import { Chronicle } from "../../../src/sim/chronicle.ts";
import type { TownConfig } from "../../../src/sim/config.ts";
import type { TownEvent } from "../../../src/sim/event.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import type { TownState } from "../../../src/sim/state.ts";
import { eventsOf } from "../../sim/towns.ts";

/** A town after some days, with what happened in it. */
export function lived(config: TownConfig, days = 2): { town: TownState; chronicle: Chronicle; events: TownEvent[] } {
  const run = new Simulation(config);
  const chronicle = new Chronicle(run.town);
  const events = [...eventsOf(run, days)];
  for (const event of events) chronicle.take(event);
  return { town: run.town, chronicle, events };
}

/** All pages of a list, one after the other, each no longer than `limit`. */
export function pages<T, Cursor>(
  limit: number,
  page: (after: Cursor | undefined) => { readonly items: readonly T[]; readonly next: Cursor | null },
): T[] {
  const all: T[] = [];
  for (let after: Cursor | undefined; ;) {
    const { items, next } = page(after);
    if (items.length > limit || (next !== null && items.length < limit)) {
      throw new Error(`a page of at most ${limit} has ${items.length} and ${next === null ? "ends" : "goes on"}`);
    }
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
}
