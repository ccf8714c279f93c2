import { TRAITS } from "../sim/eigenvector.ts";
import { barText } from "./bar.ts";
import { signed } from "./brief.ts";

/**
 * Several shares of one thing as a polygon around (0, 0), the first at the top and the rest clockwise: good for seeing which
 * shapes are alike, bad for reading numbers, so the numbers stand beside it.
 */

/** The outline of `values`, each in [0, 1] (what lies beyond is cut), in a radar of `radius` px. */
export function radarPath(values: readonly number[], radius: number): string {
  const corners = values.map((value, k) => {
    const { x, y } = radarPoint(k, values.length, radius * Math.min(1, Math.max(0, value)));
    return `${x} ${y}`;
  });
  return corners.length === 0 ? "" : `M${corners.join("L")}Z`;
}

/** The point of axis `k` of `count`, `distance` px from the middle. */
export function radarPoint(k: number, count: number, distance: number): { readonly x: number; readonly y: number } {
  const angle = (2 * Math.PI * k) / count;
  return { x: round(distance * Math.sin(angle)), y: round(-distance * Math.cos(angle)) };
}

/**
 * The seven traits in letters, a line each: `warmth      ██████▏    0.62 +0.04`, the last what it is more than `from`. A change
 * of less than a hundredth is not said.
 * @param columns of the bar alone.
 */
export function radarText(values: readonly number[], from: readonly number[] = values, columns = 10): string[] {
  return TRAITS.map((trait, k) => {
    const line = `${trait.padEnd(LONGEST)} ${barText(values[k], columns)} ${values[k].toFixed(2)}`;
    const change = signed(values[k] - from[k]);
    return change === "0.00" ? line : `${line} ${change}`;
  });
}

const LONGEST = Math.max(...TRAITS.map(({ length }) => length));

function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
