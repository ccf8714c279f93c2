import { z } from "zod";
import type { Announcement } from "../../sim/event.ts";
import type { ResetMessage, SnapshotMessage } from "../frames.ts";
import { component, componentOf } from "./component.ts";
import { EventDraftSchema } from "./event-draft.ts";
import { EventSchema } from "./event.ts";
import { flag, list, oneOf, text, whole } from "./fields.ts";
import { AFTER_SEQ, FILTER, LIMIT } from "./query.ts";
import { json, route } from "./route.ts";
import { SnapshotSchema } from "./snapshot.ts";
import { ConfigSchema, degraded, kind, speed } from "./towns.ts";

/** What happened, and what happens now. */

const SnapshotMessageSchema = componentOf<SnapshotMessage>()(
  "SnapshotMessage",
  "Where a stream begins: the whole state after event seq, and how the town goes.",
  z.object({
    type: z.literal("town_snapshot"),
    seq: whole("Events folded so far."),
    run_id: text("The run."),
    state: SnapshotSchema,
    config: ConfigSchema,
    kind: kind(),
    speed: speed(),
    paused: flag("It stands still."),
    degraded: degraded(),
  }),
);

const ResetSchema = componentOf<ResetMessage>()(
  "ResetMessage",
  "The stream can't go on where it was asked to; a snapshot follows.",
  z.object({
    type: z.literal("town_reset"),
    reason: text("Why."),
    first_seq: whole("The oldest event that is still kept.", 1),
  }),
);

const WHAT_CHANGED =
  "What changed. degraded, restored: what the town must do without for now, and no longer does; why is in the town's status.";

const AnnouncementSchema = componentOf<Announcement>()(
  "Announcement",
  "A word about how the town goes: no part of its history, so it has no seq.",
  z.object({
    type: z.literal("town_status"),
    town_id: text("Where.", "smallville"),
    run_id: text("The run."),
    after: whole("The last event before it."),
    kind: oneOf(["paused", "resumed", "speed", "degraded", "restored", "finished"], WHAT_CHANGED),
    speed: speed(),
    degraded: degraded(),
  }),
);

const LineSchema = component(
  "StreamLine",
  "A line of a stream: an event, or what else there is to say.",
  z.union([
    EventSchema,
    SnapshotMessageSchema,
    ResetSchema,
    AnnouncementSchema,
    component(
      "Heartbeat",
      "Nothing is new.",
      z.object({
        type: z.literal("heartbeat"),
        id: text("In a stream with a filter: how far it has looked, to go on from there.").optional(),
      }),
    ),
    component(
      "Farewell",
      "The stream ends although the town goes on: come back.",
      z.object({
        type: z.literal(["overload", "goodbye"]),
        retry_ms: whole("After so many milliseconds."),
      }),
    ),
  ]),
);

const HistorySchema = component(
  "History",
  "Events of the past.",
  z.object({
    events: list(EventSchema, "Those of this page, oldest first."),
    next: whole(
      "Where to go on; null at the end. A page may be empty and have a next: it has looked so far.",
    ).nullable(),
    head: whole("The newest event."),
    first_seq: whole("The oldest event that is still kept.", 1),
  }),
);

const pages = {
  description: "Events of the past, page by page.",
  headers: { Link: "rel=next: the page that follows, when there is one." },
  content: {
    "application/json": HistorySchema,
    "application/x-ndjson": EventSchema.meta({ description: "One event a line." }),
  },
} as const;

export const EVENTS = {
  listHistory: route({
    method: "GET",
    path: "/v1/town/{id}/history",
    tag: "events",
    summary: "What happened, page by page",
    description:
      "As one JSON object, or by `Accept: application/x-ndjson` an event a line; then `Link` says what follows.",
    access: "observe",
    conditional: "state",
    query: { ...AFTER_SEQ, ...LIMIT, ...FILTER },
    answers: { 200: pages },
    refusals: ["out_of_range", "unavailable", "not_acceptable"],
  }),
  streamEvents: route({
    method: "GET",
    path: "/v1/town/{id}/events",
    tag: "events",
    summary: "What happens, as it happens",
    description: [
      "Server-sent events: a `town.snapshot`, then every event as it comes, with the id `<run_id>-<seq>`. A client that was cut off comes back with the header `Last-Event-ID` (or `?last_event_id=`; the header wins) and misses and doubles nothing; where that can't be, one `town.reset` says why and a snapshot follows. `?from=` begins in the past, and `?after=` just behind an event: one of them. With a filter there are no snapshots: it is for those who don't fold.",
      "By `Accept: application/x-ndjson` the same messages come as lines; `application/json` answers a page of history, and only that takes `limit`. A town that is finished answers 204; a server that is full answers 200, says when to come back, and ends.",
    ].join("\n\n"),
    access: "observe",
    query: {
      from: whole("Begin with this event.").optional(),
      last_event_id: text("Go on after the event of this id, where the header can't be set.", "r1-42").optional(),
      ...AFTER_SEQ,
      ...LIMIT,
      ...FILTER,
    },
    answers: {
      200: {
        description: "The stream, or the page.",
        content: {
          "text/event-stream": text("Frames: event, id, and one line of JSON as data."),
          "application/x-ndjson": LineSchema.meta({ description: "One message a line." }),
          "application/json": HistorySchema,
        },
      },
      204: { description: "The town is finished, and you have all of it: don't come back." },
    },
    refusals: ["not_acceptable", "out_of_range", "unavailable"],
  }),
  publishEvents: route({
    method: "POST",
    path: "/v1/town/{id}/events",
    tag: "events",
    summary: "Publish events into a town of kind external",
    description:
      "An event a line. All of a batch are taken, or none; a refusal names the line. With `after` they are taken only if that is the newest event, so that a program that lost an answer can repeat itself: it is told 409 and the head.",
    access: "command",
    query: { after: whole("Take the batch only if this is the newest event.").optional() },
    body: {
      content: { "application/x-ndjson": EventDraftSchema.meta({ description: "One a line." }) },
      limit: "upload",
      checked: false,
    },
    answers: {
      200: json(
        component(
          "Published",
          "The seqs that a batch was given.",
          z.object({ first: whole("Of the first."), last: whole("Of the last; first - 1 when there was none.") }),
        ),
        "They happened.",
      ),
    },
    refusals: ["invalid_event", "impossible", "conflict", "too_large", "closed", "unavailable"],
  }),
} as const;
