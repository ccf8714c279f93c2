/** A number as a length on a scale (Cleveland and McGill 1984: after position, what people judge best): for a screen, and in letters. */

type Scale = { readonly least: number; readonly most: number };

/** A share, from nothing to all. */
const SHARE: Scale = { least: 0, most: 1 };

/**
 * Where a bar lies on its scale, as shares of the whole length, 0 at `least`: from zero (or the end of the scale that is
 * nearest to it) to the value. `from <= to`; a value beyond the scale ends with it.
 */
export function bar(
  value: number,
  scale = SHARE,
): { readonly from: number; readonly to: number; readonly zero: number } {
  const zero = place(0, scale);
  const end = place(value, scale);
  return { from: Math.min(zero, end), to: Math.max(zero, end), zero };
}

/**
 * The same in `columns` letters, to an eighth of a letter: `██████▏   `. On a scale with zero inside, the letter │ is zero and
 * takes a column; what lies left of it is drawn to half a letter, since no finer ones grow to the left: `   ▐██│       `.
 */
export function barText(value: number, columns: number, scale = SHARE): string {
  const { from, to, zero } = bar(value, scale);
  if (zero <= 0) return rightward(to * columns, columns);
  if (zero >= 1) return leftward((1 - from) * columns, columns);
  const left = Math.round(zero * (columns - 1));
  const right = columns - 1 - left;
  const low = leftward(((zero - from) / zero) * left, left);
  return `${low}│${rightward(((to - zero) / (1 - zero)) * right, right)}`;
}

/** A bar as long as `length` letters, then spaces. What is more than nothing is seen. */
function rightward(length: number, columns: number): string {
  const eighths = length > 0 ? Math.max(1, Math.round(length * 8)) : 0;
  const whole = Math.floor(eighths / 8);
  return ("█".repeat(whole) + (EIGHTHS[eighths % 8] ?? "")).padEnd(columns);
}

function leftward(length: number, columns: number): string {
  const halves = length > 0 ? Math.max(1, Math.round(length * 2)) : 0;
  return ((halves % 2 === 1 ? "▐" : "") + "█".repeat(Math.floor(halves / 2))).padStart(columns);
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function place(value: number, { least, most }: Scale): number {
  return most > least ? Math.min(1, Math.max(0, (value - least) / (most - least))) : 0;
}
