import { z } from "zod";
import { PHASES } from "../../sim/clock.ts";
import type { PastPhase } from "../../sim/chronicle.ts";
import type { Measures } from "../../sim/measures.ts";
import type { MeasuresView, PhasesView } from "../view/measures.ts";
import type { RegionsView } from "../view/regions.ts";
import type { RelationshipsView } from "../view/relationships.ts";
import { component, componentOf } from "./component.ts";
import { list, oneOf, real, text, whole, words } from "./fields.ts";
import { MeasuresSchema } from "./measures.ts";
import { AFTER_SEQ, afterId, AT, LIMIT } from "./query.ts";
import { json, route } from "./route.ts";
import { REGION } from "./snapshot.ts";

/** Places, relationships, and what is measured. */

const seq = whole("The moment.");
const term = component(
  "Term",
  "What a measure means.",
  z.object({ label: text("What it is called."), definition: text("What it says, and its range.") }),
);
const glossary = {
  tension: term,
  cooperation: term,
  mean_drift: term,
  drama: term,
  interactions: term,
  tokens: term,
  tokens_total: term,
  surplus: term,
  coalitions: term,
  bridges: term,
  unaffiliated: term,
  resting: term,
} satisfies Record<keyof Measures, typeof term>;

const PastPhaseSchema = componentOf<PastPhase>()(
  "PastPhase",
  "A phase that is over, and what it measured.",
  z.object({
    seq: whole("The event that ended it.", 1),
    since: whole("Its first event.", 1),
    day: whole("Day.", 1),
    phase: oneOf(PHASES, "Phase."),
    measures: MeasuresSchema,
  }),
);

export const SOCIETY = {
  listRegions: route({
    method: "GET",
    path: "/v1/town/{id}/regions",
    tag: "society",
    summary: "Places, and who is where",
    access: "observe",
    conditional: "state",
    query: AT,
    answers: {
      200: json(
        componentOf<RegionsView>()(
          "Regions",
          "The places of a town.",
          z.object({
            seq,
            regions: list(
              z.object({
                ...REGION,
                citizens: list(text("A citizen's id."), "All who are there."),
                resting: whole("How many of them rest."),
                surplus: real("What they hold together.", 0),
              }),
              "In the town's order.",
            ),
          }),
        ),
        "The places.",
      ),
    },
  }),
  listRelationships: route({
    method: "GET",
    path: "/v1/town/{id}/relationships",
    tag: "society",
    summary: "How citizens stand to one another, page by page",
    description: "Directed: by who holds it, then by whom it is held for, each in the town's order.",
    access: "observe",
    conditional: "state",
    query: {
      citizen: words("Whose: a citizen's id.", "alice", 80).optional(),
      least: real("Only those of at least this size, of either sign.", 0, 1).optional(),
      ...AT,
      ...afterId("relationship", "alice:bob"),
      ...LIMIT,
    },
    answers: {
      200: json(
        componentOf<RelationshipsView>()(
          "Relationships",
          "Relationships that are not 0.",
          z.object({
            seq,
            relationships: list(
              z.object({
                from: text("Who feels.", "alice"),
                to: text("For whom.", "bob"),
                weight: real("What: from aversion to affection.", -1, 1),
              }),
              "Those of this page.",
            ),
            next: text("Where to go on; null at the end.").nullable(),
          }),
        ),
        "A page of relationships.",
      ),
    },
    refusals: ["unknown_citizen"],
  }),
  getMeasures: route({
    method: "GET",
    path: "/v1/town/{id}/measures",
    tag: "society",
    summary: "What the town measures, and what that means",
    access: "observe",
    conditional: "state",
    query: AT,
    answers: {
      200: json(
        componentOf<MeasuresView>()(
          "MeasuresNow",
          "Measures at a moment: drama, interactions and tokens are of the phase so far.",
          z.object({
            seq,
            day: whole("Day.", 1),
            phase: oneOf(PHASES, "Phase."),
            measures: MeasuresSchema,
            glossary: z.object(glossary).meta({ description: "What each measure means." }),
          }),
        ),
        "The measures.",
      ),
    },
  }),
  listPhases: route({
    method: "GET",
    path: "/v1/town/{id}/measures/phases",
    tag: "society",
    summary: "What past phases measured, page by page",
    description: "Oldest first; the newest 20,000 are kept.",
    access: "observe",
    conditional: "state",
    query: { ...AFTER_SEQ, ...LIMIT },
    answers: {
      200: json(
        componentOf<PhasesView>()(
          "Phases",
          "Past phases.",
          z.object({
            seq,
            phases: list(PastPhaseSchema, "Those of this page."),
            next: whole("Where to go on; null at the end.").nullable(),
          }),
        ),
        "A page of phases.",
      ),
    },
  }),
} as const;
