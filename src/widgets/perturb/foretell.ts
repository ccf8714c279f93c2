import { enact } from "../../sim/operations/enact.ts";
import type { Operation, Outcome } from "../../sim/operations/operation.ts";
import { PhaseRandom } from "../../sim/random.ts";
import type { TownState } from "../../sim/state.ts";

/**
 * What would come of an operation if it were asked for now, before anything else happens: the model decides it here as it will
 * there, with the chance that belongs to this moment. Changes nothing. Only for what is possible; undefined for so many that
 * nobody would read it, or where citizens still sleep whom the asking would wake.
 */
export function foretell(town: TownState, operation: Operation, rows: readonly number[]): Outcome | undefined {
  if (rows.length > MOST_FORETOLD || isDawn(town)) return undefined;
  return enact(town, operation, rows, new PhaseRandom(town.seed, town.seq, "perturbation"));
}

const MOST_FORETOLD = 50;

/** A morning has begun and woken nobody yet. */
function isDawn({ phase, roster, citizens }: TownState): boolean {
  return phase === "MORNING" && roster.available.length < citizens.length;
}
