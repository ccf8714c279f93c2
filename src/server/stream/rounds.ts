import type { Clock } from "../../stream/clock.ts";

/**
 * When all viewers are looked after at once. A round is due as soon as there is news, at once when the last one was short or is
 * long over. The more there are to write to, the longer a round takes, the longer the rest after it, and the more events
 * go in one write: with a thousand viewers, writes and not bytes are what costs.
 *
 *     news    | |       ||| |  | |
 *     rounds  [--]····  [----]······[---]        · at least as long for all else as the round took, at most 40 ms
 */
export class Rounds {
  readonly #round: () => void;
  readonly #clock: Clock;
  #due = false;
  /** On the clock. */
  #restedAt = 0;

  constructor(clock: Clock, round: () => void) {
    this.#clock = clock;
    this.#round = round;
  }

  /** There is news. */
  soon(): void {
    if (this.#due) return;
    this.#due = true;
    const rest = this.#restedAt - this.#clock.now();
    // A timer can't tell less than a millisecond.
    if (rest < 1) setImmediate(this.#go);
    else void this.#clock.sleep(rest).then(this.#go);
  }

  readonly #go = (): void => {
    this.#due = false;
    const begun = this.#clock.now();
    this.#round();
    const now = this.#clock.now();
    this.#restedAt = now + Math.min(now - begun, LONGEST_REST);
  };
}

/** Milliseconds: an event waits no longer to be written with others. */
const LONGEST_REST = 40;
