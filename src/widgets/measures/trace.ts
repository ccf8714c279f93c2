/** A measure over the phases as the path of a chart: x in phases, so that it needs no new path while time goes on; y in px. */

/** How a measure is drawn: what a phase ends with as a `line`, what it counts as a `step`, what it sums as a `sum` (a filled step). */
export type Manner = "line" | "step" | "sum";

/** The vertical scale: the values at the lower and the upper edge, and where those edges lie, in px from the top. */
export type Height = { readonly least: number; readonly most: number; readonly low: number; readonly high: number };

/** Where a value lies, in px from the top. All alike lie in the middle. */
export function yOf(value: number, { least, most, low, high }: Height): number {
  const share = most > least ? (value - least) / (most - least) : 0.5;
  return Math.round((low - share * (low - high)) * 100) / 100;
}

/** A line may float, since its least and greatest value are written; a length begins at zero. `limit` is to be in sight too. */
export function rangeOf(values: readonly number[], manner: Manner, limit = 0): { least: number; most: number } {
  const { least, most } = extremes(values);
  if (manner !== "line" || limit > 0) return { least: 0, most: Math.max(most === -1 ? 0 : values[most], limit, 1e-9) };
  return most === -1 ? { least: 0, most: 1 } : { least: values[least], most: values[most] };
}

/** Indices of the first least and the first greatest value; -1 when there are none. */
export function extremes(values: readonly number[]): { readonly least: number; readonly most: number } {
  let [least, most] = [values.length - 1, values.length - 1];
  for (let i = values.length - 1; i >= 0; i--) {
    if (values[i] <= values[least]) least = i;
    if (values[i] >= values[most]) most = i;
  }
  return { least, most };
}

/**
 * Indices worth drawing when there is room for `columns` px: of each px the first, least, greatest and last value, which draw
 * what all would (Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014). Ascending.
 */
export function worthDrawing(values: readonly number[], columns: number): number[] {
  const n = values.length;
  if (n <= 4 * columns) return Array.from(values, (_, i) => i);
  const kept: number[] = [];
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * n) / columns);
    const to = Math.floor(((column + 1) * n) / columns) - 1;
    let [least, most] = [from, from];
    for (let i = from; i <= to; i++) {
      if (values[i] < values[least]) least = i;
      if (values[i] > values[most]) most = i;
    }
    const [early, late] = least < most ? [least, most] : [most, least];
    for (const i of [from, early, late, to]) if (i !== kept.at(-1)) kept.push(i);
  }
  return kept;
}

/**
 * The outline, and the area under it down to `height.low`, which means something where that is zero. The value of phase i, which
 * lies from i to i + 1, is at its end on a line and over all of it on a step. Empty without values.
 */
export function trace(
  values: readonly number[],
  manner: Manner,
  height: Height,
  columns: number,
): { readonly outline: string; readonly area: string } {
  if (values.length === 0) return { outline: "", area: "" };
  const kept = worthDrawing(values, columns);
  const y = (i: number) => yOf(values[i], height);
  const [first, ...rest] = kept;
  const [begin, outline] =
    manner === "line"
      ? [1, `M1 ${y(first)}${rest.map((i) => `L${i + 1} ${y(i)}`).join("")}`]
      : [0, `M0 ${y(first)}H${first + 1}${rest.map((i) => `V${y(i)}H${i + 1}`).join("")}`];
  return { outline, area: `${outline}V${height.low}H${begin}Z` };
}
