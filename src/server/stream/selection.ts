import type { EventFilter } from "../../wire/event-filter.ts";
import type { Frames, StreamBlock } from "./block.ts";
import type { StreamFormat } from "./meter.ts";

/** Which events a viewer wants, and in what form. Equal ones have equal keys. */
export type Selection = {
  readonly format: StreamFormat;
  /** Undefined: all of them. */
  readonly filter: EventFilter | undefined;
  /** Undefined: every event as it lies in its block. */
  readonly key: string | undefined;
};

export function selectionOf(format: StreamFormat, asked: EventFilter = {}): Selection {
  const filter = Object.values(asked).some((condition) => condition?.length) ? asked : undefined;
  if (filter) return { format, filter, key: `${format} ${JSON.stringify(filter)}` };
  return format === "sse" ? EVERYTHING : LINES;
}

const EVERYTHING: Selection = { format: "sse", filter: undefined, key: undefined };
const LINES: Selection = { format: "ndjson", filter: undefined, key: "ndjson" };

/**
 * Selects events once for all who want the same from the same place on, in one turn of the event loop: a copy is not kept for
 * those who may never come.
 */
export class Selector {
  /** The last answer for each key, the oldest first. */
  readonly #given = new Map<string, { readonly after: number; readonly frames: Frames }>();

  /** The selected of the events after `seq`, which `block` must follow. */
  from(block: StreamBlock, seq: number, { format, filter, key }: Selection): Frames {
    if (key === undefined) return block.after(seq);
    const given = this.#given.get(key);
    if (given?.after === seq) return given.frames;
    const frames = block.select(seq, format, filter);
    if (this.#given.size === 0) setImmediate(() => this.#given.clear());
    this.#given.delete(key);
    this.#given.set(key, { after: seq, frames });
    if (this.#given.size > KEPT) this.#given.delete(this.#given.keys().next().value!);
    return frames;
  }
}

/** Copies, of a block each: a megabyte. */
const KEPT = 16;
