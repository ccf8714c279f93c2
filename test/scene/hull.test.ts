import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hull, HULL_VERTICES } from "../../src/scene/hull.ts";

/** A polygon with 48 sides around a disc reaches this much beyond it at its corners. */
const CORNER = 1 / Math.cos(Math.PI / HULL_VERTICES);

describe("a coalition's hull", () => {
  it("of one member is a disc around it", () => {
    for (const [x, y] of vertices(hull([5, -3], [0], 2))) expect(Math.hypot(x - 5, y + 3)).toBeCloseTo(2 * CORNER, 12);
  });

  it("of two members is a capsule around them", () => {
    for (const [x, y] of vertices(hull([0, 0, 10, 0], [0, 1], 1))) {
      const [nearestX] = [Math.min(10, Math.max(0, x))];
      expect(Math.hypot(x - nearestX, y)).toBeGreaterThan(1 - 1e-12);
      expect(Math.hypot(x - nearestX, y)).toBeLessThan(CORNER + 1e-12);
    }
  });

  it("of a square without a margin is the square", () => {
    const outline = vertices(hull([0, 0, 4, 0, 4, 4, 0, 4, 2, 2], [0, 1, 2, 3, 4], 0));
    const corners = new Set(
      outline.map(([x, y]) => `${Math.round(x * 1e6) / 1e6 + 0},${Math.round(y * 1e6) / 1e6 + 0}`),
    );
    expect([...corners].toSorted()).toEqual(["0,0", "0,4", "4,0", "4,4"]);
  });

  it("has no outline without members", () => {
    expect(() => hull([1, 2], [], 1)).toThrow("at least one member, got none");
  });

  it("only looks at its members, and writes where it is told to", () => {
    const into = new Float64Array(2 * HULL_VERTICES);
    expect(hull([0, 0, 99, 99, 1, 1], [0, 2], 1, into)).toBe(into);
    expect(Math.max(...into)).toBeLessThan(3);
  });
});

describe("a coalition's hull, by law", () => {
  const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
  const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 40 });
  const radius = fc.double({ min: 0, max: 10, noNaN: true });
  const all = (some: readonly unknown[]) => some.map((_, i) => i);

  it("always has the same number of vertices, and every member is inside by the radius", () => {
    fc.assert(
      fc.property(points, radius, (some, r) => {
        const outline = vertices(hull(some.flat(), all(some), r));
        expect(outline).toHaveLength(HULL_VERTICES);
        for (const [from, to] of edges(outline)) {
          for (const point of some) expect(depth(from, to, point)).toBeGreaterThan(r - 1e-9);
        }
      }),
    );
  });

  it("goes around once, always turning left", () => {
    fc.assert(
      fc.property(points, radius, (some, r) => {
        const outline = vertices(hull(some.flat(), all(some), r));
        for (const [from, to] of edges(outline)) {
          for (const other of outline) expect(depth(from, to, other)).toBeGreaterThan(-1e-9);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is tight: in each of its directions it reaches no farther than its farthest member and the radius", () => {
    fc.assert(
      fc.property(points, radius, (some, r) => {
        const outline = vertices(hull(some.flat(), all(some), r));
        for (let k = 0; k < HULL_VERTICES; k++) {
          const [cos, sin] = [Math.cos((2 * Math.PI * k) / HULL_VERTICES), Math.sin((2 * Math.PI * k) / HULL_VERTICES)];
          const reach = (these: readonly (readonly [number, number])[]) =>
            Math.max(...these.map(([x, y]) => x * cos + y * sin));
          expect(Math.abs(reach(outline) - reach(some) - r)).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it("moves with its members", () => {
    fc.assert(
      fc.property(points, radius, coordinate, (some, r, by) => {
        const here = hull(some.flat(), all(some), r);
        const there = hull(
          some.flat().map((value) => value + by),
          all(some),
          r,
        );
        for (const [i, value] of here.entries()) expect(Math.abs(there[i] - by - value)).toBeLessThan(1e-9);
      }),
    );
  });
});

type Point = readonly [x: number, y: number];

function vertices(outline: Float64Array): Point[] {
  return Array.from({ length: outline.length / 2 }, (_, k) => [outline[2 * k], outline[2 * k + 1]] as const);
}

/** The edges that have a length: coinciding vertices have none between them, and no direction. */
function edges(outline: readonly Point[]): [Point, Point][] {
  return outline
    .map((from, k): [Point, Point] => [from, outline[(k + 1) % outline.length]])
    .filter(([from, to]) => Math.hypot(to[0] - from[0], to[1] - from[1]) > 1e-3);
}

/** How far `point` is to the left of the line from `from` to `to`. */
function depth(from: Point, to: Point, point: Point): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  return (dx * (point[1] - from[1]) - dy * (point[0] - from[0])) / Math.hypot(dx, dy);
}
