import { coalitionMark, type Theme } from "./palette.ts";
import type { Cast, Member } from "./scatter-cast.ts";
import type { Frame } from "./scatter-frame.ts";

/** Where everyone's mark lies on the screen, how large it is, and who is under the pointer. */

/** Where everyone is, as columns by row. */
export type Everyone = {
  readonly cast: Cast;
  readonly frame: Frame;
  /** In the plane: x0, y0, x1, y1, ... */
  readonly positions: ArrayLike<number>;
  /** Of a mark, in CSS pixels. */
  readonly radius: number;
  /** What marks are moved by, so that none hides another, in radii: x0, y0, ...; missing: by nothing. */
  readonly jitter?: Float32Array | undefined;
  /** 1 of those who stand back. */
  readonly back: Uint8Array;
};

export type ScatterPoint = {
  readonly member: Member;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill: string;
  readonly outline: string;
  /** Colours of a bridge's arcs, one for each of its coalitions; else empty. */
  readonly ring: readonly string[];
  readonly dimmed: boolean;
  readonly selected: boolean;
};

/** How far the halo around a selected mark reaches beyond it, in CSS pixels. */
export const HALO = 5;

/** The reach of a bridge's arcs, as a multiple of the mark's radius. */
export const RING = 1.95;

/** Where a citizen's mark lies, in CSS pixels. */
export function placeOf({ frame, positions, jitter, radius }: Everyone, row: number): readonly [x: number, y: number] {
  const x = frame.originX + frame.scale * positions[2 * row];
  const y = frame.originY - frame.scale * positions[2 * row + 1];
  return jitter ? [x + radius * jitter[2 * row], y + radius * jitter[2 * row + 1]] : [x, y];
}

/** A citizen's mark. */
export function makePoint(everyone: Everyone, theme: Theme, row: number, selected: boolean): ScatterPoint {
  const { cast, back, radius } = everyone;
  const member = cast.member(row);
  const { mark, coalitions, kind } = member;
  const [x, y] = placeOf(everyone, row);
  return {
    member,
    x,
    y,
    radius,
    fill: mark.fill[theme],
    outline: mark.outline[theme],
    ring: kind === "bridge" ? coalitions.map(({ colour }) => coalitionMark(colour).fill[theme]) : [],
    dimmed: back[row] === 1,
    selected,
  };
}

/**
 * The row whose mark is nearest to (x, y) px and within reach of it (`slack` px beyond its mark), if any. Of those equally
 * near the last. 1 ms for 100,000.
 */
export function rowAt(everyone: Everyone, x: number, y: number, slack = 6): number | undefined {
  const { cast, frame, positions, radius, jitter } = everyone;
  const { standings } = cast;
  const [least, most] = [(radius + slack) ** 2, (radius * RING + 1 + slack) ** 2];
  let nearest: number | undefined;
  let nearestSquare = Infinity;
  for (let row = 0; row < standings.length; row++) {
    let dx = frame.originX + frame.scale * positions[2 * row] - x;
    let dy = frame.originY - frame.scale * positions[2 * row + 1] - y;
    if (jitter) {
      dx += radius * jitter[2 * row];
      dy += radius * jitter[2 * row + 1];
    }
    const square = dx * dx + dy * dy;
    if (square > nearestSquare || square > (standings[row] === 2 ? most : least)) continue;
    nearest = row;
    nearestSquare = square;
  }
  return nearest;
}

/** How far a point's mark reaches, in CSS pixels, arcs included. */
export function extentOf({ radius, ring }: Pick<ScatterPoint, "radius" | "ring">): number {
  return ring.length > 0 ? radius * RING + 1 : radius;
}

/**
 * The radius of marks in CSS pixels: 6.5 in a small town, smaller in a crowd, and with the plot's smaller side a sixth less
 * to a third more; a little more again for who comes near. In quarters, so that a look is drawn once and not for every width
 * of the window.
 */
export function radiusFor(population: number, { plot, zoom }: Frame): number {
  const side = Math.min(plot.right - plot.left, plot.bottom - plot.top);
  const full = 6.5 * Math.min(1.35, Math.max(0.85, Math.sqrt(side / 560)));
  const fitted = full * Math.min(1, Math.sqrt(120 / population));
  const near = Math.min(1.25 * full, fitted * Math.max(1, zoom) ** 0.4);
  return Math.max(2, Math.round(4 * near) / 4);
}
