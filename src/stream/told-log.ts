import type { TownEvent } from "../sim/event.ts";
import type { TownSnapshot } from "../sim/snapshot.ts";
import { checkPosition, type EventLog, type LogReader, type ReadOptions } from "./event-log.ts";
import { Tail } from "./tail.ts";

/** A log as far as it has been told: to its readers, what lies beyond has not happened yet. */
export class ToldLog implements LogReader {
  readonly #whole: EventLog;
  readonly #tail: Tail;

  /** All that is in `whole` by now has been told. */
  constructor(whole: EventLog) {
    this.#whole = whole;
    this.#tail = new Tail(whole.head);
  }

  get runId(): string {
    return this.#whole.runId;
  }

  get head(): number {
    return this.#tail.head;
  }

  get firstSeq(): number {
    return this.#whole.firstSeq;
  }

  /** One more event is told. */
  advance(): void {
    this.#tail.advance();
  }

  /** No more will be told. */
  close(): void {
    this.#tail.close();
  }

  /** Resolves with true as soon as event `seq` is told, with false when it never will be or `signal` aborts. */
  reaches(seq: number, signal?: AbortSignal): Promise<boolean> {
    return this.#tail.reaches(seq, signal);
  }

  async *read({ after, signal }: ReadOptions): AsyncGenerator<TownEvent, void, void> {
    checkPosition(this, after);
    for await (const event of this.#whole.read({ after, signal })) {
      if (event.seq > this.head && !(await this.reaches(event.seq, signal))) return;
      yield event;
    }
  }

  async keyframe(seq: number): Promise<TownSnapshot> {
    checkPosition(this, seq);
    return this.#whole.keyframe(seq);
  }
}
