import type { TownEvent } from "../sim/event.ts";

/** Why something happened: an event's causes, their causes, and so on, as the events themselves tell it. */

/** An event that `from` follows from, `depth` steps (1 or more) before the one that was asked about. */
export type Cause = {
  readonly seq: number;
  readonly depth: number;
  /** The seq of the event it led to: of several, the one nearest to the question. Seen so, the causes are a tree. */
  readonly from: number;
};

/** What is asked of the events held: the event, or undefined when it isn't held. */
type Held = { at(seq: number): TownEvent | undefined };

/**
 * The causes of event `seq`, breadth-first, so that the nearest come first: each once, at most `most`. A cause that isn't
 * held is listed, and is where its branch ends. Cost: the causes walked.
 */
export function causesOf(events: Held, seq: number, most: number): Cause[] {
  const causes: Cause[] = [];
  const met = new Set([seq]);
  let place: { readonly seq: number; readonly depth: number } = { seq, depth: 0 };
  for (let next = 0; ; next++) {
    for (const cause of causedBy(events.at(place.seq))) {
      if (causes.length >= most) return causes;
      if (met.has(cause)) continue;
      met.add(cause);
      causes.push({ seq: cause, depth: place.depth + 1, from: place.seq });
    }
    if (next >= causes.length) return causes;
    place = causes[next];
  }
}

/** Seqs of the events that this one follows from: only operations and the lives of coalitions tell. */
export function causedBy(event: TownEvent | undefined): readonly number[] {
  return event && "caused_by" in event ? event.caused_by : [];
}
