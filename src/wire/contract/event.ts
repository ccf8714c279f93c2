import { z } from "zod";
import { PHASES } from "../../sim/clock.ts";
import type {
  CitizenEvent,
  CoalitionEvent,
  DriftEvent,
  Json,
  OperationEvent,
  PhaseChangeEvent,
  TownEvent,
} from "../../sim/event.ts";
import { componentOf } from "./component.ts";
import { EffectSchema } from "./effect.ts";
import { flag, list, oneOf, real, text, whole } from "./fields.ts";
import { MeasuresSchema } from "./measures.ts";

/** Events as they are logged and sent. */

const common = {
  town_id: text("Where.", "smallville"),
  run_id: text("Of which run.", "4f1d0c2ab6e85d11"),
  seq: whole("Place in the run: from 1, without gaps.", 1),
  day: whole("Day in the town; of a change of phase, the one that begins.", 1),
  phase: oneOf(PHASES, "Phase of the day; of a change of phase, the one that begins."),
  timestamp: text("Time in the town, ISO 8601 UTC.", "2025-12-14T06:40:00Z"),
};
const effects = list(EffectSchema, "What it changes, in order.");
const causes = list(whole("A seq.", 1), "Seqs of earlier events that this one follows from.");
const ids = (description: string) => list(text("Id of a citizen.", "alice"), description);
const anyJson: z.ZodType<Json> = z.any().meta({ description: "Any JSON." });

const operation = componentOf<OperationEvent>()(
  "OperationEvent",
  "What participants did.",
  z.object({
    type: z.literal("town_event"),
    ...common,
    operation: text("What they did: an operation of the town, or of the program that publishes.", "gossip"),
    participants: list(text("A name.", "Alice"), "Names of those who took part, for people."),
    success: flag("Whether it came to what was meant."),
    message: text("A sentence for people.", "Alice told Bob about Clara."),
    tokens_used: real("Estimated language-model tokens of the turn.", 0),
    drama_contribution: real("How much drama it adds.", 0),
    participant_ids: ids("Those who took part."),
    effects,
    caused_by: causes,
    metadata: z.record(z.string(), anyJson).meta({ description: "What else the operation tells." }),
  }),
);

const phaseChange = componentOf<PhaseChangeEvent>()(
  "PhaseChangeEvent",
  "The end of a phase: what it measured, and the digest of the state before this event.",
  z.object({
    type: z.literal("town_status"),
    kind: z.literal("phase_change"),
    ...common,
    metrics: MeasuresSchema,
    digest: text("Digest of the state after event seq - 1: 32 hexadecimal digits.", "8b0c51d6e1d64f3c9c1ab2f1de2a7c55"),
    effects,
  }),
);

const coalition = componentOf<CoalitionEvent>()(
  "CoalitionEvent",
  "A change in the life of a coalition.",
  z.object({
    type: z.literal("coalition"),
    kind: oneOf(["formed", "grown", "shrunk", "merged", "split", "dissolved"], "What happened to it."),
    ...common,
    coalition: text("Its id.", "c3"),
    name: text("Its name.", "the Lamplighters"),
    members: ids("Members after the change; of one that ended, its last."),
    joined: ids("Who is new."),
    left: ids("Who is gone."),
    relative: text("merged: the coalition it went into; split: the one it came from.").nullable(),
    message: text("A sentence for people."),
    effects,
    caused_by: causes,
  }),
);

const drift = componentOf<DriftEvent>()(
  "DriftEvent",
  "Whose personality moved since the phase began; once a phase.",
  z.object({
    type: z.literal("eigenvector_drift"),
    ...common,
    moved: list(
      z.object({
        citizen: text("Id of the citizen.", "alice"),
        from: list(real("A trait.", 0, 1), "Seven traits before."),
        to: list(real("A trait.", 0, 1), "Seven traits after."),
        drift: real("Euclidean distance between the two.", 0),
      }),
      "Those who moved.",
    ),
    effects,
  }),
);

const citizen = componentOf<CitizenEvent>()(
  "CitizenEvent",
  "Citizens went to rest, woke, arrived or left.",
  z.object({
    type: z.literal("citizen"),
    kind: oneOf(["rested", "woke", "arrived", "left"], "What they did."),
    ...common,
    citizens: ids("Who."),
    effects,
  }),
);

export const OperationEventSchema = operation;
export const EventSchema = componentOf<TownEvent>()(
  "TownEvent",
  "Something that happened, told apart by type.",
  z.union([operation, phaseChange, coalition, drift, citizen]),
);
