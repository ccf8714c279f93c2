import type { TownEvent } from "../sim/event.ts";
import { canonical } from "../stream/canonical.ts";
import { eventFrameFromJson } from "../wire/frames.ts";

/** Encoded frames of consecutive events, ready for a socket. `last` is the seq of the last of them. */
export type Frames = { readonly bytes: Buffer; readonly last: number };

/**
 * The newest events as bytes, each encoded once for all who watch. Frames lie one after the other in blocks; a viewer is
 * handed a view of a block from its cursor to what is filled, and copies nothing.
 *
 *     block  [ frame 901 | frame 902 | ... | frame 1033 | free ]      a frame larger than a block has its own
 *                          ^ cursor at 901 gets 902 .. 1033
 */
export class FrameRing {
  readonly #maxBytes: number;
  readonly #blocks: Block[] = [];
  #bytes = 0;

  constructor(maxBytes = 8 * 2 ** 20) {
    this.#maxBytes = maxBytes;
  }

  /** Takes the next event. */
  append(event: TownEvent): void {
    const frame = frameOf(event);
    const size = Buffer.byteLength(frame);
    let block = this.#blocks.at(-1);
    if (!block || block.used + size > block.bytes.length) {
      block = { first: event.seq, bytes: Buffer.allocUnsafeSlow(Math.max(BLOCK, size)), starts: [], used: 0 };
      this.#blocks.push(block);
      this.#bytes += block.bytes.length;
      while (this.#bytes > this.#maxBytes && this.#blocks.length > 1) this.#bytes -= this.#blocks.shift()!.bytes.length;
    }
    block.bytes.write(frame, block.used);
    block.starts.push(block.used);
    block.used += size;
  }

  /** The events after `seq`, as many as lie together; undefined when they are not here (yet, or any more). */
  after(seq: number): Frames | undefined {
    for (let i = this.#blocks.length - 1; i >= 0; i--) {
      const { first, bytes, starts, used } = this.#blocks[i];
      if (first > seq + 1) continue;
      const start = starts[seq + 1 - first];
      return start === undefined ? undefined : { bytes: bytes.subarray(start, used), last: first + starts.length - 1 };
    }
    return undefined;
  }
}

/** The frames of past events, in order, up to about a block's size. */
export async function gather(events: AsyncIterable<TownEvent>, until: number): Promise<Frames> {
  const frames: string[] = [];
  let length = 0;
  let last = 0;
  for await (const event of events) {
    const frame = frameOf(event);
    frames.push(frame);
    length += frame.length;
    last = event.seq;
    if (length >= BLOCK || last >= until) break;
  }
  return { bytes: Buffer.from(frames.join("")), last };
}

type Block = {
  /** Seq of the first frame. */
  readonly first: number;
  readonly bytes: Buffer;
  /** Where each frame begins. */
  readonly starts: number[];
  used: number;
};

/** Bytes of a block, and of the largest write to a socket. */
export const BLOCK = 64 * 1024;

function frameOf(event: TownEvent): string {
  return eventFrameFromJson(event.type, event.run_id, event.seq, canonical(event));
}
