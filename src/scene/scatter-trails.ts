import { coordinates } from "../projection/projection.ts";
import { TRAIT_COUNT } from "../sim/eigenvector.ts";
import type { DriftEvent, TownEvent } from "../sim/event.ts";
import type { Theme } from "./palette.ts";
import { placeOf, type Everyone } from "./scatter-point.ts";
import type { Plane } from "./scatter-motion.ts";

/** Trails: where citizens came from in the last days, as the drift of each phase tells it. */

/** A way in the plane that ends at the citizen's place: x0, y0, x1, y1, ..., oldest first, without the end. */
export type Way = { readonly row: number; readonly positions: Float64Array };

/** The same on the screen, in CSS pixels, its end included. */
export type Trail = { readonly row: number; readonly path: Float64Array; readonly colour: string };

/** Days that a trail reaches back. */
export const TRAIL_DAYS = 2;

/** The way of each of `rows` in trait space: 7 numbers for each place they were at, oldest first; by row. */
export type Past = ReadonlyMap<number, Float64Array>;

/**
 * The past of `rows` from the drift events of the last days, oldest first. Someone who moved in none of them has none.
 * Cost: linear in those who moved, for each event.
 */
export function pastOf(
  drifts: readonly DriftEvent[],
  rows: ReadonlySet<number>,
  rowOf: (id: string) => number | undefined,
): Past {
  const steps = new Map<number, number[]>();
  for (const { moved } of drifts) {
    for (const { citizen, from, to } of moved) {
      const row = rowOf(citizen);
      if (row === undefined || !rows.has(row)) continue;
      const known = steps.get(row);
      if (known) known.push(...to);
      else steps.set(row, [...from, ...to]);
    }
  }
  return new Map([...steps].map(([row, traits]) => [row, Float64Array.from(traits)]));
}

/** The drift events among `seqs` (ascending) that happened up to `seq` and within the days of a trail, oldest first. */
export function driftsUntil(
  events: { at(seq: number): TownEvent | undefined },
  seqs: { readonly length: number; at(index: number): number | undefined; countThrough(seq: number): number },
  seq: number,
  day: number,
): readonly DriftEvent[] {
  const drifts: DriftEvent[] = [];
  for (let i = seqs.countThrough(seq) - 1; i >= 0; i--) {
    const event = events.at(seqs.at(i)!);
    if (event?.type !== "eigenvector_drift" || event.day <= day - TRAIL_DAYS) break;
    drifts.push(event);
  }
  return drifts.reverse();
}

/** Ways of trait space as they lie in a plane. */
export function waysIn(past: Past, plane: Plane): readonly Way[] {
  return [...past].map(([row, traits]) => ({
    row,
    positions: coordinates(plane, traits, traits.length / TRAIT_COUNT),
  }));
}

export function trailsOf(ways: readonly Way[], everyone: Everyone, theme: Theme): readonly Trail[] {
  const { frame, cast } = everyone;
  return ways.map(({ row, positions }) => {
    const path = new Float64Array(positions.length + 2);
    for (let i = 0; i < positions.length; i += 2) {
      path[i] = frame.originX + frame.scale * positions[i];
      path[i + 1] = frame.originY - frame.scale * positions[i + 1];
    }
    path.set(placeOf(everyone, row), positions.length);
    return { row, path, colour: cast.member(row).mark.outline[theme] };
  });
}

/** How strong the piece of a trail that ends at index `i` of its path is to be: the newest most, 0.85. */
export function trailStrength(i: number, length: number): number {
  return 0.85 * (i / (length - 2)) ** 1.3;
}
