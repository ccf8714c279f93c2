import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignment, settled, turned, type Turn } from "../../src/projection/alignment.ts";

/** An L, so that no turn but its own brings it back. */
const L = Float64Array.of(0, 2, 0, 1, 0, 0, 1, 0);

describe("alignment to a previous picture", () => {
  it("undoes a quarter turn", () => {
    const quarter = Float64Array.of(-2, 0, -1, 0, 0, 0, 0, 1);
    expect(near(turned(quarter, alignment(quarter, L)), L)).toBe(true);
  });

  it("undoes a mirror", () => {
    const mirrored = Float64Array.of(0, -2, 0, -1, 0, 0, 1, 0);
    expect(near(turned(mirrored, alignment(mirrored, L)), L)).toBe(true);
  });

  it("leaves points on a line unmirrored, and nothing as it is", () => {
    const line = Float64Array.of(1, 0, 2, 0);
    expect(alignment(line, Float64Array.of(0, 1, 0, 2))).toEqual({ xx: 0, xy: -1, yx: 1, yy: 0 });
    expect(alignment([0, 0], [0, 0])).toEqual({ xx: 1, xy: 0, yx: 0, yy: 1 });
  });

  const picture = fc
    // In eighths: points are on one line or clearly not, never a hair beside it, where a turn and a mirrored turn tie.
    .array(fc.integer({ min: -40, max: 40 }), { minLength: 6, maxLength: 20 })
    .map((eighths) => Float64Array.from(eighths.slice(0, eighths.length - (eighths.length % 2)), (value) => value / 8));
  const turn = fc.tuple(fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }), fc.boolean()).map(turnBy);

  it("is orthogonal and undoes any turn of any picture", () => {
    fc.assert(
      fc.property(picture, turn, (points, by) => {
        const { xx, xy, yx, yy } = alignment(turned(points, by), points);
        expect(xx * xx + yx * yx).toBeCloseTo(1, 12);
        expect(xy * xy + yy * yy).toBeCloseTo(1, 12);
        expect(xx * xy + yx * yy).toBeCloseTo(0, 12);
        expect(near(turned(turned(points, by), { xx, xy, yx, yy }), points)).toBe(true);
      }),
    );
  });

  it("is no farther from the reference than any of 720 turns tried one by one", () => {
    fc.assert(
      fc.property(picture, picture, (a, b) => {
        const size = Math.min(a.length, b.length);
        const [points, reference] = [a.slice(0, size), b.slice(0, size)];
        const best = distance(turned(points, alignment(points, reference)), reference);
        const tried = Array.from({ length: 720 }, (_, k) => turnBy([(Math.floor(k / 2) * Math.PI) / 180, k % 2 === 0]));
        const closest = Math.min(...tried.map((by) => distance(turned(points, by), reference)));
        expect(best).toBeLessThanOrEqual(closest + 1e-9);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a settled picture", () => {
  const picture = fc
    .array(fc.integer({ min: -40, max: 40 }), { minLength: 6, maxLength: 20 })
    .map((values) => Float64Array.from(values.slice(0, values.length & ~1)));

  it("lies around the origin, at a mean square distance of 1, and does not change when settled again", () => {
    fc.assert(
      fc.property(picture, picture, (points, other) => {
        const reference = Float64Array.from(points, (_, i) => other[i] ?? i);
        const seen = settled(points, reference);
        const n = seen.length / 2;
        const spread = distance(seen, new Float64Array(2 * n));
        expect(seen.filter((_, i) => i % 2 === 0).reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 9);
        expect([0, 1]).toContain(Math.round((spread / n) * 1e9) / 1e9);
        expect(distance(settled(seen, seen), seen)).toBeLessThan(1e-12);
      }),
    );
  });

  it("is the same wherever the picture was, however large and whichever way it faced", () => {
    const away = turned(L, turnBy([2, true])).map((value, i) => 5 * value + (i % 2 === 0 ? 7 : -3));
    expect(near(settled(away, L), settled(L, L))).toBe(true);
  });
});

function turnBy([angle, mirror]: readonly [number, boolean]): Turn {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return mirror ? { xx: cos, xy: sin, yx: sin, yy: -cos } : { xx: cos, xy: -sin, yx: sin, yy: cos };
}

function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}

function near(a: Float64Array, b: Float64Array): boolean {
  return distance(a, b) < 1e-12;
}
