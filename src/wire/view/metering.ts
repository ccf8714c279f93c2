import type { Chronicle } from "../../sim/chronicle.ts";
import type { Phase } from "../../sim/clock.ts";
import { TownError } from "../../sim/error.ts";
import type { TownEvent } from "../../sim/event.ts";
import { onLattice } from "../../sim/lattice.ts";
import { rowOf, type TownState } from "../../sim/state.ts";
import { phasesAfter, type PhasesQuery } from "./measures.ts";
import { pageOf } from "./page.ts";

/**
 * What the town costs, estimated as if a language model spoke every turn: by turn, by phase, by operation and by citizen, each
 * an ordered list; `total` is of the whole run.
 */
export type MeteringView<By extends string, Item, Cursor> = {
  readonly seq: number;
  readonly by: By;
  readonly total: { readonly tokens: number; readonly drama: number };
  readonly items: readonly Item[];
  readonly next: Cursor | null;
};

/** One operation that happened, event `seq`, by the citizens named (ids). */
export type TurnMeter = {
  readonly seq: number;
  readonly day: number;
  readonly phase: Phase;
  readonly operation: string;
  readonly citizens: readonly string[];
  readonly tokens: number;
  readonly drama: number;
};

/** A phase that is over, events `since` to `seq`. `tokens_total`: since the run began. */
export type PhaseMeter = {
  readonly seq: number;
  readonly since: number;
  readonly day: number;
  readonly phase: Phase;
  readonly interactions: number;
  readonly tokens: number;
  readonly tokens_total: number;
  readonly drama: number;
};

export type OperationMeter = {
  readonly operation: string;
  readonly count: number;
  readonly tokens: number;
  readonly drama: number;
};

/** `tokens`: a citizen's share of the turns they took part in. */
export type CitizenMeter = { readonly citizen: string; readonly name: string; readonly tokens: number };

/** Of an event that is no turn: undefined. */
export function turnOf(event: TownEvent): TurnMeter | undefined {
  if (event.type !== "town_event") return undefined;
  const { seq, day, phase, operation, participant_ids, tokens_used, drama_contribution } = event;
  return { seq, day, phase, operation, citizens: participant_ids, tokens: tokens_used, drama: drama_contribution };
}

/**
 * A page of turns, once the log's events were read: `turns`, and where the next begins.
 * @param town the state that `total` is taken of
 */
export function meterTurns(
  town: TownState,
  turns: readonly TurnMeter[],
  next: number | null,
): MeteringView<"turn", TurnMeter, number> {
  return { ...headOf(town, "turn"), items: turns, next };
}

/** Oldest first; `after` is a seq. @param chronicle of the same moment as the state */
export function meterPhases(
  town: TownState,
  chronicle: Chronicle,
  query: PhasesQuery,
): MeteringView<"phase", PhaseMeter, number> {
  const { items, next } = phasesAfter(chronicle, query);
  const phases = items.map(({ seq, since, day, phase, measures }) => {
    const { interactions, tokens, tokens_total, drama } = measures;
    return { seq, since, day, phase, interactions, tokens, tokens_total, drama };
  });
  return { ...headOf(town, "phase"), items: phases, next };
}

type MeteringQuery = { readonly after?: string | undefined; readonly limit: number };

/**
 * In the order in which they first happened; `after` is the name of one.
 * @throws TownError invalid_input when that never happened
 */
export function meterOperations(
  town: TownState,
  { after, limit }: MeteringQuery,
): MeteringView<"operation", OperationMeter, string> {
  const operations = Array.from(town.totals.operations, ([operation, { count, tokens, drama }]) => {
    return { operation, count, tokens, drama: onLattice(drama) };
  });
  const last = operations.findIndex(({ operation }) => operation === after);
  if (last < 0 && after !== undefined) {
    const known = operations.map(({ operation }) => operation).join(", ") || "none has";
    throw new TownError(
      "invalid_input",
      `after must be an operation that has happened (${known}), got ${JSON.stringify(after)}`,
    );
  }
  const { items, next } = pageOf(operations.slice(last + 1), limit, ({ operation }) => operation);
  return { ...headOf(town, "operation"), items, next };
}

/**
 * In the town's order; `after` is an id. Cost: linear in the page.
 * @throws TownError unknown_citizen
 */
export function meterCitizens(
  town: TownState,
  { after, limit }: MeteringQuery,
): MeteringView<"citizen", CitizenMeter, string> {
  const first = after === undefined ? 0 : rowOf(town, after) + 1;
  const citizens = town.citizens.slice(first, first + limit + 1).map(({ id, name }, place) => {
    return { citizen: id, name, tokens: town.tokens[first + place] };
  });
  const { items, next } = pageOf(citizens, limit, ({ citizen }) => citizen);
  return { ...headOf(town, "citizen"), items, next };
}

function headOf<By extends string>({ seq, totals }: TownState, by: By) {
  return { seq, by, total: { tokens: totals.tokens, drama: onLattice(totals.drama) } };
}
