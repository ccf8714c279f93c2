import type { Measured } from "./measured.ts";
import type { Run } from "./question.ts";
import type { Outcome } from "./table.ts";

/** Whoever lives runs, one at a time: a thread, or whatever a test puts in its place. */
export type Hand = {
  /** Rejects when the run fails, and when the hand does or is let go: then another is taken for the runs that follow. */
  readonly measure: (run: Run) => Promise<Measured>;
  readonly end: () => Promise<void>;
};

type Wish = {
  /** Hands at work at a time. */
  readonly workers: number;
  readonly newHand: () => Hand;
  readonly signal: AbortSignal;
  /** Hears of each run as it ends, in whatever order that is. */
  readonly done: (run: Run, outcome: Outcome) => void;
};

/** Lives all `runs`, each once; one that fails is told and costs no other. @throws the signal's reason when it aborts */
export async function sweep(runs: readonly Run[], { workers, newHand, signal, done }: Wish): Promise<void> {
  const waiting = runs.values();
  const work = async () => {
    let hand = newHand();
    const letGo = () => void hand.end();
    signal.addEventListener("abort", letGo);
    try {
      for (const run of waiting) {
        let outcome: Outcome;
        try {
          outcome = { measured: await hand.measure(run) };
        } catch (error) {
          if (signal.aborted) break;
          outcome = { error: (error as Error).message };
          await hand.end();
          hand = newHand();
        }
        done(run, outcome);
      }
    } finally {
      signal.removeEventListener("abort", letGo);
      await hand.end();
    }
  };
  signal.throwIfAborted();
  await Promise.all(Array.from({ length: Math.min(workers, runs.length) }, work));
  signal.throwIfAborted();
}
