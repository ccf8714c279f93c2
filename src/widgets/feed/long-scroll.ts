/**
 * Scrolling further than a browser can: elements end near 33.5 million CSS px in Chromium and Safari, near 17.9 million in
 * Firefox, and a million rows are taller. So the element is at most TALLEST, and stands for the whole list:
 *
 *     element   0 ─ EXACT ───────────────────────────── max-EXACT ─ max     scrollTop
 *                   │ px for px │    a steeper slope     │ px for px │
 *     list      0 ─ EXACT ───────────────────────────────────────── end     top
 *
 * Dragging the scroll bar goes by that line. A wheel, a finger or a key moves less than a few screens at once: then the list
 * moves px for px with the element, wherever it is, and the line is met again when either end is.
 */

/** What is scrolled: the list's whole height and that of the window onto it, in CSS px. */
type Extent = { readonly total: number; readonly window: number };

/** `top`: how far the list is scrolled; `scrollTop`: how far its element is. Rows are drawn `top - scrollTop` higher. */
export type Scrolled = { readonly top: number; readonly scrollTop: number };

export const TALLEST = 16_000_000;
const EXACT = 200_000;
/** Windows that a scroll may jump over and still be one by hand. */
const BY_HAND = 4;

/** The height of the element that stands for the list. */
export function elementHeight(total: number): number {
  return Math.min(total, TALLEST);
}

/** Where to be so that the list is scrolled to `top`, as near as it reaches. */
export function scrolledTo(top: number, extent: Extent): Scrolled {
  const { list, element } = reach(extent);
  const at = Math.min(list, Math.max(0, top));
  if (list === element || at <= EXACT) return { top: at, scrollTop: at };
  if (list - at <= EXACT) return { top: at, scrollTop: element - (list - at) };
  return { top: at, scrollTop: EXACT + ((at - EXACT) * (element - 2 * EXACT)) / (list - 2 * EXACT) };
}

/** Where the list is once its element was scrolled to `scrollTop`. Another `scrollTop` in the answer has to be set. */
export function scrolledBy(before: Scrolled, scrollTop: number, extent: Extent): Scrolled {
  const { list, element } = reach(extent);
  if (list === element) return { top: Math.min(list, Math.max(0, scrollTop)), scrollTop };
  const by = scrollTop - before.scrollTop;
  if (Math.abs(by) > BY_HAND * extent.window) return { top: onLine(scrollTop, list, element), scrollTop };
  const top = Math.min(list, Math.max(0, before.top + by));
  // At an end of the element that isn't one of the list, or the other way round.
  const out = scrollTop <= 0 !== top <= 0 || scrollTop >= element !== top >= list;
  return out ? scrolledTo(top, extent) : { top, scrollTop };
}

function onLine(scrollTop: number, list: number, element: number): number {
  if (scrollTop <= EXACT) return Math.max(0, scrollTop);
  if (element - scrollTop <= EXACT) return list - Math.max(0, element - scrollTop);
  return EXACT + ((scrollTop - EXACT) * (list - 2 * EXACT)) / (element - 2 * EXACT);
}

/** The furthest that list and element can be scrolled. */
function reach({ total, window }: Extent): { readonly list: number; readonly element: number } {
  return { list: Math.max(0, total - window), element: Math.max(0, elementHeight(total) - window) };
}
