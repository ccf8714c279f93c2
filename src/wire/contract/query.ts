import { z } from "zod";
import { PHASES } from "../../sim/clock.ts";
import type { TownEvent } from "../../sim/event.ts";
import type { EventFilter } from "../event-filter.ts";
import { or, several, whole, words } from "./fields.ts";

/** Query parameters that several routes share. */

/** Of routes that answer for any moment. */
export const AT = {
  at: whole("The moment: after this event. Any that is still kept; by default the newest.").optional(),
};

/** A page of a long list. */
export const LIMIT = { limit: whole("Most entries of the answer.", 1, 1000).default(100) };

/** Goes on after the event of this seq: what `next` of the page before says. */
export const AFTER_SEQ = { after: whole("Go on after this event: `next` of the page before.").optional() };

export const afterId = (what: string, example: string) => ({
  after: words(`Go on after this ${what}: \`next\` of the page before.`, example).optional(),
});

const TYPES = [
  "town_event",
  "town_status",
  "coalition",
  "eigenvector_drift",
  "citizen",
] as const satisfies TownEvent["type"][];

/** Which events: every condition that is said must hold; of a list, one entry must. */
export const FILTER = {
  type: some(TYPES, "Types of events, with commas between them.").optional(),
  operation: several("Operations, with commas between them.", "gossip").optional(),
  phase: some(PHASES, "Phases, with commas between them.").optional(),
  citizen: several("Ids of citizens whom the event concerns, with commas between them.", "alice").optional(),
  coalition: several("Ids of coalitions whose change it is, with commas between them.", "c1").optional(),
  text: words("Words that must all occur in what the event says.", "quarrel").optional(),
};

/** The filter that a query asks for; undefined when it asks for everything. */
export function filterOf(query: z.output<z.ZodObject<typeof FILTER>>): EventFilter | undefined {
  const { type: types, operation: operations, phase: phases, citizen: citizens, coalition: coalitions, text } = query;
  const filter = { types, operations, phases, citizens, coalitions, text };
  return Object.values(filter).some((condition) => condition !== undefined) ? filter : undefined;
}

function some<const T extends readonly [string, ...string[]]>(values: T, description: string) {
  const error = or(values);
  return z
    .array(z.enum(values, { error }), { error })
    .min(1, { error })
    .max(values.length, { error: "every entry once" })
    .meta({ description, examples: [[values[0]]] });
}
