/** A series as a small line without axes (Tufte, "Beautiful Evidence", 2006): its path for a screen, its letters for a terminal. */

/**
 * The path of a sparkline in a box of `width` x `height`: left to right evenly, `least` at the bottom and `most` at the top,
 * by default those of the values; values that are all alike lie in the middle. Empty for fewer than two values.
 */
export function sparkline(values: readonly number[], width: number, height: number, range = rangeOf(values)): string {
  if (values.length < 2) return "";
  const x = (i: number) => round((i / (values.length - 1)) * width);
  const y = (value: number) => round(height - height * within(value, range));
  return values.map((value, i) => `${i === 0 ? "M" : "L"}${x(i)} ${y(value)}`).join("");
}

/** The newest values as at most `columns` letters, from ▁ to █. */
export function sparklineText(values: readonly number[], columns: number, range = rangeOf(values)): string {
  const shown = values.slice(-columns);
  return shown.map((value) => LEVELS[Math.min(7, Math.floor(8 * within(value, range)))]).join("");
}

const LEVELS = "▁▂▃▄▅▆▇█";

type Range = { readonly least: number; readonly most: number };

function rangeOf(values: readonly number[]): Range {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

/** Where a value lies in a range, 0 to 1. */
function within(value: number, { least, most }: Range): number {
  return most > least ? Math.min(1, Math.max(0, (value - least) / (most - least))) : 0.5;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
