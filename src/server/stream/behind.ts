import type { Clock } from "../../stream/clock.ts";

/** What is done for one of those who wait. Never rejects. */
type Job = () => Promise<void>;

/**
 * Those who are behind, one after another: however many they are and whatever they look for, they take 8 ms of a turn of the
 * event loop, or one job where that takes longer. Each has one job a turn at most, and whoever comes stands at the end:
 *
 *     turn   [ a b c ]····[ d e f ]····[ g a b ]····       · all else: live viewers, the town, other requests
 *
 * One job at a time: of what they read from the log, no more than a block waits in memory.
 */
export class Behind {
  readonly #clock: Clock;
  readonly #jobs: Job[] = [];
  #going = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a job for a later turn. */
  push(job: Job): void {
    this.#jobs.push(job);
    if (!this.#going) void this.#go();
  }

  async #go(): Promise<void> {
    this.#going = true;
    while (this.#jobs.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const begun = this.#clock.now();
      let waiting = this.#jobs.length;
      do await this.#jobs.shift()!();
      while (--waiting > 0 && this.#clock.now() - begun < TURN);
    }
    this.#going = false;
  }
}

/** Milliseconds: as long as a live viewer may wait for them. */
const TURN = 8;
