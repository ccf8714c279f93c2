import { signal, type ReadonlySignal } from "@preact/signals-core";
import type { TownEvent } from "../sim/event.ts";

/**
 * The events that an observer holds: a gapless stretch of the run, `firstSeq` to `lastSeq`, of bounded length. The
 * newest are always there; the oldest leave first, a chunk at a time, and earlier ones may still be put before them.
 */
export class EventStore {
  /** Changes whenever the events held do. Earlier ones may have come: compare `firstSeq` too. */
  readonly version: ReadonlySignal<number>;
  readonly #version = signal(0);

  readonly #limit: number;
  /** Chunk number -> events, each at `seq % CHUNK`; the first and last chunk may have holes. */
  readonly #chunks = new Map<number, TownEvent[]>();
  #first = 1;
  #last = 0;

  /** @param limit most events held, rounded up to whole chunks. Each costs about a kilobyte. */
  constructor(limit: number) {
    this.#limit = Math.ceil(limit / CHUNK) * CHUNK;
    this.version = this.#version;
  }

  get length(): number {
    return this.#last - this.#first + 1;
  }

  /** Of the oldest event held; one more than `lastSeq` when there is none. */
  get firstSeq(): number {
    return this.#first;
  }

  get lastSeq(): number {
    return this.#last;
  }

  /** The event, or undefined when it is not held. */
  at(seq: number): TownEvent | undefined {
    return this.#chunks.get(Math.floor(seq / CHUNK))?.[seq % CHUNK];
  }

  /** The events after `seq`, as far as they are held, oldest first. */
  *since(seq: number): Generator<TownEvent, void> {
    for (let next = Math.max(seq + 1, this.#first); next <= this.#last; next++) yield this.at(next)!;
  }

  /** Forgets everything; the next event will be `seq + 1`. */
  clear(seq: number): void {
    this.#chunks.clear();
    this.#first = seq + 1;
    this.#last = seq;
    this.#changed();
  }

  /** Adds the event that follows the last. */
  append(event: TownEvent): void {
    this.#put(event);
    this.#last = event.seq;
    if (this.length > this.#limit) {
      const oldest = Math.floor(this.#first / CHUNK);
      this.#chunks.delete(oldest);
      this.#first = (oldest + 1) * CHUNK;
    }
    this.#changed();
  }

  /** Puts the events of `earlier`, which must reach to just before `firstSeq`, before ours, as many as there is room for. */
  prepend(earlier: EventStore): void {
    const from = Math.max(earlier.#first, this.#last - this.#limit + 1);
    for (let seq = from; seq < this.#first; seq++) this.#put(earlier.at(seq)!);
    this.#first = Math.min(this.#first, from);
    this.#changed();
  }

  #put(event: TownEvent): void {
    const number = Math.floor(event.seq / CHUNK);
    let chunk = this.#chunks.get(number);
    if (!chunk) this.#chunks.set(number, (chunk = Array.from<TownEvent>({ length: CHUNK })));
    chunk[event.seq % CHUNK] = event;
  }

  #changed(): void {
    this.#version.value = this.#version.peek() + 1;
  }
}

const CHUNK = 1024;
