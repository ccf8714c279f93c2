import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import { snapshot, type TownSnapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import { canonical } from "./canonical.ts";
import { checkNext, checkPosition, type EventLog, type ReadOptions } from "./event-log.ts";
import { Spill, type Spilled, type SpillOptions } from "./spill.ts";
import { Tail } from "./tail.ts";

/**
 * A log in memory, bounded by bytes. It is a row of segments, each a keyframe and the events that follow it:
 *
 *     [ state 1000 | 1001 ... 2024 ] [ state 2024 | 2025 ... 3048 ] [ state 3048 | 3049 ... head ]
 *      └─ on disk, where memory is short ┘ └───────────────── in memory ──────────────────────────┘
 *
 * Retention drops the oldest segment whole, so that whatever is kept can be rebuilt. What may not be forgotten yet
 * (`retainAfter`) is written to disk instead, the oldest first; when the disk takes no more it stays in memory, and the log
 * is `full`. Events are kept as JSON: a third of the size of the objects, and nothing for the garbage collector to walk.
 */
export class MemoryLog implements EventLog {
  readonly runId: string;
  readonly #town: TownState;
  readonly #tail: Tail;
  readonly #maxBytes: number;
  readonly #keyframeEvery: number;
  readonly #spill: Spill | undefined;
  readonly #segments: Segment[] = [];
  /** How many of them lie on disk: the first ones. */
  #spilled = 0;
  /** Of those in memory. */
  #bytes = 0;
  /** The newest event that may be forgotten. */
  #retained = Number.POSITIVE_INFINITY;
  #isFull = false;
  #room: (() => void)[] = [];

  /**
   * @param town the town whose events will be appended; the log begins after its present seq and takes keyframes from it
   * @param options.maxBytes bytes of JSON to keep in memory; at least the newest segment is kept, whatever its size
   * @param options.keyframeEvery events in a segment; more in a town whose state is larger than that many events, so that
   * keyframes are never more than half of the memory
   * @param options.spill where to keep what must be kept and has no room in memory. It stays there after `close` too, until
   * `retainAfter` says that it is no longer needed or the process exits
   */
  constructor(town: TownState, { maxBytes = 256 * 2 ** 20, keyframeEvery = 1024, spill }: MemoryLogOptions = {}) {
    this.runId = town.run_id;
    this.#town = town;
    this.#tail = new Tail(town.seq);
    this.#maxBytes = maxBytes;
    this.#keyframeEvery = keyframeEvery;
    this.#spill = spill && new Spill(spill);
    this.#beginSegment();
  }

  get head(): number {
    return this.#tail.head;
  }

  get firstSeq(): number {
    return this.#segments[0].firstSeq;
  }

  /** What it holds, in bytes of JSON. */
  get size(): { readonly memory: number; readonly disk: number } {
    return { memory: this.#bytes, disk: this.#spill?.bytes ?? 0 };
  }

  append(event: TownEvent): void {
    this.#tail.checkOpen();
    checkNext(this, event);
    const line = canonical(event);
    const segment = this.#segments.at(-1) as InMemory;
    const size = Buffer.byteLength(line);
    segment.lines.push(line);
    segment.bytes += size;
    this.#bytes += size;
    this.#tail.advance();
    if (segment.lines.length < this.#keyframeEvery || segment.bytes < 2 * segment.keyframe.length) return;
    this.#beginSegment();
    this.#drop();
    this.#makeRoom();
  }

  async *read({ after, signal }: ReadOptions): AsyncGenerator<TownEvent, void, void> {
    checkPosition(this, after);
    yield* this.#tail.follow(after, signal, async (at) => {
      checkPosition(this, at);
      const segment = this.#segmentOf(at + 1);
      const skipped = at + 1 - segment.firstSeq;
      const lines =
        "lines" in segment
          ? segment.lines.slice(skipped, skipped + BATCH)
          : (await this.#reread(at, segment, 1 + Math.floor(skipped / BATCH))).split("\n").slice(skipped % BATCH);
      return lines.map((line) => JSON.parse(line) as TownEvent);
    });
  }

  async keyframe(seq: number): Promise<TownSnapshot> {
    checkPosition(this, seq);
    const segment = this.#segmentOf(seq + 1);
    const json = "lines" in segment ? segment.keyframe : await this.#reread(seq, segment, 0);
    return JSON.parse(json) as TownSnapshot;
  }

  retainAfter(seq: number): void {
    this.#retained = seq;
    if (this.#drop()) this.#makeRoom();
  }

  get full(): string | null {
    if (!this.#isFull) return null;
    const spill = this.#spill;
    const memory = `${spoken(this.#bytes)} of memory`;
    const disk = spill && `${spoken(spill.bytes)} of disk in ${spill.place}`;
    const refusal = spill?.refusal === undefined ? "" : `, which takes no more (${spill.refusal})`;
    const since = this.#retained < 1 ? "yet" : `after ${this.#retained}`;
    const fills = `what is kept for it fills ${memory}${disk ? ` and ${disk}${refusal}` : ""}`;
    return `NATS has confirmed no event ${since}, and ${fills}; it goes on when NATS is back and has taken some of that`;
  }

  async room(): Promise<void> {
    if (this.#isFull && !this.#tail.closed) await new Promise<void>((resolve) => this.#room.push(resolve));
  }

  close(): void {
    this.#tail.close();
    this.#tellRoom();
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

  /** Drops what is too much and may be forgotten. @returns whether there was any */
  #drop(): boolean {
    let dropped = false;
    while (this.#segments.length > 1 && this.#segments[1].firstSeq - 1 <= this.#retained) {
      const [oldest] = this.#segments;
      if ("lines" in oldest) {
        if (this.#bytes <= this.#bound) break;
        this.#bytes -= oldest.bytes;
      } else {
        this.#spill!.remove(oldest.spilled);
        this.#spilled--;
      }
      this.#segments.shift();
      dropped = true;
    }
    return dropped;
  }

  /** Moves to disk what is too much for memory, and says whether that went well. */
  #makeRoom(): void {
    while (this.#bytes > this.#bound && this.#spilled < this.#segments.length - 1) {
      const { firstSeq, keyframe, lines, bytes } = this.#segments[this.#spilled] as InMemory;
      const pieces = [keyframe];
      for (let i = 0; i < lines.length; i += BATCH) pieces.push(lines.slice(i, i + BATCH).join("\n"));
      const spilled = this.#spill?.write(`${firstSeq}.ndjson`, pieces);
      if (!spilled) {
        this.#isFull = true;
        return;
      }
      this.#segments[this.#spilled++] = { firstSeq, spilled };
      this.#bytes -= bytes;
    }
    this.#isFull = false;
    this.#tellRoom();
  }

  /** Bytes that memory may hold. One that was full is so until a tenth is free, else it would stop and go at every event. */
  get #bound(): number {
    return this.#isFull ? 0.9 * this.#maxBytes : this.#maxBytes;
  }

  #tellRoom(): void {
    for (const resolve of this.#room.splice(0)) resolve();
  }

  /** A text of a spilled segment, unless retention has overtaken the reader at `at` meanwhile. */
  async #reread(at: number, { spilled }: OnDisk, piece: number): Promise<string> {
    try {
      return await this.#spill!.read(spilled, piece);
    } catch (error) {
      checkPosition(this, at);
      throw error;
    }
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

type MemoryLogOptions = {
  readonly maxBytes?: number | undefined;
  readonly keyframeEvery?: number;
  readonly spill?: SpillOptions | undefined;
};

type Segment = InMemory | OnDisk;

type InMemory = {
  readonly firstSeq: number;
  /** The state before `firstSeq`, as JSON. */
  readonly keyframe: string;
  readonly lines: string[];
  /** Of keyframe and lines. */
  bytes: number;
};

/** Its pieces: the keyframe, then the lines, BATCH in each. */
type OnDisk = { readonly firstSeq: number; readonly spilled: Spilled };

/** Events that a reader holds at most. */
const BATCH = 256;

function spoken(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
}
