import { z } from "zod";
import { PHASES } from "../../sim/clock.ts";
import type { TownConfig } from "../../sim/config.ts";
import { TRAITS } from "../../sim/eigenvector.ts";
import { component, componentOf } from "./component.ts";
import { flag, form, list, oneOf, real, text, whole } from "./fields.ts";
import { AT } from "./query.ts";
import { command, json, route } from "./route.ts";
import { REGION, RuleChangesSchema, SnapshotSchema, WORLDVIEW, WorldviewSchema } from "./snapshot.ts";

/** Towns: what there is, what they are, how they begin and end. */

export const speed = () => {
  const error = 'between 0.25 and 64 or "max"';
  return z
    .union([z.number({ error }).min(0.25, { error }).max(64, { error }), z.literal("max", { error })], { error })
    .meta({
      description: "Times the town's own pace, at which a day lasts a minute; max: as fast as the machine can.",
    });
};
export const kind = () =>
  oneOf(["simulated", "external"], "Simulated here, or published into by a program elsewhere (POST .../events).");
export const degraded = () =>
  oneOf(
    ["nats"],
    "What the town must do without just now: nats, while its events don't reach NATS and are kept here until they do; null while it has all it needs.",
  ).nullable();

/** How the copy of a town's events in NATS stands. */
const REPLICA = z.object({
  breaker: oneOf(
    ["closed", "half_open", "open", "fenced"],
    "closed: events flow; half_open: one is being tried; open: they are kept here until NATS can take them; fenced: another process writes this town now, or NATS holds another run of it.",
  ),
  confirmed: whole("The newest event that NATS has confirmed."),
  opened: whole("Times since the start that events ceased to flow."),
  why: text("Why events don't flow; null while they do.").nullable(),
});

/** The moment of another town from which a fork goes on. */
const LINEAGE = {
  town_id: text("The parent.", "smallville"),
  run_id: text("Its run.", "4f1d0c2ab6e85d11"),
  seq: whole("The newest event that both have."),
};

const status = {
  town_id: text("Its id.", "smallville"),
  run_id: text("Its run: another history has another one.", "4f1d0c2ab6e85d11"),
  kind: kind(),
  seed: whole("The seed."),
  lineage: z.object(LINEAGE).meta({ description: "Of a fork, where it comes from; null of all others." }).nullable(),
  citizens: whole("How many live there."),
  day: whole("Day in the town.", 1),
  phase: oneOf(PHASES, "Phase of the day."),
  seq: whole("The newest event."),
  speed: speed(),
  paused: flag("It stands still."),
  held: text("Why it stands still though nobody paused it; null while it doesn't.").nullable(),
  finished: flag("Nothing more will happen."),
  degraded: degraded(),
  nats: REPLICA.meta({ description: "How the copy of its events in NATS stands; null where none is kept." }).nullable(),
  watching: whole("Streams that are open."),
};
export const TownStatusSchema = component("TownStatus", "A town in a few words.", z.object(status));

const townId = () => {
  const error = "a small letter or digit, then small letters, digits, - or _; at most 63 in all";
  return z
    .string({ error })
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, { error })
    .meta({ description: "Its id; by default one that is free.", examples: ["harbour"] });
};

const citizen = z.object({
  id: text("Their id.", "alice"),
  name: text("Their name."),
  archetype: text("What they are to the town."),
  region: text("Where they live."),
  worldview: WorldviewSchema,
  plasticity: real("How far experience moves them.", 0, 1),
  evolving: flag("Their traits return more slowly."),
  traits: list(real("A trait.", 0, 1), "Seven."),
});
export const ConfigSchema = componentOf<TownConfig>()(
  "TownConfig",
  "What a run is made of: with the seed it determines every event.",
  z.object({
    town_id: text("The town's id.", "smallville"),
    seed: whole("The seed."),
    start_date: text("Date of day 1.", "2025-12-03"),
    population: z.union([
      z.object({ kind: z.literal("smallville"), citizens: z.literal([3, 7, 10, 25]) }),
      z.object({ kind: z.literal("generated"), citizens: whole("How many.", 3) }),
      z.object({
        kind: z.literal("custom"),
        regions: list(z.object(REGION), "Its places."),
        citizens: list(citizen, "Its citizens."),
      }),
    ]),
    rules: RuleChangesSchema,
    lineage: z
      .object({
        ...LINEAGE,
        founding_seed: whole("The seed by which the first of its ancestors was founded."),
        phase_seed: whole("The seed that decided what had begun of the phase, and ends it."),
      })
      .meta({ description: "Of a fork: where it comes from, and the seeds before its own." })
      .optional(),
  }),
);

const TownSchema = component(
  "Town",
  "A town, and what it was made of.",
  z.object({
    ...status,
    first_seq: whole("The oldest event that is still kept.", 1),
    failure: text("Why it stopped, when it failed.").nullable(),
    config: ConfigSchema,
  }),
);

const LIFE = {
  kind: kind().default("simulated"),
  speed: speed().default(1),
  paused: flag("Begin paused.").default(false),
};
/** How a new town shall live: the part of a wish that is no town file. */
export const LifeWishSchema = z.object(LIFE);

/** Documented here, and read by the reader of town files, which explains each fault and suggests what was meant. */
const TownWishSchema = component(
  "TownWish",
  "A town to be made. Everything may be left out.",
  form({
    town_id: townId().optional(),
    seed: whole("The same one gives the same town.").default(7),
    start_date: text("Date of day 1.", "2025-12-03").optional(),
    citizens: z
      .union([
        whole("3, 7, 10 or 25 live in smallville; others are generated.", 3, 100_000),
        list(
          form({
            id: text("A small letter, then small letters, digits, - or _; at most 63.", "alice"),
            name: text("A line of at most 80 characters.", "Alice").optional(),
            archetype: text("A line of at most 40 characters.", "Builder").optional(),
            region: text("Where they live: a region's id.", "inn"),
            worldview: form(WORLDVIEW)
              .partial()
              .optional()
              .meta({ description: "What is not said is the archetype's." }),
            plasticity: real("How far experience moves them.", 0, 1).optional(),
            evolving: flag("Their traits return more slowly.").optional(),
            eigenvector: z
              .partialRecord(z.enum(TRAITS), real("A trait.", 0, 1))
              .meta({ description: "Neutral where it says nothing." })
              .optional(),
          }),
          "Who lives there, by hand.",
        ),
      ])
      .optional(),
    regions: list(
      form({
        id: text("A small letter, then small letters, digits, - or _; at most 63.", "inn"),
        name: text("A line of at most 80 characters.", "Inn").optional(),
        capacity: whole("How many may be there by moving there.", 1, 100_000).optional(),
        neighbours: list(text("A region's id."), "Adjacent regions.").optional(),
        district: whole("Its district.", 0, 100_000).optional(),
      }),
      "Its places; those of smallville when a list of citizens gives none.",
    ).optional(),
    rules: RuleChangesSchema.optional(),
    ...LIFE,
  }).meta({
    examples: [
      { citizens: 10, seed: 7, speed: 4 },
      {
        town_id: "abroad",
        kind: "external",
        regions: [{ id: "inn" }],
        citizens: [
          { id: "ada", region: "inn" },
          { id: "ben", region: "inn" },
          { id: "cy", region: "inn" },
        ],
      },
    ],
  }),
);

const ForkWishSchema = component(
  "ForkWish",
  "A fork to be made. Everything may be left out.",
  form({
    at: whole("The moment from which it goes on: after this event. By default the newest.").optional(),
    town_id: townId().optional(),
    seed: whole(
      "By default the parent's, and what happens is the parent's future until somebody perturbs it. Another one decides from the first phase that has not begun by then.",
    ).optional(),
    speed: speed().optional().meta({ description: "Times the town's own pace; by default the parent's." }),
    paused: flag("Begin paused.").default(false),
  }).meta({ examples: [{}, { at: 12, seed: 8, paused: true }] }),
);

export const TOWNS = {
  listTowns: route({
    method: "GET",
    path: "/v1/town",
    tag: "towns",
    summary: "The towns of this server",
    access: "observe",
    answers: {
      200: json(
        component("Towns", "All towns.", z.object({ towns: list(TownStatusSchema, "In the order they came.") })),
        "What there is.",
      ),
    },
  }),
  createTown: route({
    method: "POST",
    path: "/v1/town",
    tag: "towns",
    summary: "Make a town",
    description:
      "A town in memory: a town file (YAML or JSON) with `kind`, `speed` and `paused` besides. A town of kind external is founded likewise; its events are published by a program of your own.",
    access: "command",
    body: {
      content: { "application/json": TownWishSchema, "application/yaml": TownWishSchema },
      limit: "upload",
      checked: false,
    },
    answers: {
      201: { ...json(TownSchema, "It is made, and lives."), headers: { Location: "Where it is: /v1/town/{id}." } },
    },
    refusals: ["invalid_config", "impossible", "conflict", "too_many", "too_large", "closed"],
  }),
  forkTown: route({
    method: "POST",
    path: "/v1/town/{id}/fork",
    tag: "towns",
    summary: "Make a town that goes on from a moment of this one",
    description:
      "A town in memory whose state at that moment is this one's, and whose future is its own. It remembers what happened since that phase began; what was before is to be read in its parent, which `lineage` names. An external town can't be forked.",
    access: "command",
    body: command(ForkWishSchema),
    answers: {
      201: { ...json(TownSchema, "It is made, and lives."), headers: { Location: "Where it is: /v1/town/{id}." } },
    },
    refusals: ["out_of_range", "impossible", "conflict", "too_many", "too_large", "closed", "unavailable"],
  }),
  getTown: route({
    method: "GET",
    path: "/v1/town/{id}",
    tag: "towns",
    summary: "One town, and what it was made of",
    access: "observe",
    answers: { 200: json(TownSchema, "The town.") },
  }),
  deleteTown: route({
    method: "DELETE",
    path: "/v1/town/{id}",
    tag: "towns",
    summary: "End a town",
    description: "Its streams say that it is finished, and end; its id is free again. A log on disk stays.",
    access: "command",
    answers: { 204: { description: "It is gone." } },
    refusals: ["impossible"],
  }),
  getState: route({
    method: "GET",
    path: "/v1/town/{id}/state",
    tag: "towns",
    summary: "The whole state at a moment",
    access: "observe",
    conditional: "state",
    query: AT,
    answers: { 200: json(SnapshotSchema, "The state after event seq.") },
  }),
} as const;
