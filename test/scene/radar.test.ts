import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { radarPath, radarText } from "../../src/scene/radar.ts";

const corners = (path: string) =>
  path
    .slice(1, -1)
    .split("L")
    .map((corner) => corner.split(" ").map(Number));

describe("a radar", () => {
  it("begins at the top and goes clockwise", () => {
    expect(radarPath([1, 1, 1, 1], 10)).toBe("M0 -10L10 0L0 10L-10 0Z");
    expect(radarPath([0.5, 0, 1, 0], 10)).toBe("M0 -5L0 0L0 10L0 0Z");
  });

  it("has a corner for each value, as far from the middle as the value says", () => {
    const values = fc.array(fc.double({ min: -0.5, max: 1.5, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(values, (values) => {
        const found = corners(radarPath(values, 100));
        expect(found).toHaveLength(values.length);
        found.forEach(([x, y], k) => {
          expect(Math.hypot(x, y)).toBeCloseTo(100 * Math.min(1, Math.max(0, values[k])), 1);
        });
      }),
    );
  });
});

describe("a radar in letters", () => {
  const values = [0.62, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];

  it("says each trait, its length and its number", () => {
    expect(radarText(values)[0]).toBe("warmth     ██████▎    0.62");
    expect(radarText(values)).toHaveLength(7);
  });

  it("says by how much it is more or less than before, where that is a hundredth", () => {
    expect(radarText(values, [0.58, 0.504, 0.6, 0.5, 0.5, 0.5, 0.5]).map((line) => line.slice(27))).toEqual([
      "+0.04",
      "",
      "−0.10",
      "",
      "",
      "",
      "",
    ]);
  });
});
