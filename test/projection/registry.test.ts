import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { embedder } from "../../src/projection/embedders.ts";
import { meaning } from "../../src/projection/axis.ts";
import { axisPair } from "../../src/projection/axis-pair.ts";
import { linear } from "../../src/projection/linear.ts";
import { pca } from "../../src/projection/pca.ts";
import { settled } from "../../src/projection/alignment.ts";
import {
  coordinates,
  type EmbeddingOptions,
  type EmbeddingProjection,
  type LinearProjection,
  type PlanarBasis,
  type Projection,
  type ProjectionFamily,
} from "../../src/projection/projection.ts";
import { projectionById, projectionFamilies } from "../../src/projection/registry.ts";
import { trustworthiness } from "../../src/projection/trustworthiness.ts";
import { average, blobs, covarianceOf, distance, dot, flat, matrices, purity } from "./laws.ts";

const TRAITS = ["warmth", "curiosity", "trust", "ambition"];
/** Two citizens, opposite in warmth and trust. */
const PAIR = [
  [0.9, 0.5, 0.8, 0.5],
  [0.1, 0.5, 0.2, 0.5],
];

describe("an axis's meaning", () => {
  it("names the loadings that shape it, strongest first, with their signs", () => {
    expect(meaning([0.6, 0.1, 0.5, -0.55], TRAITS)).toBe("warmth − ambition + trust");
    expect(meaning([-0.9, 0.1, 0.2, 0], TRAITS)).toBe("−warmth");
    expect(meaning([0.5, 0.5, 0.5, 0.5], TRAITS)).toBe("warmth + curiosity + trust");
    expect(meaning([0, 0, 0, 0], TRAITS)).toBe("nothing");
  });
});

describe("projections, by hand", () => {
  it("pca puts what varies across and says what that is", () => {
    const { x, axes } = pca(TRAITS).fit(flat(PAIR), 2);
    expect([...x].map((weight) => Math.round(weight * 10) / 10)).toEqual([0.8, 0, 0.6, 0]);
    expect(axes[0].label).toBe("PC1 · warmth + trust");
    expect(axes[0].explained).toBeCloseTo(1, 12);
  });

  it("pca of a single citizen is a point, with a second axis of nothing", () => {
    const { y, axes } = pca(TRAITS).fit(flat(PAIR), 1);
    expect([...y]).toEqual([0, 0, 0, 0]);
    expect([axes[1].label, axes[0].explained, axes[1].explained]).toEqual(["PC2 · nothing", 0, 0]);
  });

  it("a pair of axes shows two traits as they are, around the mean", () => {
    const basis = axisPair(TRAITS, "trust", "warmth").fit(flat(PAIR), 2);
    const points = [...coordinates(basis, flat(PAIR), 2)].map((value) => Math.round(value * 1e9) / 1e9);
    expect(points).toEqual([0.3, 0.4, -0.3, -0.4]);
    expect(basis.axes.map(({ label }) => label)).toEqual(["trust", "warmth"]);
    // Variances 0.32 of warmth and 0.18 of trust.
    expect(basis.axes[0].explained).toBeCloseTo(0.36, 12);
    expect(basis.axes[1].explained).toBeCloseTo(0.64, 12);
  });

  it("a linear one reads sums as people write them", () => {
    const projection = projectionById(
      "linear: warmth + 2*trust - 0.5 * ambition ; -curiosity",
      TRAITS,
    ) as LinearProjection;
    const { x, y } = projection.fit(flat(PAIR), 2);
    expect([...x]).toEqual([1, 0, 2, -0.5]);
    expect([...y]).toEqual([0, -1, 0, 0]);
    expect(projection.id).toBe("linear:warmth+2*trust-0.5*ambition;-curiosity");
  });

  it.each([
    ["magic", 'unknown projection "magic": expected pca; or axes:<trait>,<trait>; or linear:'],
    ["pca:3", 'pca takes no settings, got "3"'],
    ["axes:warmth", "axes needs two traits, as in axes:warmth,curiosity"],
    ["axes:warmth,charm", 'unknown trait "charm": expected one of warmth, curiosity, trust, ambition'],
    ["axes:trust,trust", "two different traits, got trust twice"],
    ["linear:warmth", 'two sums of traits with a ";" between'],
    ["linear:;warmth", "the weights of x are all zero"],
    ["linear:warmth;trust-trust", "the weights of y are all zero"],
    ["linear:warmth trust;trust", "a sum of traits looks like"],
    ["linear:2*;trust", 'unknown trait "2"'],
    ["linear:charm;trust", 'unknown trait "charm"'],
    ["tsne:30", 'tsne takes perplexity=<number>, got "30"'],
    ["tsne:perplexity=1", "the perplexity of tsne must be from 2 to 100, got 1"],
    ["umap:perplexity=9", 'umap takes neighbours=<number>, got "perplexity=9"'],
    ["umap:neighbours=2.5", "the neighbours of umap must be a whole number from 2 to 100, got 2.5"],
    [`linear:${"9".repeat(400)}*warmth;trust`, "the weight of warmth in x must be a number, got Infinity"],
  ])("says of %j what is wrong", (id, message) => {
    expect(() => projectionById(id, TRAITS)).toThrow(message);
  });

  it("a linear one wants a weight for every trait", () => {
    expect(() => linear(TRAITS, [1, 2], [1, 0, 0, 0])).toThrow(
      "the weights of x must be 4 numbers, one a trait, got 2",
    );
  });
});

const traitsOf = (width: number) => Array.from({ length: width }, (_, k) => `trait${k}`);

function exampleOf({ name, example }: ProjectionFamily, width: number): Projection {
  const words = example(traitsOf(width));
  return projectionById(words === "" ? name : `${name}:${words}`, traitsOf(width));
}

it.each(projectionFamilies)("the id of a projection reads back as itself: $name", (family) => {
  const { id, label } = exampleOf(family, 5);
  expect(projectionById(id, traitsOf(5))).toMatchObject({ id, label });
});

const linearFamilies = projectionFamilies.filter((family) => exampleOf(family, 5).kind === "linear");
const embeddingFamilies = projectionFamilies.filter((family) => exampleOf(family, 5).kind === "embedding");

describe.each(linearFamilies)("the laws of a linear projection: $name", (family) => {
  const make = (width: number) => exampleOf(family, width) as LinearProjection;

  it("places every row where its basis says, around the mean", () => {
    check(({ rows, n, width }, { mean, x, y }) => {
      const points = coordinates({ mean, x, y }, flat(rows), n);
      for (const [i, row] of rows.entries()) {
        const centred = row.map((value, k) => value - mean[k]);
        expect(points[2 * i]).toBeCloseTo(dot(centred, x), 9);
        expect(points[2 * i + 1]).toBeCloseTo(dot(centred, y), 9);
      }
      for (const axis of [0, 1]) expect(average(rows.map((_, i) => points[2 * i + axis]))).toBeCloseTo(0, 8);
      expect(mean).toHaveLength(width);
    });
  });

  it("explains exactly the share of variance that its axes have", () => {
    check(({ rows, width }, { x, y, axes }) => {
      let total = 0;
      for (let k = 0; k < width; k++) total += variance(rows.map((row) => row[k]));
      for (const [axis, weights] of [x, y].entries()) {
        const along = variance(rows.map((row) => dot(row, weights)));
        const length = dot(weights, weights);
        expect(axes[axis].explained).toBeCloseTo(total * length > 1e-12 ? along / length / total : 0, 8);
      }
    });
  });

  it("is repeatable and leaves the rows alone", () => {
    check(({ rows, n, width }, basis) => {
      const vectors = flat(rows);
      expect(make(width).fit(vectors, n)).toEqual(basis);
      expect(vectors).toEqual(flat(rows));
    });
  });

  it("refuses a town without citizens", () => {
    expect(() => make(3).fit(new Float64Array(0), 0)).toThrow("at least 1 row, got 0");
  });

  function check(
    law: (matrix: { rows: readonly (readonly number[])[]; n: number; width: number }, basis: PlanarBasis) => void,
  ): void {
    fc.assert(
      fc.property(matrices(1, 2), (matrix) => law(matrix, make(matrix.width).fit(flat(matrix.rows), matrix.n))),
    );
  }
});

describe.each(embeddingFamilies)("the laws of an embedding: $name", (family) => {
  const begin = (vectors: Float64Array, n: number, width: number, options: EmbeddingOptions) =>
    embedder(exampleOf(family, width) as EmbeddingProjection, vectors, n, width, options);
  const wholeRun = 1_000;

  it("places any rows somewhere, around nowhere in particular, and leaves the rows alone", () => {
    fc.assert(
      fc.property(matrices(), ({ rows, n, width }) => {
        const vectors = flat(rows);
        const embedder = begin(vectors, n, width, { seed: 1 });
        embedder.step(wholeRun);
        expect(embedder.done).toBe(true);
        expect(embedder.positions).toHaveLength(2 * n);
        expect(embedder.positions.every(Number.isFinite)).toBe(true);
        expect(vectors).toEqual(flat(rows));
      }),
      { numRuns: 30 },
    );
  });

  it("is the same for the same seed, however its steps are divided, and another for another", () => {
    const { vectors, n } = blobs(40);
    const whole = begin(vectors, n, 7, { seed: 5 });
    const parts = begin(vectors, n, 7, { seed: 5 });
    const other = begin(vectors, n, 7, { seed: 2 ** 40 + 5 });
    whole.step(wholeRun);
    other.step(wholeRun);
    for (const size of [1, 2, 97, 300, wholeRun]) parts.step(size);
    expect(parts.positions).toEqual(whole.positions);
    expect(other.positions).not.toEqual(whole.positions);
  });

  it("says how far it is, and at the end stays where it is", () => {
    const { vectors, n } = blobs(40);
    const embedder = begin(vectors, n, 7, { seed: 5 });
    expect([embedder.progress, embedder.done]).toEqual([0, false]);
    const said: number[] = [];
    while (!embedder.done) {
      embedder.step(50);
      said.push(embedder.progress);
    }
    expect(said).toEqual([...said].sort((a, b) => a - b));
    expect(said.at(-1)).toBe(1);
    const end = embedder.positions.slice();
    embedder.step(10);
    expect(embedder.positions).toEqual(end);
  });

  it("keeps three groups apart, and neighbours together", () => {
    const { vectors, n, group } = blobs(300);
    const embedder = begin(vectors, n, 7, { seed: 5 });
    embedder.step(wholeRun);
    expect(purity(embedder.positions, group)).toBe(1);
    expect(trustworthiness(vectors, embedder.positions, 7).value).toBeGreaterThan(0.9);
  });

  it("begun from an earlier picture of the same rows moves little, and where one of them changed sides it follows", () => {
    const { vectors, n, group } = blobs(120);
    const first = begin(vectors, n, 7, { seed: 5 });
    first.step(wholeRun);
    const before = settled(first.positions, first.positions);
    const again = begin(vectors, n, 7, { seed: 5, from: first.positions });
    again.step(wholeRun);
    expect(distance(settled(again.positions, before), before)).toBeLessThan(0.15);

    const changed = vectors.slice();
    changed.copyWithin(0, 7, 14);
    const next = begin(changed, n, 7, { seed: 5, from: first.positions });
    next.step(wholeRun);
    const sides = group.slice();
    sides[0] = group[1];
    expect(purity(next.positions, sides)).toBe(1);
  });

  it("refuses a town without citizens, and an earlier picture of other rows", () => {
    expect(() => begin(new Float64Array(0), 0, 3, { seed: 1 })).toThrow("at least 1 row, got 0");
    const from = new Float64Array(4);
    expect(() => begin(new Float64Array(9), 3, 3, { seed: 1, from })).toThrow(
      "an earlier picture of 3 rows has 6 numbers, got 4",
    );
  });
});

describe("coordinates", () => {
  it("write to the array they are given, a Float32Array for drawing too", () => {
    const into = new Float32Array(4);
    const basis = axisPair(TRAITS, "warmth", "trust").fit(flat(PAIR), 2);
    expect(coordinates(basis, flat(PAIR), 2, into)).toBe(into);
    expect(into[0]).toBeCloseTo(0.4, 6);
  });
});

function variance(values: readonly number[]): number {
  return covarianceOf(values, values);
}
