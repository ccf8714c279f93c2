import { placeOf, type Everyone } from "./scatter-point.ts";

/**
 * The rows whose marks lie inside a closed line drawn around them, ascending: x0, y0, x1, y1, ... in CSS pixels. A line that
 * crosses itself holds what it winds around an odd number of times. Cost: citizens x corners, for those in its box.
 */
export function rowsInside(everyone: Everyone, line: readonly number[]): readonly number[] {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < line.length; i += 2) {
    left = Math.min(left, line[i]);
    right = Math.max(right, line[i]);
    top = Math.min(top, line[i + 1]);
    bottom = Math.max(bottom, line[i + 1]);
  }
  const rows: number[] = [];
  for (let row = 0; row < everyone.cast.size; row++) {
    const [x, y] = placeOf(everyone, row);
    if (x >= left && x <= right && y >= top && y <= bottom && isInside(line, x, y)) rows.push(row);
  }
  return rows;
}

/** Whether a ray to the right crosses the line an odd number of times. */
function isInside(line: readonly number[], x: number, y: number): boolean {
  let inside = false;
  let [ax, ay] = [line[line.length - 2], line[line.length - 1]];
  for (let i = 0; i < line.length; i += 2) {
    const [bx, by] = [line[i], line[i + 1]];
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) inside = !inside;
    [ax, ay] = [bx, by];
  }
  return inside;
}
