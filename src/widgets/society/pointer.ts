import type { ScatterPoint } from "../../scene/scatter-point.ts";
import { societyPointAt } from "../../scene/society.ts";
import type { Drawing } from "./drawing.ts";

/** How far a finger or a mouse may slip, in CSS pixels, and it is still a click. */
const SLACK = 4;

/**
 * Pointer and wheel on the network: hover marks, click chooses (with shift or control one more), drag pans, two fingers or the
 * wheel with control zoom, a double click fits.
 */
export function pointer(
  surface: HTMLElement,
  drawing: Drawing,
  choose: (point: ScatterPoint | undefined, more: boolean) => void,
  abort: AbortSignal,
): void {
  const fingers = new Map<number, { readonly x: number; readonly y: number }>();
  let press: { readonly x: number; readonly y: number; dragged: boolean } | undefined;
  const place = (event: MouseEvent) => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const under = (event: PointerEvent) => {
    const { x, y } = place(event);
    return drawing.drawn && societyPointAt(drawing.drawn, x, y, event.pointerType === "touch" ? 14 : 6);
  };
  const release = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    if (fingers.size === 0) press = undefined;
  };
  const on = <K extends keyof HTMLElementEventMap>(name: K, handle: (event: HTMLElementEventMap[K]) => void) =>
    surface.addEventListener(name, handle, { signal: abort, passive: name !== "wheel" });

  on("pointerdown", (event) => {
    if (event.button !== 0 || (event.target as Element).closest("button")) return;
    const at = place(event);
    fingers.set(event.pointerId, at);
    press = { ...at, dragged: fingers.size > 1 };
    surface.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => {
    const at = place(event);
    const before = fingers.get(event.pointerId);
    if (!before || !press) {
      const point = under(event);
      drawing.marked.value = point?.member.row;
      surface.style.cursor = point ? "pointer" : "";
      return;
    }
    press.dragged ||= Math.hypot(at.x - press.x, at.y - press.y) > SLACK;
    if (!press.dragged) return;
    fingers.set(event.pointerId, at);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return drawing.pan(at.x - before.x, at.y - before.y);
    const [was, is] = [before, at].map((one) => Math.hypot(one.x - other.x, one.y - other.y));
    drawing.zoom(is / Math.max(1, was), (at.x + other.x) / 2, (at.y + other.y) / 2);
  });
  on("pointerup", (event) => {
    if (press && !press.dragged && fingers.has(event.pointerId))
      choose(under(event), event.shiftKey || event.ctrlKey || event.metaKey);
    release(event);
  });
  on("pointercancel", release);
  on("pointerleave", () => {
    if (fingers.size === 0) drawing.marked.value = undefined;
  });
  on("dblclick", () => drawing.fit());
  on("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !surface.matches(":focus-within")) return;
    event.preventDefault();
    const { x, y } = place(event);
    drawing.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
  });
}
