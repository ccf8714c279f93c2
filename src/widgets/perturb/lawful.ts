import { RESTING } from "../../sim/citizen.ts";
import { arityInWords, obstacle } from "../../sim/operations/enact.ts";
import type { Operation } from "../../sim/operations/operation.ts";
import { OPERATIONS } from "../../sim/operations/registry.ts";
import type { TownState } from "../../sim/state.ts";

/**
 * What may happen to these citizens now, by the laws that the town itself goes by: the page asks them of its own copy of the
 * town, so that it can say why not before anyone asks.
 */
export type Prospect = {
  readonly rows: readonly number[];
  /** Why nothing at all can be done with them, whatever it is; undefined when something can. */
  readonly common: string | undefined;
  /** Every operation, in the order of the registry. */
  readonly operations: readonly Possibility[];
};

export type Possibility = {
  readonly operation: Operation;
  /** Why it can't happen, in words for a person; undefined when it can. */
  readonly reason: string | undefined;
  /** The reason is `common`. */
  readonly shared: boolean;
};

/** More are not asked at once: the laws compare everyone with everyone. */
export const MOST_CHOSEN = 500;

/** Cost: operations x chosen^2 at worst, under 1 ms for 500; whatever the town's size. */
export function prospect(town: TownState, ids: readonly string[]): Prospect {
  const rows = ids.flatMap((id) => town.citizenIndex.get(id) ?? []);
  const common = commonObstacle(town, ids, rows);
  const operations = Object.values(OPERATIONS).map((operation): Possibility => {
    const wrong = wrongNumber(operation, ids.length);
    if (wrong !== undefined) return { operation, reason: wrong, shared: false };
    if (common !== undefined) return { operation, reason: common, shared: true };
    return { operation, reason: obstacle(town, operation, rows, awakeIn(town)), shared: false };
  });
  return { rows, common, operations };
}

/** An hour alone asks nothing of anyone but to be awake: for as many as there are, it stands for whatever they could do. */
const ANYTHING: Operation = { ...OPERATIONS["solo"], arity: { least: 1, most: MOST_CHOSEN } };

function commonObstacle(town: TownState, ids: readonly string[], rows: readonly number[]): string | undefined {
  if (town.seq === 0) return "the town has not begun; let it run or step once";
  if (ids.length > MOST_CHOSEN) return `at most ${MOST_CHOSEN} can be asked from here at once, got ${ids.length}`;
  if (rows.length < ids.length) return `nobody here is called ${ids.find((id) => !town.citizenIndex.has(id))}`;
  if (rows.length === 0) return undefined;
  return obstacle(town, ANYTHING, rows, awakeIn(town));
}

function wrongNumber(operation: Operation, chosen: number): string | undefined {
  const { least, most } = operation.arity;
  if (chosen < least) return chosen === 0 ? arityInWords(operation) : `needs ${least - chosen} more`;
  return chosen > most ? `only ${arityInWords(operation)}` : undefined;
}

/** At dawn whoever rests is woken before anything else can happen. */
function awakeIn(town: TownState): (row: number) => boolean {
  return town.phase === "MORNING" ? () => true : (row) => town.activity[row] !== RESTING;
}
