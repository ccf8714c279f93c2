import type { Announcement } from "../../sim/event.ts";
import { announcementFrame, messageLine, resetFrame, snapshotFrame, type SnapshotMessage } from "../../wire/frames.ts";
import { encodeFrame } from "../../wire/sse.ts";
import type { StreamFormat } from "./meter.ts";

/** How a stream says all that is no event. */
type StreamForm = {
  readonly contentType: string;
  /** The first word: after how many milliseconds to come back when the stream ends. */
  readonly greeting: (retry: number) => string;
  readonly snapshot: (snapshot: Omit<SnapshotMessage, "type">) => string;
  readonly reset: (reason: string, firstSeq: number) => string;
  readonly announcement: (announcement: Announcement) => string;
  /** Nothing is new. `id`: how far the stream has looked for what its viewer wants. */
  readonly heartbeat: (id?: string) => string;
  /** Where a stream stands that begins neither with a snapshot nor with an event. */
  readonly place: (id: string) => string;
  /** The last word of a stream that ends although the town goes on. */
  readonly farewell: (retry: number, why: "overload" | "goodbye") => string;
};

/** The event stream of the WHATWG HTML standard: browsers read the fields, people the comments. */
const SSE: StreamForm = {
  contentType: "text/event-stream",
  greeting: (retry) => encodeFrame({ retry }),
  snapshot: snapshotFrame,
  reset: resetFrame,
  announcement: announcementFrame,
  heartbeat: (id) => encodeFrame(id === undefined ? { comment: "" } : { comment: "", id }),
  // A browser remembers an id without data, and tells the page nothing.
  place: (id) => encodeFrame({ id }),
  farewell: (retry, why) => encodeFrame({ retry, comment: FAREWELLS[why] }),
};

/** The same as lines of JSON, for programs. */
const NDJSON: StreamForm = {
  contentType: "application/x-ndjson",
  greeting: () => "",
  snapshot: (snapshot) => messageLine({ type: "town_snapshot", ...snapshot }),
  reset: (reason, first_seq) => messageLine({ type: "town_reset", reason, first_seq }),
  announcement: messageLine,
  heartbeat: (id) => messageLine(id === undefined ? { type: "heartbeat" } : { type: "heartbeat", id }),
  place: (id) => messageLine({ type: "heartbeat", id }),
  farewell: (retry_ms, type) => messageLine({ type, retry_ms }),
};

export const FORMS: Readonly<Record<StreamFormat, StreamForm>> = { sse: SSE, ndjson: NDJSON };

const FAREWELLS = {
  overload: "as many watch as this server can serve: come back a little later",
  goodbye: "this server is going: come back in a moment",
};
