import { z } from "zod";
import type { Lifeline, Turn } from "../../sim/chronicle.ts";
import { PHASES } from "../../sim/clock.ts";
import type { CoalitionLifeView, CoalitionsView, CoalitionView, LifelinesView } from "../view/coalitions.ts";
import { componentOf } from "./component.ts";
import { flag, list, oneOf, real, text, whole } from "./fields.ts";
import { afterId, AT, LIMIT } from "./query.ts";
import { json, route } from "./route.ts";

/** Communities that form by themselves: k-clique communities of the similarity graph. */

const ids = (description: string) => list(text("A citizen's id.", "alice"), description);

const CoalitionSchema = componentOf<CoalitionView>()(
  "Coalition",
  "A living coalition.",
  z.object({
    id: text("Its id.", "c1"),
    name: text("Its name, kept for life."),
    colour: whole("Palette slot, kept for life."),
    since: whole("The day it formed.", 1),
    members: ids("Who belongs to it."),
    bridges: ids("Those of them who belong to others too."),
    strength: real("Smoothed share of its members' interactions that stay inside.", 0, 1),
    cohesion: real("Mean similarity of its internal edges.", -1, 1),
  }),
);

const TurnSchema = componentOf<Turn>()(
  "Turn",
  "A change in the life of a coalition.",
  z.object({
    seq: whole("By what event."),
    day: whole("Day.", 1),
    phase: oneOf(PHASES, "Phase."),
    kind: oneOf(["formed", "grown", "shrunk", "merged", "split", "dissolved"], "What happened to it."),
    size: whole("Members after the change; of one that ended, its last."),
    relative: text("merged: the coalition it went into; split: the one it came from.").nullable(),
  }),
);

const LifelineSchema = componentOf<Lifeline>()(
  "Lifeline",
  "The life of a coalition, from its forming to its end.",
  z.object({
    coalition: text("Its id.", "c1"),
    name: text("Its name."),
    colour: whole("Palette slot."),
    born: TurnSchema,
    changes: list(TurnSchema, "What came between, oldest first: the newest 500."),
    ended: TurnSchema.nullable(),
  }),
);

export const COALITIONS = {
  listCoalitions: route({
    method: "GET",
    path: "/v1/town/{id}/coalitions",
    tag: "coalitions",
    summary: "Living coalitions, their bridges, and who is in none",
    access: "observe",
    conditional: "state",
    query: AT,
    answers: {
      200: json(
        componentOf<CoalitionsView>()(
          "Coalitions",
          "Communities as they are.",
          z.object({
            seq: whole("The moment."),
            coalitions: list(CoalitionSchema, "Living coalitions, in the order of their forming."),
            bridges: list(
              z.object({
                citizen: text("A citizen's id."),
                coalitions: list(text("A coalition's id."), "Those they belong to."),
              }),
              "Who is in more than one.",
            ),
            unaffiliated: ids("Who is in none."),
          }),
        ),
        "The coalitions.",
      ),
    },
  }),
  getCoalition: route({
    method: "GET",
    path: "/v1/town/{id}/coalitions/{coalition}",
    tag: "coalitions",
    summary: "One coalition: its life, and how it is now if it lives",
    access: "observe",
    conditional: "state",
    answers: {
      200: json(
        componentOf<CoalitionLifeView>()(
          "CoalitionLife",
          "A coalition's life.",
          z.object({ seq: whole("The moment."), lifeline: LifelineSchema, coalition: CoalitionSchema.nullable() }),
        ),
        "Its life.",
      ),
    },
    refusals: ["not_found"],
  }),
  listLifelines: route({
    method: "GET",
    path: "/v1/town/{id}/lifelines",
    tag: "coalitions",
    summary: "The lives of coalitions, page by page",
    description: "Those that live, and the newest 2,000 that ended.",
    access: "observe",
    conditional: "state",
    query: {
      ...afterId("coalition", "c1"),
      ...LIMIT,
      living: flag("true: only those that live; false: only those that ended.").optional(),
    },
    answers: {
      200: json(
        componentOf<LifelinesView>()(
          "Lifelines",
          "Lives of coalitions, in the order of their forming.",
          z.object({
            seq: whole("The moment."),
            lifelines: list(LifelineSchema, "Those of this page."),
            next: text("Where to go on; null at the end.").nullable(),
          }),
        ),
        "A page of lives.",
      ),
    },
    refusals: ["not_found"],
  }),
} as const;
