import type { TownEvent } from "../../sim/event.ts";

/** A moment that a clip can begin or end at: after event `seq`. */
export type Cut = { readonly seq: number; readonly words: string };

/** More than so many, and nobody finds one in a list. */
const MOST = 240;

/**
 * Where a clip may begin or end, newest first: the beginning of every phase held, as far as so many reach back, and the first moment held.
 * @param phases the events that begin them, oldest first
 * @param first the earliest moment that can be folded
 */
export function cutsOf(phases: readonly Pick<TownEvent, "seq" | "day" | "phase">[], first: number): readonly Cut[] {
  const cuts = phases
    .slice(-MOST)
    .map(({ seq, day, phase }): Cut => ({ seq, words: `Day ${day} ${phase.toLowerCase()}` }))
    .reverse();
  const oldest = cuts.at(-1);
  return oldest && oldest.seq <= first
    ? cuts
    : [...cuts, { seq: first, words: first === 0 ? "The founding" : "The first moment held" }];
}

/** Where a clip of the last day before `to` begins: four phases back, the one that `to` is in included, or as early as it can. */
export function dayBefore(cuts: readonly Cut[], to: number): number {
  const earlier = cuts.filter(({ seq }) => seq < to);
  return (earlier[3] ?? earlier.at(-1))?.seq ?? 0;
}
