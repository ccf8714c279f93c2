import { CITIZENS_TABLE } from "../table/citizens.ts";
import { EVENTS_TABLE } from "../table/events.ts";
import { RELATIONSHIPS_TABLE } from "../table/relationships.ts";
import { columnsInWords, type Table } from "../table/table.ts";
import { text } from "./fields.ts";
import { AFTER_SEQ, AT, FILTER, LIMIT } from "./query.ts";
import { route } from "./route.ts";

/** What programs that work with tables read without parsing: the same as the lists in JSON, as Arrow. */

export const ARROW_TYPE = "application/vnd.apache.arrow.stream";

const HEADERS = { "X-Agent-Town-Seq": "The moment that the table is of: as `seq` in the schema's metadata." };

function arrow(description: string, headers: Readonly<Record<string, string>> = HEADERS) {
  const content = { [ARROW_TYPE]: text("An Arrow IPC stream.").meta({ format: "binary" }) };
  return { description, headers, content } as const;
}

function described(table: Table<never>, more = ""): string {
  return `The schema's metadata says \`seq\`, \`run_id\` and \`town_id\`. ${more}Columns:\n\n${columnsInWords(table)}`;
}

export const TABLES = {
  getCitizensTable: route({
    method: "GET",
    path: "/v1/town/{id}/citizens.arrow",
    tag: "citizens",
    summary: "Everyone, as an Arrow table",
    description: described(CITIZENS_TABLE),
    access: "observe",
    conditional: "state",
    query: AT,
    answers: { 200: arrow("All citizens, in the order of the town's founding.") },
  }),
  getRelationshipsTable: route({
    method: "GET",
    path: "/v1/town/{id}/relationships.arrow",
    tag: "society",
    summary: "How citizens stand to one another, as an Arrow table",
    description: described(RELATIONSHIPS_TABLE),
    access: "observe",
    conditional: "state",
    query: AT,
    answers: { 200: arrow("All relationships that are not 0.") },
  }),
  getEventsTable: route({
    method: "GET",
    path: "/v1/town/{id}/events.arrow",
    tag: "events",
    summary: "What happened, as Arrow tables page by page",
    description: described(
      EVENTS_TABLE,
      "So do `first_seq`, the oldest event that is still kept, and `next`, where to go on; it is empty at the end. ",
    ),
    access: "observe",
    conditional: "state",
    query: { ...AFTER_SEQ, ...LIMIT, ...FILTER },
    answers: {
      200: arrow("Events of the past.", {
        "X-Agent-Town-Seq": "The newest event of the town: as `seq` in the schema's metadata.",
        Link: "rel=next: the page that follows, when there is one.",
      }),
    },
    refusals: ["out_of_range", "unavailable"],
  }),
} as const;
