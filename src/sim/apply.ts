import { EFFECTS } from "./effects/registry.ts";
import type { EffectKind } from "./effects/effect.ts";
import { TownError } from "./error.ts";
import type { OperationEvent, TownEvent } from "./event.ts";
import { rowOf, type TownState } from "./state.ts";

/**
 * Folds an event into the state, in place: `state(n) = apply(state(n - 1), event n)`. It knows effects and the envelope
 * (seq, timestamp, who took part, tokens, drama) and no operation. The event must be sound: `checkEvent` those from outside.
 * @throws TownError invalid_event when `event.seq` is not the next one; nothing has changed then.
 */
export function apply(town: TownState, event: TownEvent): void {
  if (event.seq !== town.seq + 1) {
    throw new TownError("invalid_event", `expected event ${town.seq + 1} of ${town.town_id}, got ${event.seq}`);
  }
  town.seq = event.seq;
  town.timestamp = event.timestamp;
  if (event.type === "town_event") tally(town, event);
  for (const effect of event.effects) (EFFECTS[effect.kind] as EffectKind<typeof effect>).apply(town, effect, event);
}

/**
 * What is wrong with an event from outside, in words for a person, or undefined. Looks at every field that `apply`
 * reads, so that a sound event folds without throwing. Cost: linear in the event.
 */
export function checkEvent(event: unknown, town: TownState): string | undefined {
  if (typeof event !== "object" || event === null)
    return `an event must be a JSON object, got ${JSON.stringify(event)}`;
  const e = event as { readonly [K in keyof OperationEvent]?: unknown };
  if (typeof e.type !== "string" || !EVENT_TYPES.has(e.type)) {
    return `type must be one of ${[...EVENT_TYPES].join(", ")}, got ${JSON.stringify(e.type)}`;
  }
  if (!Number.isSafeInteger(e.seq)) return `seq must be a whole number, got ${JSON.stringify(e.seq)}`;
  if (e.run_id !== town.run_id) return `run_id must be ${town.run_id}, got ${JSON.stringify(e.run_id)}`;
  if (typeof e.timestamp !== "string") return `timestamp must be text, got ${JSON.stringify(e.timestamp)}`;
  if (!Number.isSafeInteger(e.day)) return `day must be a whole number, got ${JSON.stringify(e.day)}`;
  if (e.type === "town_event") {
    const problem = checkOperation(e, town);
    if (problem) return problem;
  }
  if (!Array.isArray(e.effects)) return `effects must be a list, got ${JSON.stringify(e.effects)}`;
  for (const [i, effect] of e.effects.entries()) {
    const kind: unknown = effect?.kind;
    if (typeof kind !== "string" || !Object.hasOwn(EFFECTS, kind)) {
      return `effects[${i}].kind must be one of ${Object.keys(EFFECTS).join(", ")}, got ${JSON.stringify(kind)}`;
    }
    const problem = (EFFECTS[kind as keyof typeof EFFECTS] as EffectKind<{ kind: string }>).check(effect, town);
    if (problem) return `effects[${i}] (${kind}): ${problem}`;
  }
  return undefined;
}

const EVENT_TYPES = new Set<string>([
  "town_event",
  "town_status",
  "coalition",
  "eigenvector_drift",
  "citizen",
] satisfies TownEvent["type"][]);

function checkOperation(e: { readonly [K in keyof OperationEvent]?: unknown }, town: TownState): string | undefined {
  if (typeof e.operation !== "string") return `operation must be text, got ${JSON.stringify(e.operation)}`;
  for (const field of ["tokens_used", "drama_contribution"] as const) {
    const value = e[field];
    if (typeof value !== "number" || !(value >= 0))
      return `${field} must be a number from 0, got ${JSON.stringify(value)}`;
  }
  if (!Array.isArray(e.participant_ids))
    return `participant_ids must be a list, got ${JSON.stringify(e.participant_ids)}`;
  const stranger = e.participant_ids.find((id) => !town.citizenIndex.has(id));
  return stranger === undefined ? undefined : `no citizen ${JSON.stringify(stranger)} in this town`;
}

function tally(town: TownState, event: OperationEvent): void {
  const { totals } = town;
  const { operation, tokens_used: tokens, drama_contribution: drama } = event;
  totals.tokens += tokens;
  totals.drama += drama;
  totals.phaseTokens += tokens;
  totals.phaseDrama += drama;
  const known = totals.operations.get(operation);
  if (known) {
    known.count++;
    known.tokens += tokens;
    known.drama += drama;
  } else totals.operations.set(operation, { count: 1, tokens, drama });

  const ids = event.participant_ids;
  if (operation !== "move") totals.phaseInteractions++;
  if (ids.length < 2) return;
  town.meetings.push(ids.length);
  for (const id of ids) town.meetings.push(rowOf(town, id));
}
