/** Rows of a virtual list that are worth drawing: `first` to `last`, both included; `last < first` when there are none. */
export type Window = { readonly first: number; readonly last: number };

/** Room that is left after a row: the rows below make way for what is shown there. */
type Gap = { readonly after: number; readonly tall: number };

/** @param overscan rows drawn beyond each edge, so that a fast scroll meets no gap. */
export function visibleRows(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  overscan: number,
  gap?: Gap,
): Window {
  const first = Math.max(0, Math.floor(placeAt(scrollTop, rowHeight, gap)) - overscan);
  const last = Math.min(count - 1, Math.ceil(placeAt(scrollTop + height, rowHeight, gap)) - 1 + overscan);
  return { first: Math.min(first, Math.max(0, count - 1)), last };
}

/** How many rows lie above `y`. In the gap: all but a little of the row it belongs to, so that this one is drawn with it. */
function placeAt(y: number, rowHeight: number, gap: Gap | undefined): number {
  if (!gap) return y / rowHeight;
  const begins = (gap.after + 1) * rowHeight;
  if (y < begins) return y / rowHeight;
  return y < begins + gap.tall ? gap.after + 0.99 : (y - gap.tall) / rowHeight;
}
