import type { PastPhase } from "../sim/chronicle.ts";
import type { Outline } from "./outline.ts";

/** Moments of a run that one would like to skip to: dawns, changes of coalitions, peaks of drama. */

/** What a skip goes by. */
export type Stride = "event" | "phase" | "day" | "change" | "peak";

/** The beginning or the end of a coalition. */
export type Change = {
  readonly seq: number;
  readonly kind: "formed" | "split" | "merged" | "dissolved";
  readonly name: string;
  /** The name of the coalition that it merged into or split from, where that is known. */
  readonly relative: string | undefined;
  /** Ids of both. */
  readonly coalitions: readonly string[];
};

/**
 * The moment to which a skip from `at` leads, as a seq: the nearest of its kind before (-1) or after (1), or undefined where there is
 * none. Cost: linear in the phases or lives.
 */
export function skipTarget(outline: Outline, by: Stride, at: number, direction: -1 | 1): number | undefined {
  if (by === "event") {
    const { first, head } = outline.axis;
    const to = at + direction;
    return to < first || to > head ? undefined : to;
  }
  return nearest(stops(outline, by), at, direction);
}

/** Where skips of a kind stop, ascending. */
function stops(outline: Outline, by: Exclude<Stride, "event">): readonly number[] {
  const { phases, since } = outline;
  switch (by) {
    case "phase":
      return [since - 1, ...phases.map(({ seq }) => seq)];
    case "day":
      return dawns(outline).map(({ seq }) => seq);
    case "change":
      return changes(outline).map(({ seq }) => seq);
    case "peak":
      // When all of it has happened, and it is still that phase.
      return peaks(phases, DAY).map((i) => Math.max(phases[i].since, phases[i].seq - 1));
  }
}

/** The nearest of ascending numbers that is less (-1) or greater (1) than `at`. */
function nearest(ascending: readonly number[], at: number, direction: -1 | 1): number | undefined {
  return direction < 0 ? ascending.findLast((seq) => seq < at) : ascending.find((seq) => seq > at);
}

/** The moments at which days begin, the first of which is where the outline does; `place` on its axis. */
export function dawns({ phases, since, now }: Outline): { seq: number; day: number; place: number }[] {
  const found = [{ seq: since - 1, day: phases[0]?.day ?? now.day, place: 0 }];
  for (const [i, { seq, day }] of phases.entries()) {
    const next = phases[i + 1]?.day ?? now.day;
    if (next !== day) found.push({ seq, day: next, place: i + 1 });
  }
  return found;
}

/** How coalitions came and went, oldest first. What lived before the outline begins did not come then. */
export function changes({ lifelines, since }: Pick<Outline, "lifelines" | "since">): Change[] {
  const names = new Map(lifelines.map(({ coalition, name }) => [coalition, name]));
  const found: Change[] = [];
  for (const { coalition, born, ended, name } of lifelines) {
    for (const turn of [born, ended]) {
      if (!turn || turn.seq < since) continue;
      const relative = turn.relative === null ? undefined : names.get(turn.relative);
      const coalitions = turn.relative === null ? [coalition] : [coalition, turn.relative];
      found.push({ seq: turn.seq, kind: turn.kind as Change["kind"], name, relative, coalitions });
    }
  }
  return found.sort((a, b) => a.seq - b.seq);
}

/**
 * Indices of the phases whose drama is a peak: positive, and the greatest within `reach` phases (from 1) before and after; of equals
 * the first. Cost: linear, by a queue of what may yet be the greatest.
 */
export function peaks(phases: readonly Pick<PastPhase, "measures">[], reach: number): number[] {
  const drama = (i: number) => phases[i].measures.drama;
  const found: number[] = [];
  /** Indices within the window, their drama descending: the first is its greatest. */
  const queue: number[] = [];
  let first = 0;
  for (let i = 0; i < phases.length + reach; i++) {
    if (i < phases.length) {
      while (queue.length > first && drama(queue.at(-1)!) < drama(i)) queue.pop();
      queue.push(i);
    }
    const centre = i - reach;
    if (queue[first] < centre - reach) first++;
    if (centre >= 0 && queue[first] === centre && drama(centre) > 0) found.push(centre);
  }
  return found;
}

/** Phases. */
const DAY = 4;
