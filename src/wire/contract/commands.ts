import { z } from "zod";
import type { ControlBody } from "../control.ts";
import { component, componentOf } from "./component.ts";
import { OperationEventSchema } from "./event.ts";
import { form, list, oneOf, text, whole } from "./fields.ts";
import { command, json, route } from "./route.ts";
import { speed, TownStatusSchema } from "./towns.ts";

/** What people and their programs may ask of a town. A refused command changes nothing. */

const ControlSchema = componentOf<ControlBody>()(
  "Control",
  "What is asked of a town's pace.",
  z
    .discriminatedUnion(
      "action",
      [
        form({ action: z.literal(["pause", "resume"]) }),
        form({
          action: z.literal("step"),
          by: oneOf(["event", "phase", "day"], "How far; by default an event.").optional(),
        }),
        form({ action: z.literal("speed"), speed: speed() }),
        form({
          action: z.literal("run_until"),
          until: text("Runs until this moment begins, and pauses there.", "day:12/evening").max(100, {
            error: "a moment like day:12/evening",
          }),
        }),
      ],
      {
        error: ({ code }) => (code === "invalid_union" ? "pause, resume, step, speed or run_until" : "a JSON object"),
      },
    )
    .meta({
      examples: [{ action: "pause" }, { action: "step", by: "day" }, { action: "run_until", until: "day:12/evening" }],
    }),
);

export const COMMANDS = {
  controlTown: route({
    method: "POST",
    path: "/v1/town/{id}/control",
    tag: "commands",
    summary: "Pause, resume, step, change the speed, run until a moment",
    access: "command",
    body: command(ControlSchema),
    answers: { 200: json(TownStatusSchema, "How the town is then.") },
    refusals: ["impossible", "too_large", "closed", "unavailable"],
  }),
  perturbTown: route({
    method: "POST",
    path: "/v1/town/{id}/perturb",
    tag: "commands",
    summary: "Make citizens do something now",
    description: "By the same rules as everyone: what is impossible is refused, with the reason.",
    access: "command",
    body: command(
      component(
        "Perturbation",
        "Who does what.",
        form({
          operation: z.string({ error: "the name of an operation, such as greet" }).meta({
            description: "What they do.",
            examples: ["greet"],
          }),
          participants: list(
            text("A citizen's id.", "alice"),
            "Who takes part, who begins it foremost.",
            'a list of citizens\' ids, such as ["alice","bob"]',
          ),
        }).meta({ examples: [{ operation: "greet", participants: ["alice", "bob"] }] }),
      ),
    ),
    answers: { 200: json(OperationEventSchema, "What happened.") },
    refusals: ["unknown_operation", "unknown_citizen", "impossible", "too_many", "too_large", "closed", "unavailable"],
  }),
  reportProofs: route({
    method: "POST",
    path: "/v1/town/{id}/proofs",
    tag: "commands",
    summary: "Say how many digests were found equal to the simulation's, and how many different",
    description: "For those who fold the stream and compare; since they last said so. It is counted for the operator.",
    access: "observe",
    body: command(
      component(
        "Proofs",
        "Digests that were compared.",
        form({
          verified: whole("Found equal.", 0, 10_000),
          diverged: whole("Found different.", 0, 10_000),
        }).meta({ examples: [{ verified: 120, diverged: 0 }] }),
      ),
    ),
    answers: { 204: { description: "Counted." } },
    refusals: ["too_large"],
  }),
} as const;
