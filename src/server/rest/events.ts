import type { TownEvent } from "../../sim/event.ts";
import { canonical } from "../../stream/canonical.ts";
import type { LogReader } from "../../stream/event-log.ts";
import type { EVENTS } from "../../wire/contract/events.ts";
import { filterOf } from "../../wire/contract/query.ts";
import { matches } from "../../wire/event-filter.ts";
import { negotiate } from "./accept.ts";
import type { Asked, Handlers, RestOptions } from "./handler.ts";
import { pageOfPast } from "./past.ts";

type HistoryQuery = Parameters<typeof filterOf>[0] & { readonly after?: number | undefined; readonly limit: number };

/** What happened. What happens now is for `TownStream`. */
export function events({ hall }: RestOptions): Handlers<keyof typeof EVENTS> {
  return {
    async listHistory({ room, query, accept, url }) {
      const type = negotiate(accept, ["application/json", "application/x-ndjson"]);
      const { events, next, head, first_seq } = await history(room.town.log, query);
      const headers = {
        Vary: "Accept, Origin",
        "Content-Type": type,
        ...(next === null ? {} : { Link: following(url, next) }),
      };
      if (type === "application/json")
        return new Response(JSON.stringify({ events, next, head, first_seq }), { headers });
      return new Response(events.map((event) => `${canonical(event)}\n`).join(""), { headers });
    },
    // Of those who ask for events as JSON: the stream itself is served before anyone comes here.
    async streamEvents({ room, query, url }) {
      const page = await history(room.town.log, query);
      const link = page.next === null ? {} : { Link: following(url, page.next) };
      return Response.json(page, { headers: { Vary: "Accept, Origin", ...link } });
    },
    publishEvents: ({ params, query, body }: Asked<(typeof EVENTS)["publishEvents"]>) =>
      hall.publish(params.id, body.bytes, query.after),
  };
}

/** A page of a town's events. @throws TownError out_of_range when `after` is not kept */
export async function history(log: LogReader, query: HistoryQuery) {
  const { head, firstSeq } = log;
  const filter = filterOf(query);
  const { items, next } = await pageOfPast(log, query, (event: TownEvent) =>
    filter === undefined || matches(filter, event) ? event : undefined,
  );
  return { events: items, next, head, first_seq: firstSeq };
}

/** What a Link header says of the page that follows (RFC 8288). */
export function following({ pathname, searchParams }: URL, next: number): string {
  const query = new URLSearchParams(searchParams);
  // A secret is not for copying.
  query.delete("access_token");
  query.set("after", `${next}`);
  return `<${pathname}?${query.toString()}>; rel="next"`;
}
