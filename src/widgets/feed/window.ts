/** Rows of a virtual list that are worth drawing: `first` to `last`, both included; `last < first` when there are none. */
export type Window = { readonly first: number; readonly last: number };

/** @param overscan rows drawn beyond each edge, so that a fast scroll meets no gap. */
export function visibleRows(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  overscan: number,
): Window {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
  const last = Math.min(count - 1, Math.ceil((scrollTop + height) / rowHeight) - 1 + overscan);
  return { first: Math.min(first, Math.max(0, count - 1)), last };
}
