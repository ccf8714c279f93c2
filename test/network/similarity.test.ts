import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { similarity } from "../../src/network/similarity.ts";

describe("similarity of deviations from neutral", () => {
  it("is the cosine of the angle between them", () => {
    // Deviations (0.3, 0.4), (0.4, 0.3), (-0.3, -0.4) and (0.4, -0.3), all of length 0.5.
    const vectors = Float64Array.of(0.8, 0.9, 0.9, 0.8, 0.2, 0.1, 0.9, 0.2);
    expect(similarity(vectors, 2, 0, 1)).toBeCloseTo(0.96, 12);
    expect(similarity(vectors, 2, 0, 2)).toBeCloseTo(-1, 12);
    expect(similarity(vectors, 2, 0, 3)).toBeCloseTo(0, 12);
  });

  it("is zero for a row with no deviation, even with itself", () => {
    const vectors = Float64Array.of(0.5, 0.5, 0.9, 0.1);
    expect(similarity(vectors, 2, 0, 0)).toBe(0);
    expect(similarity(vectors, 2, 0, 1)).toBe(0);
  });

  it("is the raw cosine when measured from zero", () => {
    expect(similarity(Float64Array.of(0.6, 0.8, 0.8, 0.6), 2, 0, 1, 0)).toBeCloseTo(0.96, 12);
  });

  it("is symmetric to the bit, never outside [-1, 1], one with itself, and what the formula says", () => {
    const pairs = fc
      .integer({ min: 1, max: 9 })
      .chain((width) => fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2 * width, maxLength: 2 * width }));
    fc.assert(
      fc.property(pairs, (thousandths) => {
        const width = thousandths.length / 2;
        const vectors = Float64Array.from(thousandths, (x) => x / 1000);
        const [a, b] = [thousandths.slice(0, width), thousandths.slice(width)].map((row) =>
          row.map((x) => x / 1000 - 0.5),
        );
        const found = similarity(vectors, width, 0, 1);
        expect(found).toBe(similarity(vectors, width, 1, 0));
        expect(Math.abs(found)).toBeLessThanOrEqual(1);
        const lengths = Math.hypot(...a) * Math.hypot(...b);
        expect(found).toBeCloseTo(lengths === 0 ? 0 : a.reduce((sum, x, t) => sum + x * b[t], 0) / lengths, 9);
        if (Math.hypot(...a) > 0) expect(similarity(vectors, width, 0, 0)).toBeCloseTo(1, 12);
      }),
    );
  });
});
