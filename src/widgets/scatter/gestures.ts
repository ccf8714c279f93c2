import type { Signal } from "@preact/signals";
import { extentOf, rowAt, type ScatterPoint } from "../../scene/scatter-point.ts";
import type { Plot } from "./plot.ts";

/** Further than this, in CSS pixels, a press is a drag and no click. */
const SLACK = 4;
const LINE = 16;

/** A line drawn around citizens: whether the next drag draws it, and what has been drawn, x0, y0, x1, y1, ... CSS pixels. */
export type Lasso = { readonly armed: Signal<boolean>; readonly line: Signal<readonly number[]> };

type Deeds = {
  /** A citizen (a row), or the empty ground; `more`: besides those that are chosen. */
  readonly choose: (row: number | undefined, more: boolean) => void;
  /** Whoever is inside a line. */
  readonly gather: (line: readonly number[], more: boolean) => void;
};

/**
 * What the pointer does to the plot: hover marks, click chooses (nothing: the empty ground), drag pans, drag with shift or alt
 * draws a lasso, a wheel or two fingers zoom, a double click fits. The wheel is taken only with Ctrl or while the plot has the
 * focus: a guest does not stop its page from scrolling.
 */
export function gestures(
  surface: HTMLElement,
  plot: Plot,
  lasso: Lasso,
  { choose, gather }: Deeds,
  abort: AbortSignal,
): void {
  const fingers = new Map<number, { x: number; y: number }>();
  let press: { x: number; y: number; dragged: boolean; readonly draws: boolean } | undefined;

  const place = (event: MouseEvent) => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const under = (event: PointerEvent) => {
    const { x, y } = place(event);
    return plot.drawn && rowAt(plot.drawn, x, y, event.pointerType === "touch" ? 14 : 6);
  };

  const handlers: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void } = {
    pointerdown(event) {
      // A captured pointer would take the click from a button that lies on the plot.
      if (event.button !== 0 || (event.target as Element).closest("button")) return;
      const at = place(event);
      fingers.set(event.pointerId, at);
      const draws = fingers.size === 1 && (lasso.armed.peek() || event.shiftKey || event.altKey);
      press = { ...at, dragged: fingers.size > 1, draws };
      surface.setPointerCapture(event.pointerId);
    },
    pointermove(event) {
      const at = place(event);
      const before = fingers.get(event.pointerId);
      if (!before || !press) {
        const row = under(event);
        plot.marked.value = row;
        surface.style.cursor = row === undefined ? "" : "pointer";
        return;
      }
      press.dragged ||= Math.hypot(at.x - press.x, at.y - press.y) > SLACK;
      if (press.dragged && press.draws) {
        const line = lasso.line.peek();
        lasso.line.value = line.length === 0 ? [press.x, press.y, at.x, at.y] : [...line, at.x, at.y];
      } else if (press.dragged) {
        const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
        if (other) {
          const [was, is] = [
            Math.hypot(before.x - other.x, before.y - other.y),
            Math.hypot(at.x - other.x, at.y - other.y),
          ];
          plot.zoom(is / Math.max(1, was), (at.x + other.x) / 2, (at.y + other.y) / 2);
        } else {
          surface.style.cursor = "grabbing";
          plot.pan(at.x - before.x, at.y - before.y);
        }
      }
      if (press.dragged) fingers.set(event.pointerId, at);
    },
    pointerup(event) {
      const more = event.shiftKey || event.ctrlKey || event.metaKey;
      if (press && fingers.has(event.pointerId)) {
        if (!press.dragged) choose(under(event), more);
        else if (press.draws) gather(lasso.line.peek(), more);
      }
      release(event);
    },
    pointercancel: (event) => release(event),
    pointerleave() {
      if (fingers.size === 0) plot.marked.value = undefined;
    },
    dblclick: () => plot.fit(),
  };
  function release(event: PointerEvent): void {
    fingers.delete(event.pointerId);
    if (fingers.size === 0) {
      press = undefined;
      lasso.line.value = NONE;
    }
    surface.style.cursor = "";
  }
  for (const [name, handler] of Object.entries(handlers)) {
    surface.addEventListener(name, handler as EventListener, { signal: abort });
  }

  const wheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey && !surface.matches(":focus-within")) return;
    event.preventDefault();
    const { x, y } = place(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE : event.deltaY;
    plot.zoom(Math.exp(-lines * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
  };
  surface.addEventListener("wheel", wheel, { signal: abort, passive: false });
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
