import type { Lifeline, Turn } from "../sim/chronicle.ts";
import { ordinal } from "../sim/clock.ts";

/** A lane that was left stands empty for so many phases, so that two lives in it don't look like one. */
const REST = 2;

/**
 * The lane of each life, from 0: no two that live at the same time share one. Lives are given in the order of forming. One that
 * split off takes the free lane nearest to where it came from, so that its way there crosses few; one that formed the first
 * that is free. What comes later changes nothing: a lane once given stays. Cost: lives times lanes.
 */
export function lanesOf(lives: readonly Lifeline[]): number[] {
  /** Who was in each lane last. */
  const last: Lifeline[] = [];
  const laneOf = new Map<string, number>();
  return lives.map((life) => {
    const { born, coalition } = life;
    const near = born.kind === "split" && born.relative !== null ? laneOf.get(born.relative) : undefined;
    let best = last.length;
    for (let lane = 0; lane < last.length; lane++) {
      if (!isFree(last[lane], born)) continue;
      if (best === last.length || Math.abs(lane - near!) < Math.abs(best - near!)) best = lane;
      if (near === undefined) break;
    }
    last[best] = life;
    laneOf.set(coalition, best);
    return best;
  });
}

function isFree({ ended }: Lifeline, born: Turn): boolean {
  return ended !== null && ended.seq < born.seq && ordinal(born) - ordinal(ended) >= REST;
}
