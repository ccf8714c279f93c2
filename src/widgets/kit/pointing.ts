import type { Viewport } from "./viewport.ts";

/** Further than this, in CSS pixels, a press is a drag and no click. */
const SLACK = 4;
/** How near, in CSS pixels, is at it: for a mouse, and for a finger. */
const NEAR = { fine: 6, coarse: 14 };
/** CSS pixels in a line of a wheel that counts lines. */
const LINE = 16;

type Place = { readonly x: number; readonly y: number };

/** What the pointer does to `T`s, which a picture shows. Places are CSS pixels from the surface's corner. */
type Deeds<T> = {
  readonly find: (x: number, y: number, reach: number) => T | undefined;
  readonly mark: (found: T | undefined) => void;
  /** A click; on nothing: on the empty ground. `more`: besides those that are chosen. */
  readonly choose: (found: T | undefined, more: boolean) => void;
  readonly pen?: Pen;
};

/** What a drag draws that doesn't pan. */
type Pen = {
  /** Whether the drag that begins here draws. */
  readonly wanted: (event: PointerEvent) => boolean;
  readonly draw: (from: Place, to: Place) => void;
  /** The drag has ended where it should. */
  readonly finish: (more: boolean) => void;
  /** The pointer has let go, after drawing or not. */
  readonly lift: () => void;
};

/**
 * Pointer and wheel on a picture: hover marks, click chooses (with shift or control one more), drag pans or draws, two fingers or the
 * wheel zoom, a double click fits. The wheel is taken only with control or while the surface has the focus: a guest does not
 * stop its page from scrolling.
 */
export function pointing<T>(
  surface: HTMLElement,
  picture: Pick<Viewport, "zoom" | "pan" | "fit">,
  { find, mark, choose, pen }: Deeds<T>,
  abort: AbortSignal,
): void {
  const fingers = new Map<number, Place>();
  let press: (Place & { dragged: boolean; readonly draws: boolean }) | undefined;

  const place = (event: MouseEvent): Place => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const under = (event: PointerEvent) => {
    const { x, y } = place(event);
    return find(x, y, event.pointerType === "touch" ? NEAR.coarse : NEAR.fine);
  };
  const release = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    if (fingers.size === 0) {
      press = undefined;
      pen?.lift();
    }
    surface.style.cursor = "";
  };
  const drag = (at: Place, before: Place, other: Place | undefined) => {
    if (!other) {
      surface.style.cursor = "grabbing";
      return picture.pan(at.x - before.x, at.y - before.y);
    }
    const [was, is] = [before, at].map((one) => Math.hypot(one.x - other.x, one.y - other.y));
    picture.zoom(is / Math.max(1, was), (at.x + other.x) / 2, (at.y + other.y) / 2);
  };
  const on = <K extends keyof HTMLElementEventMap>(name: K, handle: (event: HTMLElementEventMap[K]) => void) =>
    surface.addEventListener(name, handle, { signal: abort, passive: name !== "wheel" });

  on("pointerdown", (event) => {
    // A captured pointer would take the click from a button that lies on the picture.
    if (event.button !== 0 || (event.target as Element).closest("button")) return;
    const at = place(event);
    fingers.set(event.pointerId, at);
    press = { ...at, dragged: fingers.size > 1, draws: fingers.size === 1 && pen?.wanted(event) === true };
    surface.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => {
    const at = place(event);
    const before = fingers.get(event.pointerId);
    if (!before || !press) {
      const found = under(event);
      mark(found);
      surface.style.cursor = found === undefined ? "" : "pointer";
      return;
    }
    press.dragged ||= Math.hypot(at.x - press.x, at.y - press.y) > SLACK;
    if (!press.dragged) return;
    fingers.set(event.pointerId, at);
    if (press.draws) pen!.draw(press, at);
    else drag(at, before, [...fingers].find(([id]) => id !== event.pointerId)?.[1]);
  });
  on("pointerup", (event) => {
    const more = event.shiftKey || event.ctrlKey || event.metaKey;
    if (press && fingers.has(event.pointerId)) {
      if (!press.dragged) choose(under(event), more);
      else if (press.draws) pen!.finish(more);
    }
    release(event);
  });
  on("pointercancel", release);
  on("pointerleave", () => {
    if (fingers.size === 0) mark(undefined);
  });
  on("dblclick", () => picture.fit());
  on("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !surface.matches(":focus-within")) return;
    event.preventDefault();
    const { x, y } = place(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE : event.deltaY;
    picture.zoom(Math.exp(-lines * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
  });
}
