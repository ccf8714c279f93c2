import type { TownEvent } from "../../sim/event.ts";
import { StreamBlock } from "./block.ts";

/** The newest events of a town, ready for its viewers: a row of blocks, the oldest of which goes when they are too many. */
export class FrameRing {
  readonly #maxBytes: number;
  readonly #blocks: StreamBlock[] = [];
  #bytes = 0;

  constructor(maxBytes = 8 * 2 ** 20) {
    this.#maxBytes = maxBytes;
  }

  /** Takes the next event. Cost: that of its encoding, however many watch. */
  append(event: TownEvent): void {
    if (this.#blocks.at(-1)?.append(event)) return;
    const block = new StreamBlock(event);
    this.#blocks.push(block);
    this.#bytes += block.size;
    while (this.#bytes > this.#maxBytes && this.#blocks.length > 1) this.#bytes -= this.#blocks.shift()!.size;
  }

  /** The block that holds the event after `seq`; undefined when that is not here (yet, or any more). */
  following(seq: number): StreamBlock | undefined {
    return this.#blocks.findLast((block) => block.follows(seq));
  }

  /** Whether the event after `seq` is here, and from it to the newest are at most so many bytes. */
  isWithin(bytes: number, seq: number): boolean {
    let size = 0;
    for (let i = this.#blocks.length - 1; i >= 0 && size <= bytes; i--) {
      const block = this.#blocks[i];
      if (block.follows(seq)) return size + block.sizeAfter(seq) <= bytes;
      size += block.sizeAfter(block.first - 1);
    }
    return false;
  }
}
