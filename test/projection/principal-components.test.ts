import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixSign, principalComponents, type PrincipalComponents } from "../../src/projection/principal-components.ts";
import { coordinates } from "../../src/projection/projection.ts";
import { average, covarianceOf, dot, flat, matrices, row } from "./laws.ts";

describe("principal components, by hand", () => {
  it("find the long side of a cross: variance 6 across, 2/3 up", () => {
    const cross = [
      [3, 0],
      [-3, 0],
      [0, 1],
      [0, -1],
    ];
    const pca = principalComponents(flat(cross), 4, 2);
    expect([...pca.components]).toEqual([1, 0, 0, 1]);
    near(pca.explainedVariance, [6, 2 / 3]);
    near(pca.explainedVarianceRatio, [0.9, 0.1]);
    expect([...pca.mean]).toEqual([0, 0]);
  });

  it("follow the closed form of a 2 x 2 covariance", () => {
    // Covariance 2/3 [[2, 1], [1, 1]]: its first direction is the golden ratio to one.
    const rows = [
      [1, 1],
      [1, 0],
      [-1, 0],
      [-1, -1],
    ];
    const pca = principalComponents(flat(rows), 4, 2);
    const [a, b, c] = [4 / 3, 2 / 3, 2 / 3];
    const middle = (a + c) / 2;
    const spread = Math.sqrt(((a - c) / 2) ** 2 + b ** 2);
    near(pca.explainedVariance, [middle + spread, middle - spread]);
    const golden = (1 + Math.sqrt(5)) / 2;
    const length = Math.sqrt(golden ** 2 + 1);
    near(pca.components.slice(0, 2), [golden / length, 1 / length]);
  });

  it("turn the largest loading positive, and of equals the first", () => {
    const turned = (...loadings: number[]) => {
      const component = Float64Array.from(loadings);
      fixSign(component);
      return [...component];
    };
    expect(turned(0.6, -0.8)).toEqual([-0.6, 0.8]);
    expect(turned(-0.6, 0.8)).toEqual([-0.6, 0.8]);
    expect(turned(-Math.SQRT1_2, Math.SQRT1_2 * (1 + 1e-15))).toEqual([Math.SQRT1_2, -Math.SQRT1_2 * (1 + 1e-15)]);
    expect(turned(0, 0)).toEqual([0, 0]);
  });
});

describe("principal components, where there is little to find", () => {
  it("of one row are one component without variance", () => {
    const pca = principalComponents(Float64Array.of(5, 7, 9), 1, 3);
    expect([pca.count, [...pca.explainedVariance], [...pca.explainedVarianceRatio]]).toEqual([1, [0], [0]]);
    expect([...pca.mean]).toEqual([5, 7, 9]);
  });

  it("of identical rows explain nothing, with zeros and not NaN", () => {
    const pca = principalComponents(flat(Array.from({ length: 10 }, () => [0.1, 0.2, 0.7])), 10, 3);
    expect([...pca.explainedVariance]).toEqual([0, 0, 0]);
    expect([...pca.explainedVarianceRatio]).toEqual([0, 0, 0]);
    expect([...pca.components]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it("give a constant column no loading and exactly no variance", () => {
    const pca = principalComponents(flat([1, 2, 4, 8, 16, 32, 64].map((x) => [x, 0.1])), 7, 2);
    expect([...pca.components]).toEqual([1, 0, 0, 1]);
    expect(pca.explainedVariance[1]).toBe(0);
  });

  it("of a single column are that column", () => {
    const pca = principalComponents(Float64Array.of(1, 2, 3), 3, 1);
    expect([[...pca.components], [...pca.explainedVariance]]).toEqual([[1], [1]]);
  });

  it("of two rows are the line through them, and min(rows, columns) components", () => {
    const pca = principalComponents(Float64Array.of(0, 0, 0, 3, 0, 4), 2, 3);
    expect(pca.count).toBe(2);
    near(pca.components.slice(0, 3), [0.6, 0, 0.8]);
    near(pca.explainedVariance, [12.5, 0]);
  });

  it("refuse no rows, no columns and too few numbers, saying what they got", () => {
    expect(() => principalComponents(new Float64Array(0), 0, 7)).toThrow("at least 1 row, got 0");
    expect(() => principalComponents(new Float64Array(0), 1, 0)).toThrow("at least 1 column, got 0");
    expect(() => principalComponents(new Float64Array(13), 2, 7)).toThrow("2 rows of 7 columns are 14 numbers, got 13");
  });
});

describe("principal components, by law", () => {
  it("are orthonormal and descending, and their ratios sum to one where anything varies", () => {
    check(({ components, count, explainedVariance, explainedVarianceRatio }, { width, rows }) => {
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < count; k++) {
          const product = dot(row(components, i, width), row(components, k, width));
          expect(product).toBeCloseTo(i === k ? 1 : 0, 12);
        }
        if (i > 0) expect(explainedVariance[i]).toBeLessThanOrEqual(explainedVariance[i - 1]);
      }
      const varied = rows.some((r) => r.some((value, k) => value !== rows[0][k]));
      expect(average([...explainedVarianceRatio]) * count).toBeCloseTo(varied ? 1 : 0, 10);
    });
  });

  it("have scores that are centred, uncorrelated, and as variable as they say", () => {
    check(({ components, count, mean, explainedVariance }, { width, rows }) => {
      const scores = Array.from({ length: count }, (_, k) =>
        rows.map((r) => dot(row(components, k, width), r) - dot(row(components, k, width), mean)),
      );
      for (let i = 0; i < count; i++) {
        expect(average(scores[i])).toBeCloseTo(0, 9);
        for (let k = 0; k < count; k++) {
          expect(Math.abs(covarianceOf(scores[i], scores[k]) - (i === k ? explainedVariance[i] : 0))).toBeLessThan(
            1e-8,
          );
        }
      }
    });
  });

  it("lose nothing: the components' variances are all the variance of the columns", () => {
    check(({ explainedVariance }, { rows, width }) => {
      let total = 0;
      for (let k = 0; k < width; k++) {
        const column = rows.map((r) => r[k]);
        total += covarianceOf(column, column);
      }
      expect(Math.abs(explainedVariance.reduce((sum, value) => sum + value, 0) - total)).toBeLessThan(1e-8);
    });
  });

  it("do not change when all rows move together, nor with the rows' order", () => {
    const moved = fc.tuple(matrices(2), fc.integer({ min: -1000, max: 1000 }));
    fc.assert(
      fc.property(moved, ([{ rows, n, width }, by]) => {
        const before = principalComponents(flat(rows), n, width);
        const after = principalComponents(flat(rows.map((r) => r.map((value) => value + by)).reverse()), n, width);
        for (let k = 0; k < before.count; k++) {
          expect(Math.abs(before.explainedVariance[k] - after.explainedVariance[k])).toBeLessThan(1e-8);
        }
      }),
    );
  });

  it("are the same for seven columns, which have a loop of their own, as for the same columns with an eighth of zeros", () => {
    const seven = matrices(7, 7).filter(({ width }) => width === 7);
    fc.assert(
      fc.property(seven, ({ rows, n }) => {
        const own = principalComponents(flat(rows), n, 7);
        const padded = principalComponents(flat(rows.map((r) => [...r, 0])), n, 8);
        for (let k = 0; k < 7; k++) expect(own.explainedVariance[k]).toBeCloseTo(padded.explainedVariance[k], 9);
      }),
      { numRuns: 30 },
    );
  });

  it("keep their digits on top of a large common offset", () => {
    const offset = 2 ** 30;
    const pca = principalComponents(Float64Array.of(offset + 1, offset + 2, offset + 3), 3, 1);
    expect([pca.mean[0], pca.explainedVariance[0]]).toEqual([offset + 2, 1]);
  });

  it("keep all but a few digits when the first row is far from all others", () => {
    const column = Array.from({ length: 1000 }, (_, i) => (i === 0 ? 1e8 : i / 1000));
    const pca = principalComponents(Float64Array.from(column), 1000, 1);
    expect(pca.explainedVariance[0] / covarianceOf(column, column)).toBeCloseTo(1, 10);
  });
});

type Golden = {
  readonly cases: readonly {
    readonly name: string;
    readonly X: number[][];
    readonly mean: number[];
    readonly components: number[][];
    readonly explained_variance: number[];
    readonly explained_variance_ratio: number[];
    readonly coordinates: number[][];
  }[];
};
const golden = JSON.parse(readFileSync(new URL("sklearn.golden.json", import.meta.url), "utf8")) as Golden;

describe("principal components, beside scikit-learn", () => {
  it.each(golden.cases)("agree, signs and all: $name", (sklearn) => {
    const [n, width] = [sklearn.X.length, sklearn.X[0].length];
    const X = flat(sklearn.X);
    const pca = principalComponents(X, n, width);
    near(pca.mean, sklearn.mean);
    near(pca.explainedVariance, sklearn.explained_variance);
    near(pca.explainedVarianceRatio, sklearn.explained_variance_ratio);
    const told = sklearn.components.filter((_, k) => sklearn.explained_variance[k] > 1e-12);
    for (const [k, component] of told.entries()) near(row(pca.components, k, width), component);
    const [x, y] = [row(pca.components, 0, width), width > 1 ? row(pca.components, 1, width) : new Float64Array(1)];
    const points = coordinates({ mean: pca.mean, x, y }, X, n);
    near(
      points,
      sklearn.coordinates.flatMap(([px, py = 0]) => [px, py]),
    );
  });
});

function check(
  law: (pca: PrincipalComponents, matrix: { rows: readonly (readonly number[])[]; n: number; width: number }) => void,
): void {
  fc.assert(fc.property(matrices(), (m) => law(principalComponents(flat(m.rows), m.n, m.width), m)));
}

function near(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i] - expected[i])).toBeLessThan(1e-9);
}
