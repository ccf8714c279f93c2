import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { affinities } from "../../src/projection/affinities.ts";
import type { NeighbourGraph } from "../../src/projection/neighbour-graph.ts";
import { Neighbours } from "../../src/projection/neighbours.ts";
import { Quadtree } from "../../src/projection/quadtree.ts";
import { embedder } from "../../src/projection/embedders.ts";
import { tsne } from "../../src/projection/tsne.ts";
import { gradient } from "../../src/projection/tsne-gradient.ts";
import { blobs, purity, stream } from "./laws.ts";

const pictures = fc
  .array(fc.integer({ min: -400, max: 400 }), { minLength: 6, maxLength: 24 })
  .map((hundredths) => Float64Array.from(hundredths.slice(0, hundredths.length & ~1), (value) => value / 100));

describe("t-SNE's slope", () => {
  it("is that of its loss, by finite differences", () => {
    fc.assert(
      fc.property(pictures, fc.integer({ min: 1, max: 1000 }), (at, seed) => {
        const graph = graphOf(at.length / 2, seed);
        const slope = new Float64Array(at.length);
        gradient(graph, at, 1, undefined, slope);
        const h = 1e-5;
        for (const i of at.keys()) {
          const [up, down] = [at.slice(), at.slice()];
          up[i] += h;
          down[i] -= h;
          expect(slope[i]).toBeCloseTo((loss(graph, up) - loss(graph, down)) / (2 * h), 6);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("by a tree is within 3 % of the exact one, at any size of the picture", () => {
    const graph = graphOf(800, 1);
    const draw = stream(1);
    for (const size of [1e-4, 1, 30]) {
      const at = Float64Array.from({ length: 1600 }, () => size * (draw() - 0.5) * draw());
      const [exact, approximate] = [new Float64Array(1600), new Float64Array(1600)];
      gradient(graph, at, 1, undefined, exact);
      gradient(graph, at, 1, new Quadtree(), approximate);
      const error = Math.hypot(...approximate.map((value, i) => value - exact[i]));
      expect(error / Math.hypot(...exact)).toBeLessThan(0.03);
    }
  });

  it("by a tree that opens every square is exact, also where points lie on each other", () => {
    fc.assert(
      fc.property(pictures, pictures, (some, more) => {
        const at = Float64Array.of(...some, ...more, ...some, 0, 0, 0, 0);
        const tree = new Quadtree();
        tree.build(at);
        const push = new Float64Array(at.length);
        const total = tree.push(at, 0, push);
        const slow = pushOf(at);
        expect(total).toBeCloseTo(slow.total, 8);
        for (const [i, value] of push.entries()) expect(value).toBeCloseTo(slow.push[i], 8);
      }),
    );
  });
});

describe("t-SNE", () => {
  it("goes downhill", () => {
    const { vectors, n } = blobs(90);
    const near = new Neighbours(vectors, n, 7, 89);
    near.step(n);
    const graph = affinities(near, n, (n - 1) / 3);
    const made = embedder(tsne(), vectors, n, 7, { seed: 1 });
    const losses = [loss(graph, made.positions)];
    for (const until of [0.4, 0.6, 1]) {
      while (made.progress < until) made.step(1);
      losses.push(loss(graph, made.positions));
    }
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
    expect(losses.at(-1)).toBeLessThan(losses[0] / 5);
  });

  it("of a crowd, where the push is by a tree, keeps groups apart", () => {
    const { vectors, n, group } = blobs(720);
    const made = embedder(tsne(), vectors, n, 7, { seed: 1 });
    made.step(300);
    expect(purity(made.positions, group)).toBe(1);
  });
});

/** Affinities of `n` random rows. */
function graphOf(n: number, seed: number): NeighbourGraph {
  const draw = stream(seed);
  const near = new Neighbours(Float64Array.from({ length: 7 * n }, draw), n, 7, Math.min(n - 1, 30));
  near.step(n);
  return affinities(near, n, Math.min(10, (n + 1) / 3));
}

/** The Kullback-Leibler divergence of P from Q, by its definition. */
function loss({ starts, columns, weights }: NeighbourGraph, at: Float64Array): number {
  const { total } = pushOf(at);
  let sum = 0;
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let e = starts[row]; e < starts[row + 1]; e++) {
      if (weights[e] > 0) sum += weights[e] * Math.log((weights[e] * total) / likeness(at, row, columns[e]));
    }
  }
  return sum;
}

function pushOf(at: Float64Array): { push: Float64Array; total: number } {
  const push = new Float64Array(at.length);
  let total = 0;
  for (let i = 0; 2 * i < at.length; i++) {
    for (let j = 0; 2 * j < at.length; j++) {
      if (i === j) continue;
      const q = likeness(at, i, j);
      total += q;
      push[2 * i] += q * q * (at[2 * i] - at[2 * j]);
      push[2 * i + 1] += q * q * (at[2 * i + 1] - at[2 * j + 1]);
    }
  }
  return { push, total };
}

function likeness(at: Float64Array, i: number, j: number): number {
  return 1 / (1 + (at[2 * i] - at[2 * j]) ** 2 + (at[2 * i + 1] - at[2 * j + 1]) ** 2);
}
