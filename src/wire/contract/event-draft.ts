import { z } from "zod";
import { ACTIVITIES } from "../../sim/citizen.ts";
import { PHASES } from "../../sim/clock.ts";
import type { ClockEffect } from "../../sim/effects/clock.ts";
import type { Effect } from "../../sim/effects/registry.ts";
import { TRAIT_COUNT } from "../../sim/eigenvector.ts";
import type { Json } from "../../sim/event.ts";
import { onLattice } from "../../sim/lattice.ts";
import { check } from "./check.ts";
import { component } from "./component.ts";
import { flag, form, list, oneOf, real, text, whole, words } from "./fields.ts";

/**
 * What a program elsewhere may say of its town: an event, as short as a person would write it; `stream/complete.ts` adds what
 * follows from the town. All of it is bounded, and numbers that change the town are put on the lattice of a millionth: what
 * is folded here is what everyone else reads.
 */

/** A number in [least, most], on the lattice. */
function number(description: string, least: number, most: number) {
  return real(description, least, most).overwrite(onLattice).meta({ description });
}

/** How much one event may change anything by, one way or the other. */
const MOST = 1e6;
const delta = (description: string) => number(description, -MOST, MOST);

/** A letter first, so that JSON objects keep their order. */
function id(description: string, example: string) {
  const error = "an id (a small letter, then small letters, digits, - or _; at most 63)";
  return z
    .string({ error })
    .regex(/^[a-z][a-z0-9_-]{0,62}$/, { error })
    .meta({ description, examples: [example] });
}

function some<T extends z.ZodType>(item: T, most: number, description: string, what: string) {
  const error = `a list of at most ${most} ${what}`;
  return list(item, description, error).max(most, { error }).meta({ description });
}

const MOST_CITIZENS = 100_000;
const citizen = (description: string) => id(description, "alice");
const citizens = (description: string) =>
  some(citizen("Id of a citizen."), MOST_CITIZENS, description, "citizens' ids");
const distinct = (description: string) =>
  citizens(description)
    .refine((ids) => new Set(ids).size === ids.length, { error: "a list that names each citizen once" })
    .meta({ description });
const numbers = (description: string, what: string) => some(delta(what), 7 * MOST_CITIZENS, description, "numbers");
const remark = (description: string) =>
  text(description).max(2000, { error: "text of at most 2000 characters" }).meta({ description });

const share = (description: string) => number(description, 0, 1);
const cohesion = () => number("Mean similarity of its members.", -1, 1);
const coalition = (description: string) => id(description, "north");
const coalitionName = () => words("Its name, for people.", "The North", 80);

const EFFECTS = [
  form({
    kind: z.literal("activity"),
    citizens: citizens("Who."),
    to: oneOf(ACTIVITIES, "What they take up."),
    wake: z.literal(true, { error: "true or left out" }).exactOptional().describe("Also those who rest."),
  }),
  form({ kind: z.literal("region"), citizen: citizen("Who moves."), to: id("The region they are in now.", "inn") }),
  form({
    kind: z.literal("relationship"),
    from: citizen("Whose feeling.").exactOptional(),
    to: citizen("For whom.").exactOptional(),
    among: distinct("In place of from and to: everyone's feeling for every other of these.").exactOptional(),
    delta: delta("Change of the weight, which stays in [-1, 1]."),
  }).refine(
    ({ from, to, among }) =>
      (among === undefined) === (from !== undefined) && (from === undefined) === (to === undefined),
    { error: "either from and to or among" },
  ),
  form({
    kind: z.literal("fade"),
    factor: share("By which every relationship of the town is multiplied."),
    below: share("One smaller than this in size is forgotten."),
  }),
  form({
    kind: z.literal("eigenvector"),
    citizens: citizens("Who changes."),
    deltas: numbers(
      `${TRAIT_COUNT} a citizen, in the order of the traits, citizen by citizen; traits stay in [0, 1].`,
      "Change of a trait.",
    ),
  }),
  form({
    kind: z.literal("surplus"),
    citizens: citizens("Who gains or loses."),
    deltas: numbers("One a citizen; nobody falls below 0.", "Change of a surplus."),
  }),
  form({
    kind: z.literal("memory"),
    citizens: citizens("Who remembers this event."),
    of: id("As what: an operation's name.", "gossip"),
    about: citizen("Whom it was about.").exactOptional(),
  }),
  z.discriminatedUnion(
    "change",
    [
      form({
        kind: z.literal("coalition"),
        change: z.literal("set"),
        id: coalition("A new coalition, or one whose members change."),
        name: coalitionName(),
        colour: whole("Palette slot of a new one, kept for life.", 0, 1e6),
        members: distinct("All its members from now on.").min(1, { error: "a list of at least one citizen's id" }),
        strength: share("How much its members keep to themselves."),
        cohesion: cohesion(),
      }),
      form({
        kind: z.literal("coalition"),
        change: z.literal("measure"),
        id: coalition("A living coalition."),
        strength: share("Its strength from now on."),
        cohesion: cohesion(),
      }),
      form({
        kind: z.literal("coalition"),
        change: z.literal("end"),
        id: coalition("A living coalition."),
        dissolved: flag("Whether it is mourned; otherwise it lives on in another."),
      }),
    ],
    { error: kindOf("set, measure or end") },
  ),
  form({
    kind: z.literal("token_spend"),
    citizens: citizens("Who bear them, in equal parts.").min(1, { error: "a list of at least one citizen's id" }),
    tokens: number("Estimated tokens.", 0, 1e9),
  }),
] as const;

/** All kinds but `clock`: a phase begins by a town_status event, to which the server adds that effect. */
const EffectDraft = component(
  "EffectDraft",
  "An effect that a program elsewhere publishes: any kind but clock.",
  z.discriminatedUnion("kind", EFFECTS, {
    error: kindOf(
      "activity, region, relationship, fade, eigenvector, surplus, memory, coalition or token_spend (a phase begins by a town_status event)",
    ),
  }),
) as unknown as z.ZodType<Exclude<Effect, ClockEffect>>;

const effects = () => some(EffectDraft, 1000, "What it changes, in this order.", "effects");
const causes = () =>
  some(whole("Seq of an earlier event.", 1), 100, "Earlier events that this one follows from.", "seqs").optional();

/** What every draft may say. What is said must be true; what is left out is filled in. */
const ENVELOPE = {
  town_id: text("That of the town.").optional(),
  run_id: text("That of the run.").optional(),
  seq: whole("The next one.", 1).optional(),
  timestamp: z.iso
    .datetime({ offset: true, error: "a moment like 2025-12-03T06:00:00Z" })
    .max(40, { error: "a moment like 2025-12-03T06:00:00Z" })
    .overwrite(utc)
    .regex(/^\d{4}-/, { error: "a moment like 2025-12-03T06:00:00Z" })
    .describe(
      "Town time; never before that of the last event. The phase's beginning, or the last event's, if that was later.",
    )
    .optional(),
};
const PRESENT = {
  ...ENVELOPE,
  day: whole("The present day.", 1).optional(),
  phase: oneOf(PHASES, "The present phase.").optional(),
};

export const EventDraftSchema = component(
  "EventDraft",
  "An event of an external town. Only what differs from the obvious need be said.",
  z.discriminatedUnion(
    "type",
    [
      form({
        type: z.literal("town_event").optional(),
        ...PRESENT,
        operation: id("What they did.", "greet"),
        participants: some(words("A name.", "Alice", 80), 10_000, "Names, for people.", "names").optional(),
        success: flag("Whether it came off; true.").optional(),
        message: remark("What people read.").optional(),
        tokens_used: number("What the turn cost, in tokens; 0.", 0, 1e9).optional(),
        drama_contribution: number("How dramatic it was; 0.", 0, MOST).optional(),
        participant_ids: distinct("Who took part.").max(10_000, { error: "a list of at most 10000 citizens' ids" }),
        effects: effects(),
        caused_by: causes(),
        metadata: metadata().optional(),
      }),
      form({
        type: z.literal("town_status"),
        ...ENVELOPE,
        kind: z.literal("phase_change", { error: "phase_change" }),
        day: whole("The day that begins or goes on.", 1, 1e6),
        phase: oneOf(PHASES, "The phase that begins: later than the present one."),
        digest: text("Of the state before it, to be compared; the server adds its own.").optional(),
        effects: effects().optional(),
      }),
      form({
        type: z.literal("coalition"),
        ...PRESENT,
        kind: oneOf(["formed", "grown", "shrunk", "merged", "split", "dissolved"], "What happened to it."),
        coalition: coalition("Which: a new id when it formed or split from another."),
        name: coalitionName().optional(),
        members: distinct("Who is in it from now on; of one that ended, its last.")
          .min(1, { error: "a list of at least one citizen's id" })
          .optional(),
        joined: distinct("Who is new in it.").optional(),
        left: distinct("Who left it.").optional(),
        relative: coalition("Whom it merged into or split from.").nullable().optional(),
        message: remark("What people read.").optional(),
        effects: effects().describe("If left out: that it is so from now on.").optional(),
        caused_by: causes(),
      }),
      form({
        type: z.literal("eigenvector_drift"),
        ...PRESENT,
        moved: some(
          form({
            citizen: citizen("Who."),
            from: seven("Traits when the phase began."),
            to: seven("Traits now."),
            drift: number("The distance between the two.", 0, 3),
          }),
          MOST_CITIZENS,
          "Whose traits moved in this phase; if left out, everyone whose did.",
          "movements",
        ).optional(),
        effects: effects().optional(),
      }),
      form({
        type: z.literal("citizen"),
        ...PRESENT,
        kind: oneOf(["rested", "woke", "arrived", "left"], "What they did."),
        citizens: distinct("Who."),
        effects: effects().describe("If left out: that they rest, or are awake.").optional(),
      }),
    ],
    { error: kindOf("town_event, town_status, coalition, eigenvector_drift or citizen") },
  ),
);
export type EventDraft = z.output<typeof EventDraftSchema>;

/**
 * A draft out of JSON that somebody else wrote.
 * @throws TownError invalid_input naming the field, what it must be, and what it was
 */
export function readDraft(value: unknown): EventDraft {
  return check(EventDraftSchema, value, "an event");
}

function metadata() {
  const schema = z
    .record(z.string(), z.unknown(), { error: "a JSON object" })
    .refine((value) => JSON.stringify(value).length <= 16_384, { error: "at most 16384 characters of JSON" })
    .describe("Anything else.");
  // It was read from JSON.
  return schema as unknown as z.ZodType<Readonly<Record<string, Json>>>;
}

/** In UTC to the second, which is all that town time has: so moments are compared as text. What is no moment stays as it is. */
function utc(moment: string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? moment : `${date.toISOString().slice(0, 19)}Z`;
}

/** What a tag must be, or that the whole must be an object. */
function kindOf(tags: string) {
  return ({ code }: { readonly code?: string }) => (code === "invalid_type" ? "a JSON object" : tags);
}

function seven(description: string) {
  const error = `a list of ${TRAIT_COUNT} numbers from 0 to 1`;
  return list(share("A trait."), description, error).length(TRAIT_COUNT, { error }).meta({ description });
}
