import { z } from "zod";
import { PHASES } from "../../sim/clock.ts";
import type { CitizenMeter, MeteringView, OperationMeter, PhaseMeter, TurnMeter } from "../view/metering.ts";
import { component, componentOf } from "./component.ts";
import { list, oneOf, real, text, whole, words } from "./fields.ts";
import { LIMIT } from "./query.ts";
import { json, route } from "./route.ts";

/** What the town costs, estimated as if a language model spoke every turn. */

const tokens = real("Estimated tokens.", 0);
const drama = real("Drama.", 0);
const when = { day: whole("Day.", 1), phase: oneOf(PHASES, "Phase.") };

const view = <By extends string, Item extends z.ZodType, Next extends z.ZodType>(by: By, item: Item, next: Next) =>
  z.object({
    seq: whole("The moment."),
    by: z.literal(by),
    total: z.object({ tokens, drama }).meta({ description: "Of the whole run." }),
    items: list(item, "Those of this page."),
    next: next.nullable(),
  });
const nextSeq = whole("Where to go on; null at the end.");
const nextName = text("Where to go on; null at the end.");

const MeteringSchema = component(
  "Metering",
  "What the town costs, by what was asked for.",
  z.union([
    componentOf<MeteringView<"turn", TurnMeter, number>>()(
      "TurnMetering",
      "Turn by turn, oldest first.",
      view(
        "turn",
        z.object({
          seq: whole("The event.", 1),
          ...when,
          operation: text("What was done.", "gossip"),
          citizens: list(text("A citizen's id."), "By whom."),
          tokens,
          drama,
        }),
        nextSeq,
      ),
    ),
    componentOf<MeteringView<"phase", PhaseMeter, number>>()(
      "PhaseMetering",
      "Phase by phase, oldest first.",
      view(
        "phase",
        z.object({
          seq: whole("The event that ended it.", 1),
          since: whole("Its first event.", 1),
          ...when,
          interactions: whole("Operations, moves not counted."),
          tokens,
          tokens_total: real("Since the run began.", 0),
          drama,
        }),
        nextSeq,
      ),
    ),
    componentOf<MeteringView<"operation", OperationMeter, string>>()(
      "OperationMetering",
      "By operation, in the order in which they first happened.",
      view(
        "operation",
        z.object({ operation: text("The operation."), count: whole("How often.", 1), tokens, drama }),
        nextName,
      ),
    ),
    componentOf<MeteringView<"citizen", CitizenMeter, string>>()(
      "CitizenMetering",
      "By citizen, in the town's order.",
      view("citizen", z.object({ citizen: text("Their id."), name: text("Their name."), tokens }), nextName),
    ),
  ]),
);

export const METERING = {
  getMetering: route({
    method: "GET",
    path: "/v1/town/{id}/metering",
    tag: "society",
    summary: "What the town costs, page by page",
    access: "observe",
    conditional: "state",
    query: {
      by: oneOf(["turn", "phase", "operation", "citizen"], "By what.").default("phase"),
      after: words("Go on after this: `next` of the page before.", "120").optional(),
      ...LIMIT,
    },
    answers: { 200: json(MeteringSchema, "A page of the bill.") },
    refusals: ["unknown_citizen", "out_of_range"],
  }),
} as const;
