import type { MsgHdrs } from "@nats-io/nats-core";
import type { TownEvent } from "../../sim/event.ts";
import { parseEventId } from "../../wire/frames.ts";
import { EVENT_HEADER } from "../../wire/subjects.ts";

/** A message of a stream, however it was got; `seq` is its sequence in the stream. */
export type StoredMessage = {
  readonly seq: number;
  readonly header: MsgHdrs | undefined;
  readonly data: Uint8Array;
};

/** An event as a stream holds it. `json` is its text as it was stored; `sequence` is the stream's, and never less than `seq`. */
export type StoredEvent = {
  readonly sequence: number;
  readonly seq: number;
  readonly runId: string;
  readonly json: string;
  readonly event: TownEvent;
};

/**
 * The event that a stored message holds, or undefined when it is malformed: anybody may publish anything on a town's subjects.
 * Sound is a message whose header names the event that its JSON says it is. Whether that event is possible is not looked at
 * (`checkEvent` does).
 */
export function readStored({ seq: sequence, header, data }: StoredMessage): StoredEvent | undefined {
  const id = parseEventId(header?.get(EVENT_HEADER) ?? "");
  if (!id || id.seq < 1) return undefined;
  try {
    const json = TEXT.decode(data);
    const event = JSON.parse(json) as TownEvent | null;
    if (event?.run_id !== id.runId || event.seq !== id.seq) return undefined;
    return { sequence, seq: id.seq, runId: id.runId, json, event };
  } catch {
    return undefined;
  }
}

const TEXT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
