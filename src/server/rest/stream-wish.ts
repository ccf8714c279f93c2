import type { IncomingMessage } from "node:http";
import { TownError } from "../../sim/error.ts";
import { readQuery } from "../../wire/contract/check.ts";
import { filterOf } from "../../wire/contract/query.ts";
import { ROUTES } from "../../wire/contract/routes.ts";
import type { EventFilter } from "../../wire/event-filter.ts";
import { negotiate } from "./accept.ts";

/** What a request for a town's events wants: a stream, or a page of history, which is for the router to answer. */
export type StreamWish =
  | { readonly format: "page" }
  | {
      readonly format: "sse" | "ndjson";
      /** The id of the last event it has seen, whatever that says. */
      readonly lastEventId?: string | undefined;
      /** The first event it wants. */
      readonly from?: number | undefined;
      readonly filter?: EventFilter | undefined;
    };

/** @throws TownError invalid_input naming the parameter, not_acceptable naming what there is. */
export function streamWish({ headers, url = "" }: IncomingMessage): StreamWish {
  const format = FORMATS[negotiate(headers.accept, TYPES)];
  if (format === "page") return { format };
  const { searchParams } = new URL(url, "http://town");
  const given = [...searchParams].filter(([name]) => name !== "access_token");
  const query = readQuery(ROUTES.streamEvents.query, given);
  const limit = searchParams.get("limit");
  if (limit !== null) {
    throw new TownError("invalid_input", `limit is of pages (application/json); a stream takes none, got "${limit}"`);
  }
  const { last_event_id, from, after } = query;
  if (from !== undefined && after !== undefined) {
    throw new TownError("invalid_input", `from and after both say where to begin; give one, got ${from} and ${after}`);
  }
  const header = headers["last-event-id"];
  return {
    format,
    lastEventId: (Array.isArray(header) ? header[0] : header) ?? last_event_id,
    from: from ?? (after === undefined ? undefined : after + 1),
    filter: filterOf(query),
  };
}

const FORMATS = {
  "text/event-stream": "sse",
  "application/x-ndjson": "ndjson",
  "application/json": "page",
} as const;
const TYPES = Object.keys(FORMATS) as [keyof typeof FORMATS, ...(keyof typeof FORMATS)[]];
