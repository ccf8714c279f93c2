import type { LogReader } from "../../stream/event-log.ts";
import { StreamBlock } from "./block.ts";

/**
 * The events that are no longer at hand, read from the log a block at a time. When a server comes up again and all its viewers
 * resume, they stand close together: the last blocks are kept for a while.
 */
export class StreamPast {
  readonly #log: LogReader;
  /** The oldest reading first. */
  readonly #blocks: StreamBlock[] = [];

  constructor(log: LogReader) {
    this.#log = log;
  }

  /** The block that holds the event after `seq`, when it has been read. */
  following(seq: number): StreamBlock | undefined {
    return this.#blocks.findLast((block) => block.follows(seq));
  }

  /**
   * Reads the events after `seq`, one of which must be in the log.
   * @throws TownError out_of_range when retention is quicker
   */
  async read(seq: number): Promise<StreamBlock | undefined> {
    const { head } = this.#log;
    let block: StreamBlock | undefined;
    for await (const event of this.#log.read({ after: seq })) {
      if (!block) block = new StreamBlock(event);
      else if (!block.append(event)) break;
      if (event.seq === head) break;
    }
    if (!block) return undefined;
    this.#blocks.push(block);
    if (this.#blocks.length > KEPT) this.#blocks.shift();
    return block;
  }
}

/** Blocks: a megabyte. */
const KEPT = 16;
