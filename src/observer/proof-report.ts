import type { ReadonlySignal } from "@preact/signals-core";
import { TownError } from "../sim/error.ts";
import { REFUSALS } from "../wire/problem.ts";
import type { Timers } from "./timers.ts";

/** Digests that were found equal to the simulation's, and different. */
type Proofs = { readonly verified: number; readonly diverged: number };

/**
 * Tells the server what came of comparing digests, so that its operator learns when what people see is not what was
 * simulated: about every half a minute while there is news, never twice at a time, and in silence when it fails. What could not be
 * told is told next time; a server that refuses, such as one that takes no proofs, is not asked again.
 */
export class ProofReport {
  readonly #timers: Timers;
  readonly #found: ReadonlySignal<Proofs>;
  readonly #send: (news: Proofs) => Promise<void>;
  #told: Proofs = { verified: 0, diverged: 0 };
  #cancelTimer: (() => void) | undefined;
  #sending = false;
  /** Whatever is new must be told as soon as the line is free. */
  #hurry = false;
  #refused = false;

  /** @param found all so far @param send resolves when the server has taken it */
  constructor(timers: Timers, found: ReadonlySignal<Proofs>, send: (news: Proofs) => Promise<void>) {
    this.#timers = timers;
    this.#found = found;
    this.#send = send;
    found.subscribe(() => this.#plan());
  }

  /** Tells now what is still to be told: nothing more may come. */
  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#sending) this.#hurry = true;
    else void this.#tell();
  }

  #plan(): void {
    if (this.#cancelTimer || this.#sending || this.#refused || !this.#news()) return;
    // Many come together, after a deployment or a link that was shared; they shouldn't tell together.
    const inMs = INTERVAL * (0.5 + this.#timers.random());
    this.#cancelTimer = this.#timers.after(inMs, () => {
      this.#cancelTimer = undefined;
      void this.#tell();
    });
  }

  async #tell(): Promise<void> {
    const news = this.#news();
    if (!news || this.#refused) return;
    this.#sending = true;
    try {
      await this.#send(news);
      const { verified, diverged } = this.#told;
      this.#told = { verified: verified + news.verified, diverged: diverged + news.diverged };
    } catch (error) {
      this.#hurry = false;
      this.#refused = error instanceof TownError && isFinal(REFUSALS[error.code].status);
    }
    this.#sending = false;
    if (!this.#hurry) return this.#plan();
    this.#hurry = false;
    this.flush();
  }

  #news(): Proofs | undefined {
    const found = this.#found.peek();
    const verified = Math.min(MOST, found.verified - this.#told.verified);
    const diverged = Math.min(MOST, found.diverged - this.#told.diverged);
    return verified > 0 || diverged > 0 ? { verified, diverged } : undefined;
  }
}

/** Milliseconds between two reports, on average. */
const INTERVAL = 30_000;
/** The server takes no larger numbers at a time. */
const MOST = 10_000;

/** Whether asking again is useless. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}
