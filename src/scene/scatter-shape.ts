import type { Shape } from "./palette.ts";

/** The outlines of marks as SVG path data around (0, 0), which a canvas's Path2D reads too: one geometry for both. */

/** A mark of the weight of a circle of `radius` px, so that no shape looks more important. A ring is a smaller circle. */
export function shapePath(shape: Shape, radius: number): string {
  return OUTLINES[shape](radius);
}

const OUTLINES: Readonly<Record<Shape, (radius: number) => string>> = {
  circle,
  ring: (radius) => circle(radius * 0.8),
  diamond: (radius) => polygon(4, radius * Math.sqrt(Math.PI / 2)),
  star: (radius) => star(radius * 1.5, radius * 0.72),
};

/**
 * Arc `index` of `count` equal arcs of a circle of `radius` px, clockwise from the top, with a gap between neighbours. For
 * at least two; more than six share what is left evenly.
 */
export function arcPath(index: number, count: number, radius: number): string {
  const gap = Math.min(0.3, Math.PI / (2 * count));
  const from = (2 * Math.PI * index) / count + gap / 2;
  const to = (2 * Math.PI * (index + 1)) / count - gap / 2;
  const large = to - from > Math.PI ? 1 : 0;
  return `M${at(radius, from)}A${round(radius)} ${round(radius)} 0 ${large} 1 ${at(radius, to)}`;
}

function circle(radius: number): string {
  const r = round(radius);
  return `M0 ${-r}A${r} ${r} 0 1 1 0 ${r}A${r} ${r} 0 1 1 0 ${-r}Z`;
}

function polygon(corners: number, radius: number): string {
  const points = Array.from({ length: corners }, (_, k) => at(radius, (2 * Math.PI * k) / corners));
  return `M${points.join("L")}Z`;
}

function star(outer: number, inner: number): string {
  const points = Array.from({ length: 10 }, (_, k) => at(k % 2 === 0 ? outer : inner, (Math.PI * k) / 5));
  return `M${points.join("L")}Z`;
}

/** The point at `angle`, clockwise from the top. */
function at(radius: number, angle: number): string {
  return `${round(radius * Math.sin(angle))} ${round(-radius * Math.cos(angle))}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
