import type { Operation } from "../../sim/operations/operation.ts";
import { OPERATIONS } from "../../sim/operations/registry.ts";
import { PhaseRandom, Random } from "../../sim/random.ts";
import type { TownState } from "../../sim/state.ts";
import { MOST_CHOSEN, prospect } from "./lawful.ts";

/** Citizens (ids) drawn by lot, and what they can do. */
type Drawn = { readonly operation: Operation; readonly ids: readonly string[] };

/**
 * Draws citizens who can do `operation` (of any, if it is left out) now: one of those available begins it, and the others are whom
 * they would ask by themselves. Undefined when nobody can. Cost: at most a look at everyone.
 * @param lot a whole number from 0; the same lot of the same town draws the same.
 */
export function draw(town: TownState, lot: number, operation?: Operation): Drawn | undefined {
  const chance = new Random(lot, town.seq, 0);
  const choices = operation ? [operation] : shuffled(Object.values(OPERATIONS), chance);
  for (const choice of choices) {
    const { available } = town.roster;
    const start = available.length === 0 ? 0 : chance.integer(available.length);
    for (let i = 0; i < available.length; i++) {
      const first = available[(start + i) % available.length];
      if (!choice.possible(town, first)) continue;
      const rows = choice.gather(town, first, new PhaseRandom(lot, town.seq, "perturbation")).slice(0, MOST_CHOSEN);
      const ids = rows.map((row) => town.citizens[row].id);
      const { reason } = prospect(town, ids).operations.find((one) => one.operation === choice)!;
      if (reason === undefined) return { operation: choice, ids };
    }
  }
  return undefined;
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], chance: Random): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = chance.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
