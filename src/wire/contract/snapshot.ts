import { z } from "zod";
import { ACTIVITIES, type Worldview } from "../../sim/citizen.ts";
import { PHASES, type Phase } from "../../sim/clock.ts";
import { TRAITS, type EigenvectorRecord } from "../../sim/eigenvector.ts";
import type { Region } from "../../sim/region.ts";
import type { Rules } from "../../sim/rules.ts";
import type { CitizenSnapshot, TownSnapshot } from "../../sim/snapshot.ts";
import { componentOf } from "./component.ts";
import { flag, list, oneOf, real, text, whole } from "./fields.ts";

/** A whole state as JSON: `restore` makes the town of it. */

const trait = (name: string) => real(`${name[0].toUpperCase()}${name.slice(1)}: 0.5 is neutral.`, 0, 1);
export const EigenvectorSchema = componentOf<EigenvectorRecord>()(
  "Eigenvector",
  "A personality: seven traits.",
  z.object({
    warmth: trait(TRAITS[0]),
    curiosity: trait(TRAITS[1]),
    trust: trait(TRAITS[2]),
    creativity: trait(TRAITS[3]),
    patience: trait(TRAITS[4]),
    resilience: trait(TRAITS[5]),
    ambition: trait(TRAITS[6]),
  }),
);

export const REGION = {
  id: text("Its id.", "inn"),
  name: text("Its name.", "Inn"),
  capacity: whole("How many may be there by moving there.", 1),
  neighbours: list(text("A region's id."), "Adjacent regions."),
  district: whole("Regions of one district are near enough for coalitions across them."),
};
const RegionSchema = componentOf<Region>()("Region", "A place.", z.object(REGION));

const eachPhase = <T extends z.ZodType>(value: T, description: string) =>
  z
    .object({ MORNING: value, AFTERNOON: value, EVENING: value, NIGHT: value } satisfies Record<Phase, T>)
    .meta({ description });

/** Ranges are those of the reader of town files, which explains each fault; here they are told. */
const rule = (description: string) => real(description);
const RULES = {
  chances: eachPhase(list(real("A chance.", 0), "Eight."), "Relative chance of each operation, by phase."),
  rate: eachPhase(real("A rate.", 0), "Interactions per citizen, by phase."),
  mobility: rule("Chance that an available citizen moves when a phase begins."),
  rest: z
    .object({ EVENING: real("A chance.", 0, 1), NIGHT: real("A chance.", 0, 1) })
    .meta({ description: "Chance to go to rest when the phase ends." }),
  confidence: rule("Largest drift at which agreeable operations draw two citizens together."),
  attraction: rule("Share of the difference by which agreement draws together."),
  repulsion: rule("Share of the difference by which a dispute drives apart."),
  teaching: rule("Share of the difference that a pupil takes over."),
  practice: rule("What an hour alone adds to a trait."),
  homing: rule("Share of the distance to the temperament that a night gives back."),
  homingEvolving: rule("The same for evolving citizens."),
  restlessness: rule("Half-width of the nightly draw."),
  maxStep: rule("No trait moves further in one event."),
  fade: rule("Factor on all relationships each night."),
  forget: rule("Size under which a relationship is forgotten."),
  refusal: rule("Relationship below which an agreeable operation is refused."),
  refusalCost: rule("What a refusal costs."),
  friction: rule("Chance of a dispute per unit of negative similarity."),
  festival: rule("Surplus per citizen above which a region must celebrate."),
  similarity: rule("Least similarity of an edge between two citizens."),
  cliqueSize: whole("Clique size k of coalitions.", 2),
  smoothing: rule("Smoothing factor of coalition strength."),
  grief: whole("Days for which a dissolved coalition is mourned."),
  memory: whole("Most memories that a citizen keeps.", 1),
};
const RulesSchema = componentOf<Rules>()("Rules", "Every number of the model that one may change.", z.object(RULES));

export const RuleChangesSchema = componentOf<Partial<Rules>>()(
  "RuleChanges",
  "Rules that differ from the default.",
  z.object(RULES).partial(),
);

export const WORLDVIEW = {
  name: text("Its name."),
  metaphor: text("How they see the world."),
  opacity: text("What no observer can know of them."),
};
export const WorldviewSchema = componentOf<Worldview>()(
  "Worldview",
  "The frame through which a citizen makes meaning.",
  z.object(WORLDVIEW),
);

export const CitizenRecordSchema = componentOf<CitizenSnapshot>()(
  "CitizenRecord",
  "All that is known of a citizen: who they are, and what events made of them.",
  z.object({
    id: text("Their id.", "alice"),
    name: text("Their name.", "Alice"),
    archetype: text("What they are to the town.", "Builder"),
    home: text("Region of the first day."),
    worldview: WorldviewSchema,
    plasticity: real("How far experience moves them.", 0, 1),
    evolving: flag("Their traits return to their founding values more slowly."),
    temperament: EigenvectorSchema,
    activity: oneOf(ACTIVITIES, "What they do."),
    region: text("Where they are.", "inn"),
    surplus: real("What they hold.", 0),
    tokens: real("Estimated tokens spent so far.", 0),
    eigenvector: EigenvectorSchema,
    eigenvector_at_phase_start: EigenvectorSchema,
    relationships: z
      .record(z.string(), real("A weight.", -1, 1))
      .meta({ description: "Weight by citizen, in the order of first meeting." }),
    memories: list(
      z.object({ seq: whole("Of what event.", 1), kind: text("As what."), about: text("About whom.").nullable() }),
      "Newest last.",
    ),
  }),
);

const members = list(text("A citizen's id."), "Who belongs to it.");
export const SnapshotSchema = componentOf<TownSnapshot>()(
  "TownSnapshot",
  "A whole state: fold the events after seq onto it and it is the town.",
  z.object({
    town_id: text("The town.", "smallville"),
    run_id: text("The run."),
    seed: whole("The seed."),
    start_date: text("Date of day 1.", "2025-12-03"),
    seq: whole("Events folded so far."),
    day: whole("Day in the town.", 1),
    phase: oneOf(PHASES, "Phase of the day."),
    timestamp: text("Time of the last event, ISO 8601 UTC; empty before the first."),
    rules: RulesSchema,
    regions: list(RegionSchema, "All places."),
    citizens: list(CitizenRecordSchema, "All citizens, in the order of rows."),
    coalitions: list(
      z.object({
        id: text("Its id."),
        name: text("Its name."),
        colour: whole("Palette slot."),
        since: whole("Day it formed.", 1),
        members,
        strength: real("Share of interactions that stay inside.", 0, 1),
        cohesion: real("Mean similarity inside.", -1, 1),
      }),
      "Living coalitions, in the order of forming.",
    ),
    mourned: list(
      z.object({
        id: text("Its id."),
        name: text("Its name."),
        members,
        day: whole("When it ended.", 1),
        seq: whole("By what event.", 1),
      }),
      "Dissolved coalitions still mourned.",
    ),
    coalitions_formed: whole("Coalitions ever formed."),
    meetings: list(list(text("A citizen's id."), "Who met."), "Meetings of this phase, event by event."),
    totals: z
      .object({
        ties: whole("Directed relationships."),
        weight: real("Sum of their weights."),
        weightSquared: real("Sum of their squares."),
        positiveWeight: real("Sum of the positive ones."),
        tokens: real("Estimated tokens since the run began.", 0),
        drama: real("Drama since the run began.", 0),
        phaseTokens: real("Tokens of this phase.", 0),
        phaseDrama: real("Drama of this phase.", 0),
        phaseInteractions: whole("Operations of this phase, moves not counted."),
        operations: z
          .record(
            z.string(),
            z.object({ count: whole("How often."), tokens: real("Tokens.", 0), drama: real("Drama.", 0) }),
          )
          .meta({ description: "By operation." }),
      })
      .meta({ description: "Running sums." }),
  }),
);
