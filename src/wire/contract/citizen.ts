import { z } from "zod";
import { ACTIVITIES } from "../../sim/citizen.ts";
import type { Manifest } from "../../sim/manifest.ts";
import { componentOf } from "./component.ts";
import { list, oneOf, real, text, whole } from "./fields.ts";
import { CitizenRecordSchema, EigenvectorSchema } from "./snapshot.ts";

/** Citizens at six levels of detail: each has all of the one before. */

const named = { id: text("Its id.", "alice"), name: text("Its name.", "Alice") };
const memory = z.object({
  seq: whole("Of what event.", 1),
  kind: text("As what it is remembered.", "gossip"),
  about: z.object(named).nullable().meta({ description: "Whom it was about." }),
});

const silhouette = {
  ...named,
  glyph: z
    .object({
      seed: whole("Of the id alone: the same face for life.", 0, 2 ** 32 - 1),
      colours: list(whole("A palette slot."), "Of their coalitions: none if unaffiliated, several of a bridge."),
    })
    .meta({ description: "What a small picture of them is made of." }),
};
const posture = {
  ...silhouette,
  region: z.object(named).meta({ description: "Where they are." }),
  activity: oneOf(ACTIVITIES, "What they do."),
  mood: oneOf(["resting", "contemplative", "focused", "warm", "engaged", "curious", "calm"], "How they seem."),
};
const voice = {
  ...posture,
  archetype: text("What they are to the town.", "Builder"),
  worldview: z
    .object({ name: text("Its name."), metaphor: text("How they see the world.") })
    .meta({ description: "The frame through which they make meaning." }),
  doing: memory.nullable().meta({ description: "What they did last." }),
};
const recall = {
  ...voice,
  memories: list(memory, "The newest, at most 8, newest first."),
  ties: list(z.object({ ...named, weight: real("How they feel for them.", -1, 1) }), "The strongest, at most 8."),
};
const psyche = {
  ...recall,
  eigenvector: EigenvectorSchema,
  temperament: EigenvectorSchema,
  drift: real("Euclidean distance from their temperament.", 0),
  drift_in_phase: real("The same from where they were when the phase began.", 0),
  surplus: real("What they hold.", 0),
  tokens: real("Estimated tokens spent so far.", 0),
  coalitions: list(z.object({ ...named, colour: whole("Palette slot.") }), "In the order of their forming."),
};
const edge = { ...psyche, record: CitizenRecordSchema, opacity: text("What no observer can know of them.") };

export const ManifestSchema = componentOf<Manifest>()(
  "Citizen",
  "A citizen at the level of detail that was asked for.",
  z.union([
    componentOf<Manifest<5>>()("Citizen5", "The edge of what can be known: the raw record.", z.object(edge)),
    componentOf<Manifest<4>>()("Citizen4", "What moves them.", z.object(psyche)),
    componentOf<Manifest<3>>()("Citizen3", "What they remember, and how they stand with others.", z.object(recall)),
    componentOf<Manifest<2>>()("Citizen2", "Who they are, and what they did last.", z.object(voice)),
    componentOf<Manifest<1>>()("Citizen1", "Where they are, and how they seem.", z.object(posture)),
    componentOf<Manifest<0>>()("Citizen0", "That someone is there.", z.object(silhouette)),
  ]),
);
