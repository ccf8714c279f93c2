import { z } from "zod";
import type { ErrorCode } from "../../sim/error.ts";
import { REFUSALS } from "../problem.ts";
import { component } from "./component.ts";
import { text, whole } from "./fields.ts";

export const ProblemSchema = component(
  "Problem",
  "Why something was refused (RFC 9457). Programs go by `code`, people read `detail`.",
  z.object({
    type: text("Identifies the kind of problem; not an address.", "tag:agent-town,2025:out-of-range"),
    title: text("The kind of problem in words."),
    status: whole("The HTTP status.", 400, 599),
    detail: text("What was wrong, the value, and the rule."),
    code: z.enum(Object.keys(REFUSALS) as [ErrorCode, ...ErrorCode[]]).meta({ description: "Stable." }),
  }),
);
