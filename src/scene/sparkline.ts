/**
 * The path of a sparkline in a box of `width` x `height`: left to right evenly, the least value at the bottom and the
 * greatest at the top; values that are all alike lie in the middle. Empty for fewer than two values.
 */
export function sparkline(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return "";
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  const x = (i: number) => round((i / (values.length - 1)) * width);
  const y = (value: number) => round(range === 0 ? height / 2 : height - ((value - least) / range) * height);
  return values.map((value, i) => `${i === 0 ? "M" : "L"}${x(i)} ${y(value)}`).join("");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
