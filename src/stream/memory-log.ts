import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import { snapshot, type TownSnapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import { canonical } from "./canonical.ts";
import { checkNext, checkPosition, type EventLog, type ReadOptions } from "./event-log.ts";
import { Tail } from "./tail.ts";

/**
 * A log in memory, bounded by bytes. It is a row of segments, each a keyframe and the events that follow it:
 *
 *     [ state 1000 | 1001 ... 2024 ] [ state 2024 | 2025 ... 3048 ] [ state 3048 | 3049 ... head ]
 *
 * Retention drops the oldest segment whole, so that whatever is kept can be rebuilt. Events are kept as JSON: a third of
 * the size of the objects, and nothing for the garbage collector to walk.
 */
export class MemoryLog implements EventLog {
  readonly runId: string;
  readonly #town: TownState;
  readonly #tail: Tail;
  readonly #maxBytes: number;
  readonly #keyframeEvery: number;
  readonly #segments: Segment[] = [];
  #bytes = 0;

  /**
   * @param town the town whose events will be appended; the log begins after its present seq and takes keyframes from it
   * @param options.maxBytes bytes of JSON to keep; at least the newest segment is kept, whatever its size
   * @param options.keyframeEvery events in a segment; more in a town whose state is larger than that many events, so that
   * keyframes are never more than half of the memory
   */
  constructor(town: TownState, { maxBytes = 256 * 2 ** 20, keyframeEvery = 1024 } = {}) {
    this.runId = town.run_id;
    this.#town = town;
    this.#tail = new Tail(town.seq);
    this.#maxBytes = maxBytes;
    this.#keyframeEvery = keyframeEvery;
    this.#beginSegment();
  }

  get head(): number {
    return this.#tail.head;
  }

  get firstSeq(): number {
    return this.#segments[0].firstSeq;
  }

  append(event: TownEvent): void {
    this.#tail.checkOpen();
    checkNext(this, event);
    const line = canonical(event);
    const segment = this.#segments.at(-1)!;
    const size = Buffer.byteLength(line);
    segment.lines.push(line);
    segment.bytes += size;
    this.#bytes += size;
    this.#tail.advance();
    if (segment.lines.length < this.#keyframeEvery || segment.bytes < 2 * segment.keyframe.length) return;
    this.#beginSegment();
    while (this.#bytes > this.#maxBytes && this.#segments.length > 1) this.#bytes -= this.#segments.shift()!.bytes;
  }

  async *read({ after, signal }: ReadOptions): AsyncGenerator<TownEvent, void, void> {
    checkPosition(this, after);
    yield* this.#tail.follow(after, signal, (at) => {
      checkPosition(this, at);
      const { firstSeq, lines } = this.#segmentOf(at + 1);
      return lines.slice(at + 1 - firstSeq, at + 1 - firstSeq + BATCH).map((line) => JSON.parse(line) as TownEvent);
    });
  }

  keyframe(seq: number): TownSnapshot {
    checkPosition(this, seq);
    return JSON.parse(this.#segmentOf(seq + 1).keyframe) as TownSnapshot;
  }

  close(): void {
    this.#tail.close();
  }

  #beginSegment(): void {
    const { head } = this;
    if (this.#town.seq !== head) {
      throw new TownError(
        "internal",
        `the town is at ${this.#town.seq} and its log at ${head}: append right after apply`,
      );
    }
    const keyframe = JSON.stringify(snapshot(this.#town));
    this.#segments.push({ keyframe, firstSeq: head + 1, lines: [], bytes: keyframe.length });
    this.#bytes += keyframe.length;
  }

  /** The segment that holds event `seq`, or would: binary search. */
  #segmentOf(seq: number): Segment {
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#segments[middle].firstSeq <= seq) low = middle;
      else high = middle - 1;
    }
    return this.#segments[low];
  }
}

type Segment = {
  /** The state before `firstSeq`, as JSON. */
  readonly keyframe: string;
  readonly firstSeq: number;
  readonly lines: string[];
  /** Of keyframe and lines. */
  bytes: number;
};

/** Events that a reader holds at most. */
const BATCH = 256;
