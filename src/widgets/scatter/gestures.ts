import type { Signal } from "@preact/signals";
import { extentOf, rowAt, type ScatterPoint } from "../../scene/scatter-point.ts";
import { pointing } from "../kit/pointing.ts";
import type { Plot } from "./plot.ts";

/** A line drawn around citizens: whether the next drag draws it, and what has been drawn, x0, y0, x1, y1, ... CSS pixels. */
export type Lasso = { readonly armed: Signal<boolean>; readonly line: Signal<readonly number[]> };

type Deeds = {
  /** A citizen (a row), or the empty ground; `more`: besides those that are chosen. */
  readonly choose: (row: number | undefined, more: boolean) => void;
  /** Whoever is inside a line. */
  readonly gather: (line: readonly number[], more: boolean) => void;
};

/** What the pointer does to the plot; a drag with shift or alt, or of an armed lasso, draws one. */
export function gestures(
  surface: HTMLElement,
  plot: Plot,
  { armed, line }: Lasso,
  { choose, gather }: Deeds,
  abort: AbortSignal,
): void {
  const pen = {
    wanted: (event: PointerEvent) => armed.peek() || event.shiftKey || event.altKey,
    draw(from: { readonly x: number; readonly y: number }, to: { readonly x: number; readonly y: number }) {
      const drawn = line.peek();
      line.value = drawn.length === 0 ? [from.x, from.y, to.x, to.y] : [...drawn, to.x, to.y];
    },
    finish: (more: boolean) => gather(line.peek(), more),
    lift: () => (line.value = NONE),
  };
  const find = (x: number, y: number, reach: number) => plot.drawn && rowAt(plot.drawn, x, y, reach);
  const mark = (row: number | undefined) => (plot.marked.value = row);
  pointing(surface, plot, { find, mark, choose, pen }, abort);
}

const NONE: readonly number[] = [];

/** Brings a point into the plot if it lies outside. */
export function reveal(plot: Plot, point: ScatterPoint): void {
  const frame = plot.drawn?.frame;
  if (!frame) return;
  const margin = extentOf(point) + 8;
  const { left, right, top, bottom } = frame.plot;
  const into = (value: number, least: number, most: number) =>
    value < least + margin ? least + margin - value : value > most - margin ? most - margin - value : 0;
  const [x, y] = [into(point.x, left, right), into(point.y, top, bottom)];
  if (x !== 0 || y !== 0) plot.pan(x, y);
}
