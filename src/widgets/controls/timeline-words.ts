import type { Moment } from "../../sim/clock.ts";
import { changes, peaks, type Change } from "../../observer/landmarks.ts";
import type { Outline } from "../../observer/outline.ts";
import { brief } from "../../scene/brief.ts";

/** What is said of a moment of the run. */
type MomentWords = {
  /** `Day 12 evening`. */
  readonly when: string;
  /** `event 1,287`. */
  readonly event: string;
  /** How much happened in its phase. */
  readonly much: string;
  /** What stands out near it: how coalitions came and went, oldest first, and that drama peaked. */
  readonly marks: readonly string[];
};

/**
 * @param near pixels' worth of phases: changes as near as that are told
 */
export function wordsOf(outline: Outline, seq: number, near = 0): MomentWords {
  const { axis, phases } = outline;
  const place = axis.placeOf(seq);
  const i = phaseAt(outline, place);
  const began = i === 0 ? axis.first : phases[i - 1].seq;
  const count = (phases[i]?.seq ?? axis.head) - began;
  return {
    when: when(phases[i] ?? outline.now),
    event: eventName(seq),
    much: `${count.toLocaleString("en")} ${count === 1 ? "event" : "events"} in this phase${i < phases.length ? "" : " so far"}`,
    marks: near > 0 ? marksNear(outline, place, near) : [],
  };
}

function marksNear(outline: Outline, place: number, near: number): string[] {
  const { axis, phases } = outline;
  const told = changes(outline)
    .filter(({ seq }) => Math.abs(axis.placeOf(seq) - place) <= near)
    .map(words);
  const peak = peaks(phases, 4).find((i) => Math.abs(i + 0.5 - place) <= Math.max(near, 0.5));
  if (peak !== undefined) told.push(`Drama peaked at ${brief(phases[peak].measures.drama)}`);
  return told.length > MOST ? [...told.slice(0, MOST - 1), `and ${told.length - MOST + 1} more`] : told;
}

/** What a moment is called: `Day 12 evening, event 1,287`. */
export function momentName(moment: Moment, seq: number): string {
  return `${when(moment)}, ${eventName(seq)}`;
}

/** Day and phase after event `seq`. */
export function momentAt(outline: Outline, seq: number): Moment {
  return outline.phases[phaseAt(outline, outline.axis.placeOf(seq))] ?? outline.now;
}

function eventName(seq: number): string {
  return `event ${seq.toLocaleString("en")}`;
}

function phaseAt({ phases }: Outline, place: number): number {
  return Math.min(Math.floor(place), phases.length);
}

function when({ day, phase }: Moment): string {
  return `Day ${day} ${phase.toLowerCase()}`;
}

function words({ name, kind, relative }: Change): string {
  if (kind === "split") return `${name} split from ${relative ?? "another"}`;
  return kind === "merged" ? `${name} merged into ${relative ?? "another"}` : `${name} ${kind}`;
}

/** Lines. */
const MOST = 3;
