import { alike } from "./company.ts";
import { Effects } from "./effects-of.ts";
import { nameOf, namesOf, type Operation, type Outcome } from "./operation.ts";
import type { PhaseRandom } from "../random.ts";
import { isAvailable, relationship, type TownState } from "../state.ts";

/**
 * Does an operation: performed, or refused when it is agreeable and the other of two thinks too little of the one who
 * asks. A refusal costs both a little of their relationship, and half the tokens.
 */
export function enact(town: TownState, operation: Operation, rows: readonly number[], random: PhaseRandom): Outcome {
  const [asker, other] = rows;
  const refused = operation.agreeable && rows.length === 2 && relationship(town, other, asker) < town.rules.refusal;
  const outcome = operation.perform(town, rows, random);
  if (!refused) return outcome;
  const quarrel = town.memories[other].findLast((memory) => memory.kind === "dispute" && memory.about === asker);
  const tokens = outcome.tokens / 2;
  return {
    success: false,
    message: `${nameOf(town, other)} turned away from ${nameOf(town, asker)}: no ${operation.id} today.`,
    tokens,
    drama: outcome.drama,
    effects: new Effects(town, rows).relate(-town.rules.refusalCost).cost(tokens),
    causedBy: quarrel ? [quarrel.seq] : [],
    metadata: { refused: operation.id },
  };
}

/** Whether the agreement that `rows` begin turns into a dispute: chance friction x the size of a negative similarity. */
export function frictional(
  town: TownState,
  operation: Operation,
  rows: readonly number[],
  random: PhaseRandom,
): boolean {
  if (!operation.agreeable || rows.length !== 2) return false;
  const similarity = alike(town, rows[0], rows[1]);
  return similarity < 0 && random.for("friction").chance(-similarity * town.rules.friction);
}

/** Why these citizens cannot do this here and now, in words for a person, or undefined: the laws of the town. `awake` tells who may be involved. */
export function obstacle(
  town: TownState,
  operation: Operation,
  rows: readonly number[],
  awake = (row: number) => isAvailable(town, row),
): string | undefined {
  const { id, arity } = operation;
  if (rows.length < arity.least || rows.length > arity.most) {
    return `${id} takes ${arityInWords(operation)}, got ${rows.length}`;
  }
  const twice = rows.find((row, i) => rows.indexOf(row) !== i);
  if (twice !== undefined) return `${nameOf(town, twice)} can take part only once`;
  const resting = rows.filter((row) => !awake(row));
  if (resting.length > 0)
    return `${namesOf(town, resting)} ${resting.length === 1 ? "is" : "are"} resting and may not be involved until morning`;
  const apart = rows.find((row) => town.region[row] !== town.region[rows[0]]);
  if (apart !== undefined) {
    const where = (row: number) => `${nameOf(town, row)} is at the ${town.regions[town.region[row]].name}`;
    return `participants must be in one region, but ${where(rows[0])} and ${where(apart)}`;
  }
  return operation.obstacle?.(town, rows);
}

/** `2 citizens`, `3 or more citizens`. */
export function arityInWords({ arity: { least, most } }: Operation): string {
  if (least === most) return `${least} citizen${least === 1 ? "" : "s"}`;
  return most === Number.POSITIVE_INFINITY ? `${least} or more citizens` : `${least} to ${most} citizens`;
}
