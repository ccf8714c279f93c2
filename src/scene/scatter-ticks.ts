import type { Frame } from "./scatter-frame.ts";

/** A round value on an axis and where it lies, in CSS pixels. */
export type Tick = { readonly value: number; readonly at: number; readonly text: string };

/** Distance of ticks in CSS pixels, and how many the smaller side should have room for all the same. */
const APART = 88;
const AT_LEAST = 5;

/** Ticks along the plot's lower edge and left edge, at 1, 2 or 5 times a power of ten, about 88 px apart, closer in a small plot. */
export function ticksOf({ plot, scale, originX, originY }: Frame): {
  readonly x: readonly Tick[];
  readonly y: readonly Tick[];
} {
  const side = Math.min(plot.right - plot.left, plot.bottom - plot.top);
  const step = roundStep(Math.min(APART, Math.max(APART / 2, side / AT_LEAST)) / scale);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const between = (from: number, to: number, place: (value: number) => number): Tick[] => {
    const ticks: Tick[] = [];
    for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
      const value = i * step;
      const text = i === 0 ? "0" : value.toFixed(digits).replace("-", "−");
      ticks.push({ value, at: place(value), text });
    }
    return ticks;
  };
  return {
    x: between((plot.left - originX) / scale, (plot.right - originX) / scale, (value) => originX + scale * value),
    y: between((originY - plot.bottom) / scale, (originY - plot.top) / scale, (value) => originY - scale * value),
  };
}

/** The least of 1, 2, 5 x 10^k that is at least `size`. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const lead = [1, 2, 5, 10].find((candidate) => candidate * power >= size * (1 - 1e-9)) ?? 10;
  return lead * power;
}
