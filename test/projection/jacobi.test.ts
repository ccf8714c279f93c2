import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { symmetricEigen } from "../../src/projection/jacobi.ts";
import { dot, row } from "./laws.ts";

describe("the eigen-decomposition of a symmetric matrix", () => {
  it("finds 3 along the diagonal and 1 across it in [[2, 1], [1, 2]]", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    expect(Math.abs(dot(row(vectors, 0, 2), [Math.SQRT1_2, Math.SQRT1_2]))).toBeCloseTo(1, 14);
    expect(Math.abs(dot(row(vectors, 1, 2), [Math.SQRT1_2, -Math.SQRT1_2]))).toBeCloseTo(1, 14);
  });

  it("sorts a diagonal matrix, largest first, and leaves its input alone", () => {
    const diagonal = Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, -2);
    const copy = diagonal.slice();
    const { values, vectors } = symmetricEigen(diagonal, 3);
    expect([...values]).toEqual([5, 1, -2]);
    expect([...vectors]).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1]);
    expect(diagonal).toEqual(copy);
  });

  it("gives the unit vectors for a matrix of zeros", () => {
    expect([...symmetricEigen(new Float64Array(4), 2).vectors]).toEqual([1, 0, 0, 1]);
  });

  it("keeps its digits for matrices tiny and huge", () => {
    for (const scale of [1e-280, 1e280]) {
      const { values } = symmetricEigen(Float64Array.of(2 * scale, scale, scale, 2 * scale), 2);
      expect(values[0] / scale).toBeCloseTo(3, 13);
      expect(values[1] / scale).toBeCloseTo(1, 13);
    }
  });

  it("satisfies A v = lambda v with orthonormal v, for any width", () => {
    const symmetric = fc.integer({ min: 1, max: 12 }).chain((width) =>
      fc
        .array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: width ** 2, maxLength: width ** 2 })
        .map((cells) => ({
          width,
          a: Float64Array.from(cells, (_, i) => {
            const [p, q] = [Math.floor(i / width), i % width].sort((x, y) => x - y);
            return cells[p * width + q];
          }),
        })),
    );
    fc.assert(
      fc.property(symmetric, ({ width, a }) => {
        const { values, vectors } = symmetricEigen(a, width);
        for (let i = 0; i < width; i++) {
          const v = row(vectors, i, width);
          for (let k = 0; k < width; k++) {
            expect(Math.abs(dot(row(a, k, width), v) - values[i] * v[k])).toBeLessThan(1e-10);
            expect(Math.abs(dot(v, row(vectors, k, width)) - (i === k ? 1 : 0))).toBeLessThan(1e-13);
          }
          if (i > 0) expect(values[i]).toBeLessThanOrEqual(values[i - 1]);
        }
      }),
    );
  });
});
