import { ForceLayout, type Springs } from "../../network/force.ts";

/** A drawing to be made. `from`: where the nodes lay before, NaN for a new one; `memory`: how much that still holds, 0 to 1. */
export type Job = {
  readonly id: number;
  readonly springs: Springs;
  readonly seed: number;
  readonly memory: number;
  readonly from?: Float64Array;
};

/** How far a drawing has come. */
export type Drawn = { readonly id: number; readonly positions: Float64Array; readonly done: boolean };

/**
 * Works at drawings in slices of `slice` milliseconds, so that whoever runs it stays awake for another job: the latest wins.
 * One from nothing is told of as it comes along, since anything is better than an empty picture; one that begins from known
 * places only when it is done. The seed decides what it comes to, not the slices.
 */
export function layoutRunner(slice: number, tell: (drawn: Drawn) => void): (job: Job | undefined) => void {
  let layout: ForceLayout | undefined;
  let job: Job | undefined;
  let waiting = false;
  let lastTold = 0;

  const work = () => {
    waiting = false;
    if (!layout || !job) return;
    const since = performance.now();
    while (!layout.done && performance.now() - since < slice) layout.step(1);
    const { done } = layout;
    const isDue = !job.from && performance.now() - lastTold > TELL_EVERY;
    if (done || isDue) {
      lastTold = performance.now();
      tell({ id: job.id, positions: layout.positions, done });
    }
    if (done) layout = undefined;
    else next();
  };
  const next = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(work);
  };
  return (latest) => {
    job = latest;
    layout = latest && new ForceLayout(latest.springs, latest);
    lastTold = performance.now();
    if (latest) next();
  };
}

const TELL_EVERY = 400;
