import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Cards } from "./cards-model.ts";
import { anchorAt, placeOf, scrollFor, type Tiles } from "./tiles.ts";

/** What keeps the list under the hand that uses it, while its level, its width or the desk above it change. */

type Scroll = { readonly current: HTMLDivElement | null };
/** Where the pointer is, in CSS pixels from the list's corner; undefined while it is elsewhere. */
type Pointed = { current: { readonly x: number; readonly y: number } | undefined };

/** How far a wheel turns, with ctrl held, for one level: a notch of a mouse's is about 100, a pinch sends many small ones. */
const NOTCH = 60;
/** A turn this long after the last one, in milliseconds, is another. */
const PAUSE = 250;

/** Ctrl and the wheel, or a pinch, change the level instead of the page's own zoom. */
export function useZoom(scroll: Scroll, pointed: Pointed, cards: Cards): void {
  useEffect(() => {
    const element = scroll.current!;
    let turned = 0;
    let lastAt = 0;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      pointed.current = { x: event.clientX - box.left, y: event.clientY - box.top };
      if (event.timeStamp - lastAt > PAUSE) turned = 0;
      lastAt = event.timeStamp;
      turned += event.deltaY;
      if (Math.abs(turned) < NOTCH) return;
      cards.zoom(turned < 0 ? 1 : -1);
      turned = 0;
    };
    // Preact's own listeners may be passive.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);
}

/**
 * When the tiles change (another level, another width), the card under the pointer, or else the one that the keyboard is on
 * (tile `cursor`), or else the first in sight, stays where it was, and those that were in sight glide to their new places. Another order begins at its top.
 */
export function useStayingInPlace(
  scroll: Scroll,
  pointed: Pointed,
  tiles: Tiles,
  order: readonly number[],
  lod: number,
  cursor: number,
): void {
  const before = useRef({ tiles, order, lod });
  useLayoutEffect(() => {
    const element = scroll.current!;
    const was = before.current;
    before.current = { tiles, order, lod };
    if (was.order !== order) {
      element.scrollTop = 0;
      return;
    }
    if (was.tiles.columns === tiles.columns && was.tiles.height === tiles.height) return;
    const from = element.scrollTop;
    const { x, y } = pointed.current ?? inSight(cursor, was.tiles, from, element.clientHeight) ?? { x: 0, y: 0 };
    const anchor = anchorAt(x, y, from, was.tiles, order.length);
    element.scrollTop = scrollFor(anchor, tiles);
    if (was.lod === lod || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const to = element.scrollTop;
    const start = Math.max(0, anchor.index - NEAR);
    const places = new Map(order.slice(start, anchor.index + NEAR).map((row, i) => [row, start + i]));
    for (const tile of element.querySelectorAll<HTMLElement>(".tile")) {
      const index = places.get(Number(tile.dataset["row"]));
      if (index === undefined) continue;
      const [old, now] = [placeOf(index, was.tiles), placeOf(index, tiles)];
      tile.animate(
        [
          { transform: `translate(${old.x}px, ${old.y - from + to}px)` },
          { transform: `translate(${now.x}px, ${now.y}px)` },
        ],
        { duration: 280, easing: "cubic-bezier(.2, .7, .2, 1)" },
      );
      tile.querySelector(".part:last-child")?.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 280 });
    }
  }, [tiles.columns, tiles.height, order, lod]);
}

/**
 * The list's size. When it moves because the desk above grows or shrinks, it scrolls by as much, so that what the pointer is on
 * stays there, or else so far that the tile with the keyboard's focus is seen.
 */
export function useSize(scroll: Scroll, pointed: Pointed): { readonly width: number; readonly height: number } {
  const size = useSignal({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroll.current!;
    let top = element.offsetTop;
    const measure = () => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
      const moved = element.offsetTop - top;
      top += moved;
      const tile = element.querySelector(".tile:focus-within")?.getBoundingClientRect();
      if (moved !== 0 && pointed.current) element.scrollTop += moved;
      else if (moved !== 0 && tile) {
        const list = element.getBoundingClientRect();
        element.scrollTop += Math.max(0, Math.min(tile.top - list.top, tile.bottom - list.bottom));
      }
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  return size.value;
}

/** Where the corner of a tile is seen; undefined when it isn't. */
function inSight(index: number, tiles: Tiles, scrollTop: number, height: number) {
  const { x, y } = placeOf(Math.max(0, index), tiles);
  return y >= scrollTop && y < scrollTop + height ? { x, y: y - scrollTop } : undefined;
}

/** More tiles than can be in sight on either side of an anchor. */
const NEAR = 400;
