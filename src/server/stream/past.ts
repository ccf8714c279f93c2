import type { EventLog } from "../../stream/event-log.ts";
import { StreamBlock } from "./block.ts";

/**
 * The events that are no longer at hand, read from the log a block at a time. When a server comes up again and all its viewers
 * resume, they stand close together: the last blocks are kept for a while, and whoever comes while one is being read waits
 * for it.
 */
export class StreamPast {
  readonly #log: EventLog;
  /** The oldest reading first. */
  readonly #blocks: StreamBlock[] = [];
  readonly #readings = new Map<number, Promise<StreamBlock | undefined>>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** The block that holds the event after `seq`, when it has been read. */
  following(seq: number): StreamBlock | undefined {
    return this.#blocks.findLast((block) => block.follows(seq));
  }

  /**
   * Reads events after `seq`, which must be in the log. When others are reading from just before it, theirs is given, which may
   * end before. @throws TownError out_of_range when retention is quicker
   */
  read(seq: number): Promise<StreamBlock | undefined> {
    for (const [from, reading] of this.#readings) {
      if (from === seq) return reading;
      if (from < seq && seq - from <= TOGETHER) return reading.catch(() => undefined);
    }
    const reading = this.#read(seq).finally(() => this.#readings.delete(seq));
    this.#readings.set(seq, reading);
    return reading;
  }

  async #read(seq: number): Promise<StreamBlock | undefined> {
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

/** Events that a block may be expected to hold. */
const TOGETHER = 64;
/** Blocks: a megabyte. */
const KEPT = 16;
