import type { Phase } from "../sim/clock.ts";
import { changes, dawns, peaks, type Change } from "./landmarks.ts";
import type { Outline } from "./outline.ts";

/**
 * A run laid out on a row of pixels: what a timeline draws, of which there is never more than there are pixels. Places are in CSS pixels
 * from the left.
 */
export type TimelineLayout = {
  readonly width: number;
  /** Phases of the run, as long as the row. */
  readonly extent: number;
  /** Hours of the day side by side; where days are too narrow for hours, days in turn. */
  readonly bands: readonly { readonly from: number; readonly to: number; readonly tone: Phase }[];
  /** Events per phase at each pixel, as a share of the most that a past pixel had; 1 at most. */
  readonly density: Float32Array;
  /** Coalitions that came and went; those too near to be told apart are one mark. */
  readonly changes: readonly ChangeMark[];
  /** Peaks of drama, far enough from one another to be told apart. */
  readonly peaks: readonly number[];
  /** Dawns that are labelled. */
  readonly days: readonly { readonly x: number; readonly day: number }[];
  /** Where the events that are held begin. */
  readonly held: number;
};

/** `coalitions`: ids of those whose changes it stands for. */
export type ChangeMark = {
  readonly x: number;
  readonly kind: Change["kind"] | "several";
  readonly count: number;
  readonly coalitions: readonly string[];
};

/**
 * @param firstHeld the oldest event held
 * @param width pixels, from 1
 * Cost: linear in phases, lives and pixels.
 */
export function layOut(outline: Outline, firstHeld: number, width: number): TimelineLayout {
  const { axis, phases } = outline;
  const { extent } = axis;
  const scale = extent === 0 ? 0 : width / extent;
  const days = dawns(outline).map(({ place, day }) => ({ x: place * scale, day }));
  const reach = Math.max(4, Math.ceil(APART / Math.max(scale, Number.MIN_VALUE)));
  return {
    width,
    extent,
    bands: 4 * scale >= NARROW ? hours(outline, scale) : turns(days, width),
    density: density(outline, width),
    changes: gathered(changes(outline), (seq) => axis.placeOf(seq) * scale),
    peaks: peaks(phases, Math.min(reach, phases.length + 1)).map((i) => (i + 0.5) * scale),
    days: labelled(days, width),
    held: axis.placeOf(firstHeld - 1) * scale,
  };
}

function hours({ phases, now, axis: { extent } }: Outline, scale: number): TimelineLayout["bands"] {
  return [...phases, now]
    .map(({ phase }, i) => ({ from: i * scale, to: Math.min(i + 1, extent) * scale, tone: phase }))
    .filter(({ from, to }) => to > from);
}

/** Every second stretch of days between labels is darker, as on the scale of a map. */
function turns(days: readonly { readonly x: number; readonly day: number }[], width: number): TimelineLayout["bands"] {
  const marks = labelled(days, width);
  const edges = [{ x: 0 }, ...marks.filter(({ x }) => x > 0), { x: width }];
  return edges.slice(1).map(({ x }, i) => ({ from: edges[i].x, to: x, tone: i % 2 === 0 ? "MORNING" : "EVENING" }));
}

/** Labelled so that no two are nearer than a label is wide: every 1st, 2nd, 5th, 10th, ... day. */
function labelled(
  days: readonly { readonly x: number; readonly day: number }[],
  width: number,
): TimelineLayout["days"] {
  const inside = days.filter(({ x }) => x <= width - LABEL);
  for (let step = 1; ; step *= 10) {
    for (const every of [step, 2 * step, 5 * step]) {
      const chosen = inside.filter(({ day }) => day % every === 0 || (every === 1 && day === 1));
      if (chosen.every(({ x }, i) => i === 0 || x - chosen[i - 1].x >= LABEL)) return chosen;
    }
  }
}

/** Events per phase, averaged over each pixel. */
function density({ phases, axis }: Outline, width: number): Float32Array {
  const found = new Float32Array(width);
  const { first, head, extent } = axis;
  if (extent === 0) return found;
  const scale = width / extent;
  const ends = [...phases.map(({ seq }) => seq), head];
  let begins = first;
  for (const [i, seq] of ends.entries()) {
    const from = i * scale;
    const to = Math.min(i + 1, extent) * scale;
    const perPixel = to > from ? (seq - begins) / (to - from) : 0;
    for (let x = Math.floor(from); x < Math.min(width, Math.ceil(to)); x++) {
      found[x] += perPixel * (Math.min(to, x + 1) - Math.max(from, x));
    }
    begins = seq;
  }
  // What a phase will have brought cannot be told from its first minutes: it sets no scale while there are others.
  const over = found.subarray(0, phases.length > 0 ? Math.max(1, Math.floor(phases.length * scale)) : width);
  const most = over.reduce((most, here) => Math.max(most, here), 0);
  return most > 0 ? found.map((here) => Math.min(1, here / most)) : found;
}

/** Marks nearer than a mark is wide are one, in their middle. */
function gathered(all: readonly Change[], xOf: (seq: number) => number): ChangeMark[] {
  const marks: ChangeMark[] = [];
  for (let i = 0; i < all.length;) {
    const from = xOf(all[i].seq);
    let end = i + 1;
    while (end < all.length && xOf(all[end].seq) - from < NEAR) end++;
    const here = all.slice(i, end);
    const isOne = here.every(({ kind }) => kind === all[i].kind);
    marks.push({
      x: (from + xOf(here.at(-1)!.seq)) / 2,
      kind: isOne ? all[i].kind : "several",
      count: here.length,
      coalitions: here.flatMap(({ coalitions }) => coalitions),
    });
    i = end;
  }
  return marks;
}

/** Pixels: between two marks, on either side of a peak, of a label, and of a day that still shows its hours. */
const NEAR = 10;
const APART = 32;
const LABEL = 64;
const NARROW = 8;
