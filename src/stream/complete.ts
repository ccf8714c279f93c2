import type { Citizen } from "../sim/citizen.ts";
import { dayNumber, ordinal, timestamp, townSeconds, type Moment } from "../sim/clock.ts";
import { digest } from "../sim/digest.ts";
import { driftOf } from "../sim/drift.ts";
import type { CoalitionEffect } from "../sim/effects/coalition.ts";
import type { Effect } from "../sim/effects/registry.ts";
import { TownError } from "../sim/error.ts";
import type { CitizenEvent, CoalitionEvent, Envelope, TownEvent } from "../sim/event.ts";
import { measure } from "../sim/measure.ts";
import type { TownState } from "../sim/state.ts";
import type { EventDraft } from "../wire/contract/event-draft.ts";

/**
 * The event that a draft is short for, as the next one of `town`: what is not said follows from the town, and what is said must
 * be true of it. Fields come in the canonical order. Effects are not looked into: that is for `checkEvent`.
 * @throws TownError invalid_event naming the field, its value and what it must be
 */
export function complete(draft: EventDraft, town: TownState): TownEvent {
  switch (draft.type) {
    case undefined:
    case "town_event":
      return operation(draft, town);
    case "town_status":
      return phaseChange(draft, town);
    case "coalition":
      return coalition(draft, town);
    case "eigenvector_drift": {
      const moved = draft.moved ?? driftOf(town, undefined)?.moved ?? [];
      moved.forEach(({ citizen }, i) => citizenIn(citizen, `moved[${i}].citizen`, town));
      return { type: "eigenvector_drift", ...present(draft, town), moved, effects: draft.effects ?? [] };
    }
    case "citizen": {
      const { kind, effects } = draft;
      const citizens = citizensIn(draft.citizens, "citizens", town);
      return { type: "citizen", ...present(draft, town), kind, citizens, effects: effects ?? life(kind, citizens) };
    }
  }
}

type Draft<T> = Extract<EventDraft, { readonly type: T }>;
type OperationDraft = Exclude<EventDraft, { readonly type: Exclude<TownEvent["type"], "town_event"> }>;

function operation(draft: OperationDraft, town: TownState): TownEvent {
  const { town_id, run_id, seq, day, phase, timestamp } = present(draft, town);
  const { participant_ids } = draft;
  const names = participant_ids.map((id, i) => citizenIn(id, `participant_ids[${i}]`, town).name);
  const { participants = names } = draft;
  if (participants.length !== participant_ids.length) {
    throw wrong("participants", `as long as participant_ids, ${participant_ids.length}`, participants.length);
  }
  return {
    type: "town_event",
    town_id,
    phase,
    operation: draft.operation,
    participants,
    success: draft.success ?? true,
    message: draft.message ?? "",
    tokens_used: draft.tokens_used ?? 0,
    drama_contribution: draft.drama_contribution ?? 0,
    timestamp,
    seq,
    run_id,
    day,
    participant_ids,
    effects: draft.effects,
    caused_by: causes(draft.caused_by, town),
    metadata: draft.metadata ?? {},
  };
}

/** The moment that begins must be a later one; only the first event of all may open the morning of day 1. */
function phaseChange(draft: Draft<"town_status">, town: TownState): TownEvent {
  const { day, phase } = draft;
  const lastDay = LAST_DATE - town.startDay + 1;
  if (day > lastDay) {
    throw wrong("day", `at most ${lastDay}: day 1 is ${town.start_date}, and dates end with the year 9999`, day);
  }
  if (town.seq > 0 && ordinal({ day, phase }) <= ordinal(town)) {
    throw wrong("day and phase", `later than the present, day ${town.day} ${town.phase}`, `day ${day} ${phase}`);
  }
  const own = digest(town);
  if (draft.digest !== undefined && draft.digest !== own) {
    throw wrong("digest", `that of the state after event ${town.seq}, ${own}`, draft.digest);
  }
  return {
    type: "town_status",
    ...envelope(draft, { day, phase }, town),
    kind: "phase_change",
    metrics: measure(town),
    digest: own,
    effects: [...(draft.effects ?? []), { kind: "clock", day, phase }],
  };
}

/** Who joined and who left is known from the members before; without effects, what the kind says happens. */
function coalition(draft: Draft<"coalition">, town: TownState): CoalitionEvent {
  const { kind, coalition: id, relative = null } = draft;
  const known = town.coalitions.get(id);
  const begins = kind === "formed" || kind === "split";
  if (begins === (known !== undefined)) {
    throw wrong("coalition", begins ? `a new id, since it ${kind}` : `a living coalition's id, since it ${kind}`, id);
  }
  if (relative !== null && (relative === id || !town.coalitions.has(relative))) {
    throw wrong("relative", "another living coalition's id, or null", relative);
  }
  const ends = kind === "merged" || kind === "dissolved";
  const before = known?.members.map((row) => town.citizens[row].id) ?? [];
  const members = citizensIn(draft.members ?? before, "members", town);
  const name = draft.name ?? known?.name ?? id;
  const effect: CoalitionEffect = ends
    ? { kind: "coalition", change: "end", id, dissolved: kind === "dissolved" }
    : {
        kind: "coalition",
        change: "set",
        id,
        name,
        colour: known?.colour ?? freeColour(town),
        members,
        strength: known?.strength ?? UNKNOWN_STRENGTH,
        cohesion: known?.cohesion ?? 0,
      };
  return {
    type: "coalition",
    ...present(draft, town),
    kind,
    coalition: id,
    name,
    members,
    joined: citizensIn(draft.joined ?? (ends ? [] : without(members, before)), "joined", town),
    left: citizensIn(draft.left ?? (ends ? members : without(before, members)), "left", town),
    relative,
    message: draft.message ?? "",
    effects: draft.effects ?? [effect],
    caused_by: causes(draft.caused_by, town),
  };
}

/** What it means to rest and to wake; arriving and leaving are only said. */
function life(kind: CitizenEvent["kind"], citizens: readonly string[]): Effect[] {
  if (kind === "rested") return [{ kind: "activity", citizens, to: "RESTING" }];
  if (kind === "woke") return [{ kind: "activity", citizens, to: "IDLE", wake: true }];
  return [];
}

/** The envelope of an event that happens in the town's present phase. */
function present(draft: EventDraft, town: TownState): Envelope {
  const { day, phase } = town;
  must("day", draft.day, day, "; to go on, publish a town_status event");
  must("phase", draft.phase, phase, "; to go on, publish a town_status event");
  return envelope(draft, { day, phase }, town);
}

function envelope(draft: EventDraft, { day, phase }: Moment, town: TownState): Envelope {
  const { town_id, run_id } = town;
  const seq = town.seq + 1;
  must("town_id", draft.town_id, town_id);
  must("run_id", draft.run_id, run_id);
  must("seq", draft.seq, seq);
  const begins = timestamp(town.startDay, townSeconds({ day, phase }, 0));
  const earliest = draft.timestamp === undefined && begins > town.timestamp ? begins : town.timestamp;
  if (draft.timestamp !== undefined && draft.timestamp < earliest) {
    throw wrong("timestamp", `not before that of the last event, ${earliest}`, draft.timestamp);
  }
  return { town_id, run_id, seq, day, phase, timestamp: draft.timestamp ?? earliest };
}

function causes(given: readonly number[] | undefined, { seq }: TownState): readonly number[] {
  const future = given?.find((cause) => cause > seq);
  if (future !== undefined) throw wrong("caused_by", `seqs of earlier events, at most ${seq}`, future);
  return given ?? [];
}

function citizensIn(ids: readonly string[], path: string, town: TownState): readonly string[] {
  ids.forEach((id, i) => citizenIn(id, `${path}[${i}]`, town));
  return ids;
}

function citizenIn(id: string, path: string, town: TownState): Citizen {
  const row = town.citizenIndex.get(id);
  if (row === undefined) throw wrong(path, "the id of a citizen of this town", id);
  return town.citizens[row];
}

function without(ids: readonly string[], others: readonly string[]): string[] {
  const gone = new Set(others);
  return ids.filter((id) => !gone.has(id));
}

/** The lowest palette slot that no living coalition has: of k coalitions, at most k. Cost: O(k), some 10 ns each. */
function freeColour({ coalitions }: TownState): number {
  const taken = new Uint8Array(coalitions.size);
  // What is written past its end is not kept.
  for (const { colour } of coalitions.values()) taken[colour] = 1;
  const slot = taken.indexOf(0);
  return slot < 0 ? coalitions.size : slot;
}

/** Moments are compared as text, which goes by time while years have four digits. */
const LAST_DATE = dayNumber("9999-12-31");

/** As that of a simulated coalition at its birth. */
const UNKNOWN_STRENGTH = 0.5;

function must<T>(field: string, given: T | undefined, own: T, advice = ""): void {
  if (given !== undefined && given !== own) throw wrong(field, `${JSON.stringify(own)} or left out`, given, advice);
}

function wrong(field: string, expected: string, value: unknown, advice = ""): TownError {
  return new TownError("invalid_event", `${field} must be ${expected}, got ${JSON.stringify(value)}${advice}`);
}
