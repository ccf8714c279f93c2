import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";

/**
 * The growing end of a log: where it is, and how readers hear that it moved. A reader is a cursor that pulls batches;
 * nothing is queued for it, so that a slow one costs nothing but its own batch.
 */
export class Tail {
  #head: number;
  #closed = false;
  readonly #waiting = new Set<() => void>();

  constructor(head: number) {
    this.#head = head;
  }

  get head(): number {
    return this.#head;
  }

  get closed(): boolean {
    return this.#closed;
  }

  advance(): void {
    this.#head++;
    if (this.#waiting.size > 0) this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** @throws TownError closed after `close`. */
  checkOpen(): void {
    if (this.#closed)
      throw new TownError("closed", `the log is closed at event ${this.#head}: nothing can be appended`);
  }

  /**
   * Yields what `batch(after)` returns (events from after + 1, at least one, in order) until the log is closed and read to its
   * end, or `signal` aborts.
   */
  async *follow(
    after: number,
    signal: AbortSignal | undefined,
    batch: (after: number) => readonly TownEvent[] | Promise<readonly TownEvent[]>,
  ): AsyncGenerator<TownEvent, void, void> {
    let at = after;
    while (await this.reaches(at + 1, signal)) {
      for (const event of await batch(at)) {
        if (signal?.aborted) return;
        at = event.seq;
        yield event;
      }
    }
  }

  /** Resolves with true as soon as the head is at `seq` or beyond, with false when the log is closed before or `signal` aborts. */
  async reaches(seq: number, signal?: AbortSignal): Promise<boolean> {
    while (this.#head < seq) {
      if (this.#closed || signal?.aborted) return false;
      await this.#change(signal);
    }
    return true;
  }

  /** Resolves when the log grows or closes or `signal` aborts. */
  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal?.addEventListener("abort", wake);
    });
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
