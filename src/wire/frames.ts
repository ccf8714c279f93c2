import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import { serialize, type Announcement, type Degraded, type TownEvent } from "../sim/event.ts";
import type { TownSnapshot } from "../sim/snapshot.ts";
import { encodeFrame, type SseMessage } from "./sse.ts";

/**
 * What a town says on its stream. Each frame has a coarse name, so that a client registers five listeners and not fifty,
 * and one line of JSON; those that have a place in the history carry it as their id, so that a client can resume there.
 */

const NAMES = {
  town_event: "town.event",
  town_status: "town.status",
  coalition: "town.coalition",
  eigenvector_drift: "town.eigenvector",
  citizen: "town.citizen",
  town_snapshot: "town.snapshot",
  town_reset: "town.reset",
} as const satisfies Record<Message["type"], string>;

/** The whole state after `seq` events: what a client that has nothing begins with. */
export type SnapshotMessage = {
  readonly type: "town_snapshot";
  readonly seq: number;
  readonly run_id: string;
  readonly state: TownSnapshot;
  readonly config: TownConfig;
  /** Simulated there, or published into by a program elsewhere: that one nobody can command. */
  readonly kind: "simulated" | "external";
  readonly speed: number | "max";
  readonly paused: boolean;
  readonly degraded: Degraded;
};

/** The stream cannot go on where the client asked; a snapshot follows. `first_seq`: the oldest event still to be had. */
export type ResetMessage = { readonly type: "town_reset"; readonly reason: string; readonly first_seq: number };

type Message = TownEvent | Announcement | SnapshotMessage | ResetMessage;

/** What only programs that read lines are told, where an event stream has fields and comments of its own. */
type LineMessage =
  /** Nothing is new. `id`, in a stream that leaves events out: how far it has looked, to go on from there. */
  | { readonly type: "heartbeat"; readonly id?: string }
  /** The stream ends although the town goes on: come back in so many milliseconds. */
  | { readonly type: "overload" | "goodbye"; readonly retry_ms: number };

export function eventFrame(event: TownEvent): string {
  return eventFrameFromJson(event.type, event.run_id, event.seq, serialize(event));
}

/** The frame of an event that is serialised already. */
export function eventFrameFromJson(type: TownEvent["type"], runId: string, seq: number, json: string): string {
  return encodeFrame({ event: NAMES[type], id: formatEventId(runId, seq), data: json });
}

export function snapshotFrame(message: Omit<SnapshotMessage, "type">): string {
  const data = JSON.stringify({ type: "town_snapshot", ...message } satisfies SnapshotMessage);
  return encodeFrame({ event: NAMES.town_snapshot, id: formatEventId(message.run_id, message.seq), data });
}

export function resetFrame(reason: string, firstSeq: number): string {
  const data = JSON.stringify({ type: "town_reset", reason, first_seq: firstSeq } satisfies ResetMessage);
  return encodeFrame({ event: NAMES.town_reset, data });
}

/** Without an id: an announcement is no part of the history. */
export function announcementFrame(announcement: Announcement): string {
  return encodeFrame({ event: NAMES.town_status, data: JSON.stringify(announcement) });
}

/** A message as a line of JSON (https://github.com/ndjson/ndjson-spec). */
export function messageLine(message: Message | LineMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/**
 * What a frame says, or undefined when it is of a kind that is not ours. Only its kind is checked: `checkEvent` and
 * `restore` look inside.
 * @throws TownError invalid_event when its data is no JSON object of the type that its name announces.
 */
export function readFrame({ event, data }: SseMessage): Message | undefined {
  if (!KNOWN.has(event)) return undefined;
  const message = parse(data);
  const type = typeof message === "object" && message !== null ? (message as { type?: unknown }).type : undefined;
  if (typeof type === "string" && Object.hasOwn(NAMES, type) && NAMES[type as Message["type"]] === event)
    return message as Message;
  throw new TownError(
    "invalid_event",
    `a ${event} frame must hold a JSON object of its type, got ${data.slice(0, 80)}`,
  );
}

/** An announcement is told from the events by having no seq. */
export function isAnnouncement(message: Message): message is Announcement {
  return message.type === "town_status" && !("seq" in message);
}

/** `<run_id>-<seq>`: a place in the history of one run. */
export function formatEventId(runId: string, seq: number): string {
  return `${runId}-${seq}`;
}

/** The place that an id names, or undefined when it is none: a run's id is a word that does not end with a hyphen. */
export function parseEventId(text: string): { readonly runId: string; readonly seq: number } | undefined {
  const match = /^([A-Za-z0-9_-]{0,63}[A-Za-z0-9_])-(0|[1-9][0-9]{0,15})$/.exec(text);
  const seq = Number(match?.[2]);
  return match && Number.isSafeInteger(seq) ? { runId: match[1], seq } : undefined;
}

const KNOWN = new Set<string>(Object.values(NAMES));

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new TownError("invalid_event", `data of a frame must be JSON, got ${data.slice(0, 80)}`, { cause });
  }
}
