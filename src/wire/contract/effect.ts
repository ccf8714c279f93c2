import { z } from "zod";
import { ACTIVITIES } from "../../sim/citizen.ts";
import { PHASES } from "../../sim/clock.ts";
import { EFFECTS, type Effect } from "../../sim/effects/registry.ts";
import { componentOf } from "./component.ts";
import { flag, list, oneOf, real, text, whole } from "./fields.ts";

/** Effects: all that changes a town. `apply` folds them and nothing else. */

const phase = () => oneOf(PHASES, "A quarter of the town's day.");
const day = () => whole("Day in the town.", 1);
const citizen = (description: string) => text(description, "alice");
const citizens = (description: string) => list(citizen("Id of a citizen."), description, "a list of citizens' ids");

type Of<K extends Effect["kind"]> = Extract<Effect, { kind: K }>;

export const EffectSchema = componentOf<Effect>()(
  "Effect",
  "Something that changes a town. Numbers are deltas; what they change is clamped: traits to [0, 1], relationships to [-1, 1], surplus to 0 and above.",
  z.union([
    componentOf<Of<"activity">>()(
      "ActivityEffect",
      EFFECTS.activity.summary,
      z.object({
        kind: z.literal("activity"),
        citizens: citizens("Who."),
        to: oneOf(ACTIVITIES, "What they take up."),
        wake: z.literal(true).optional().meta({ description: "Also those who rest, whom nothing else may wake." }),
      }),
    ),
    componentOf<Of<"region">>()(
      "RegionEffect",
      EFFECTS.region.summary,
      z.object({
        kind: z.literal("region"),
        citizen: citizen("Who moves."),
        to: text("Id of the region.", "inn"),
      }),
    ),
    componentOf<Of<"relationship">>()(
      "RelationshipEffect",
      EFFECTS.relationship.summary,
      z.union([
        z.object({
          kind: z.literal("relationship"),
          from: citizen("Whose feeling."),
          to: citizen("For whom."),
          delta: real("Change of its weight."),
        }),
        z.object({
          kind: z.literal("relationship"),
          among: citizens("Everyone's feeling for every other of these."),
          delta: real("Change of each weight."),
        }),
      ]),
    ),
    componentOf<Of<"fade">>()(
      "FadeEffect",
      EFFECTS.fade.summary,
      z.object({
        kind: z.literal("fade"),
        factor: real("By which every relationship is multiplied.", 0, 1),
        below: real("One smaller than this in size is forgotten.", 0, 1),
      }),
    ),
    componentOf<Of<"eigenvector">>()(
      "EigenvectorEffect",
      EFFECTS.eigenvector.summary,
      z.object({
        kind: z.literal("eigenvector"),
        citizens: citizens("Who changes."),
        deltas: list(real("Change of a trait."), "Seven a citizen, in the order of the traits, citizen by citizen."),
      }),
    ),
    componentOf<Of<"surplus">>()(
      "SurplusEffect",
      EFFECTS.surplus.summary,
      z.object({
        kind: z.literal("surplus"),
        citizens: citizens("Who gains or loses."),
        deltas: list(real("Change of a surplus."), "One a citizen."),
      }),
    ),
    componentOf<Of<"memory">>()(
      "MemoryEffect",
      EFFECTS.memory.summary,
      z.object({
        kind: z.literal("memory"),
        citizens: citizens("Who remembers this event."),
        of: text("As what: an operation's name.", "gossip"),
        about: citizen("Whom it was about.").optional(),
      }),
    ),
    componentOf<Of<"coalition">>()(
      "CoalitionEffect",
      EFFECTS.coalition.summary,
      z.union([
        z.object({
          kind: z.literal("coalition"),
          change: z.literal("set"),
          id: text("The coalition's id.", "c3"),
          name: text("Its name.", "the Lamplighters"),
          colour: whole("Palette slot, kept for life."),
          members: citizens("All members from now on."),
          strength: real("Smoothed share of its members' interactions that stay inside.", 0, 1),
          cohesion: real("Mean similarity of its internal edges.", -1, 1),
        }),
        z.object({
          kind: z.literal("coalition"),
          change: z.literal("measure"),
          id: text("The coalition's id.", "c3"),
          strength: real("Its strength from now on.", 0, 1),
          cohesion: real("Its cohesion from now on.", -1, 1),
        }),
        z.object({
          kind: z.literal("coalition"),
          change: z.literal("end"),
          id: text("The coalition's id.", "c3"),
          dissolved: flag("It is mourned; otherwise it lives on in another."),
        }),
      ]),
    ),
    componentOf<Of<"clock">>()(
      "ClockEffect",
      EFFECTS.clock.summary,
      z.object({ kind: z.literal("clock"), day: day(), phase: phase() }),
    ),
    componentOf<Of<"token_spend">>()(
      "TokenSpendEffect",
      EFFECTS.token_spend.summary,
      z.object({
        kind: z.literal("token_spend"),
        citizens: citizens("Who bear them, in equal parts."),
        tokens: real("Estimated tokens.", 0),
      }),
    ),
  ]),
);
