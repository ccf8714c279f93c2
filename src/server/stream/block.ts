import type { TownEvent } from "../../sim/event.ts";
import { canonical } from "../../stream/canonical.ts";
import { matches, matchesTags, tagsOf, type EventFilter, type EventTags } from "../../wire/event-filter.ts";
import { eventFrameFromJson } from "../../wire/frames.ts";
import type { StreamFormat } from "./meter.ts";

/** Consecutive events, ready for a socket. `last`: seq of the last that was looked at, whether it is among them or not. */
export type Frames = { readonly bytes: Buffer; readonly events: number; readonly last: number };

/** Bytes of a block, and of the largest write to a socket. */
export const BLOCK = 64 * 1024;

/**
 * Consecutive events as bytes, each encoded once for all who watch. A viewer is handed a view from its cursor to what is
 * filled, and copies nothing:
 *
 *     [ frame 901 | frame 902 | ... | frame 1033 | free ]      a frame larger than a block has its own
 *                 ^ cursor at 901 gets 902 .. 1033
 *
 * A frame is that of an event stream. What it says is one line of JSON, which streams of lines copy out of it:
 *
 *     event: town.event ⏎ id: r1-902 ⏎ data: {"type":"town_event", ...} ⏎ ⏎
 *                                            ^ said                    ^ end of the line
 */
export class StreamBlock {
  /** Seq of its first event. */
  readonly first: number;
  readonly #bytes: Buffer;
  readonly #frames: Frame[] = [];
  #used = 0;
  /** The last view that was handed out: those who stand at one place share it. */
  #given: { readonly after: number; readonly frames: Frames } | undefined;

  constructor(event: TownEvent) {
    const frame = frameOf(event);
    this.first = event.seq;
    // Not from Node's pool: whoever is slow would keep its neighbours alive.
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(BLOCK, Buffer.byteLength(frame)));
    this.#add(frame, event);
  }

  /** Seq of its last event. */
  get last(): number {
    return this.first + this.#frames.length - 1;
  }

  /** Bytes that it takes, filled or not. */
  get size(): number {
    return this.#bytes.length;
  }

  /** Takes the next event. @returns whether there was room for it */
  append(event: TownEvent): boolean {
    const frame = frameOf(event);
    if (this.#used + Buffer.byteLength(frame) > this.#bytes.length) return false;
    this.#add(frame, event);
    return true;
  }

  /** Whether the event after `seq` is here. */
  follows(seq: number): boolean {
    return seq + 1 >= this.first && seq < this.last;
  }

  /** Bytes of the events after `seq`. @param seq one that this block follows, here and below */
  sizeAfter(seq: number): number {
    return this.#used - this.#at(seq + 1).start;
  }

  /** All events after `seq`, as an event stream. */
  after(seq: number): Frames {
    const { last } = this;
    if (this.#given?.after === seq && this.#given.frames.last === last) return this.#given.frames;
    const bytes = this.#bytes.subarray(this.#at(seq + 1).start, this.#used);
    const frames = { bytes, events: last - seq, last };
    this.#given = { after: seq, frames };
    return frames;
  }

  /** Those that are selected of the events after `seq`, in a copy. Cost: linear in the events after `seq`. */
  select(seq: number, format: StreamFormat, filter: EventFilter | undefined): Frames {
    const parts: Buffer[] = [];
    for (let at = seq + 1; at <= this.last; at++) {
      if (filter && !this.#matches(at, filter)) continue;
      const { start, said } = this.#at(at);
      const end = at === this.last ? this.#used : this.#at(at + 1).start;
      parts.push(format === "sse" ? this.#bytes.subarray(start, end) : this.#bytes.subarray(said, end - 1));
    }
    return { bytes: Buffer.concat(parts), events: parts.length, last: this.last };
  }

  #add(frame: string, event: TownEvent): void {
    // What stands before the JSON, and the two line ends after it.
    const head = frame.slice(0, frame.length - canonical(event).length - 2);
    this.#frames.push({ start: this.#used, said: this.#used + Buffer.byteLength(head), tags: undefined });
    this.#used += this.#bytes.write(frame, this.#used);
  }

  #at(seq: number): Frame {
    return this.#frames[seq - this.first];
  }

  #matches(seq: number, filter: EventFilter): boolean {
    const frame = this.#at(seq);
    // Most events are never asked for by a filter: only then is it worth to know what they are about.
    if (frame.tags && !matchesTags(filter, frame.tags)) return false;
    if (frame.tags && !filter.text) return true;
    const end = seq === this.last ? this.#used : this.#at(seq + 1).start;
    const event = JSON.parse(this.#bytes.toString("utf8", frame.said, end)) as TownEvent;
    frame.tags ??= tagsOf(event);
    return matches(filter, event);
  }
}

type Frame = {
  /** Where it begins in the block, and where in it the line of JSON does. */
  readonly start: number;
  readonly said: number;
  /** What it is about, once somebody has asked. */
  tags: EventTags | undefined;
};

function frameOf(event: TownEvent): string {
  return eventFrameFromJson(event.type, event.run_id, event.seq, canonical(event));
}
