import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, type LiveBasis } from "../../src/projection/live-basis.ts";
import { pca } from "../../src/projection/pca.ts";
import { dot, flat, matrices, stream } from "./laws.ts";

const TRAITS = ["warmth", "curiosity", "trust", "creativity", "patience", "resilience", "ambition"];

describe("a live basis", () => {
  it("begins as plain PCA", () => {
    const vectors = flat([
      [0, 0],
      [4, 0],
      [2, 1],
      [2, -1],
    ]);
    const live = advance(undefined, vectors, 4, ["a", "b"]);
    const plain = pca(["a", "b"]).fit(vectors, 4);
    expect([live.mean, live.x, live.y]).toEqual([plain.mean, plain.x, plain.y]);
    expect(live.axes[0].label).toBe("PC1 · a");
    expect(live.unstable).toBe(false);
  });

  it("keeps facing as it did where plain PCA turns about", () => {
    // Tilted a little one way, then the other: the largest loading changes hands between opposite signs.
    const tilted = (lean: number) =>
      flat([
        [1 + lean, -1],
        [-1 - lean, 1],
        [0.1, 0.1],
        [-0.1, -0.1],
      ]);
    const fit = (lean: number) => pca(["a", "b"]).fit(tilted(lean), 4);
    expect(dot(fit(0.01).x, fit(-0.01).x)).toBeLessThan(-0.9);
    const before = advance(undefined, tilted(0.01), 4, ["a", "b"]);
    const after = advance(before, tilted(-0.01), 4, ["a", "b"]);
    expect(dot(before.x, after.x)).toBeGreaterThan(0.99);
  });

  it("comes to rest on PC1 and PC2 when the town does, even from the side", () => {
    const wide = flat([
      [3, 0, 0],
      [-3, 0, 0],
      [0, 1, 0],
      [0, -1, 0],
      [0, 0, 0.1],
      [0, 0, -0.1],
    ]);
    const tall = flat([
      [1, 0, 0],
      [-1, 0, 0],
      [0, 3, 0.3],
      [0, -3, -0.3],
      [0, 0, 0.1],
      [0, 0, -0.1],
    ]);
    let live = advance(undefined, wide, 6, ["a", "b", "c"]);
    for (let moment = 0; moment < 200; moment++) live = advance(live, tall, 6, ["a", "b", "c"]);
    const plain = pca(["a", "b", "c"]).fit(tall, 6);
    expect(Math.abs(dot(live.x, plain.x))).toBeCloseTo(1, 6);
    expect(Math.abs(dot(live.y, plain.y))).toBeCloseTo(1, 6);
    expect(live.axes[0].explained).toBeCloseTo(plain.axes[0].explained, 6);
  });

  it("says that it is unstable when the second and the third direction vary alike, but not when the first and the second do", () => {
    const cross = (a: number, b: number, c: number) =>
      flat([
        [a, 0, 0],
        [-a, 0, 0],
        [0, b, 0],
        [0, -b, 0],
        [0, 0, c],
        [0, 0, -c],
      ]);
    const unstable = (a: number, b: number, c: number) =>
      advance(undefined, cross(a, b, c), 6, ["a", "b", "c"]).unstable;
    expect(unstable(3, 1, 0.99)).toBe(true);
    expect(unstable(3, 3, 1)).toBe(false);
    expect(unstable(0, 0, 0)).toBe(true);
  });

  it("goes on with one trait, one citizen, or citizens that come and go", () => {
    let one = advance(undefined, [1, 2, 3], 3, ["a"]);
    one = advance(one, [1, 2], 2, ["a"]);
    expect([[...one.x], [...one.y], one.unstable]).toEqual([[1], [0], false]);
    let few = advance(undefined, [0.5, 0.5], 1, ["a", "b"]);
    few = advance(few, [0.5, 0.5, 0.1, 0.9], 2, ["a", "b"]);
    expect(dot(few.x, few.x)).toBeCloseTo(1, 12);
  });

  it("refuses an empty town, and other traits than before", () => {
    expect(() => advance(undefined, [], 0, ["a"])).toThrow("at least 1 row");
    const live = advance(undefined, [1, 2], 2, ["a"]);
    expect(() => advance(live, [1, 2], 1, ["a", "b"])).toThrow("it had 1, got 2");
  });
});

describe("a live basis, by law", () => {
  it("never flips in 1,000 moments of small drift in a nearly round town, where plain PCA does", () => {
    const random = stream(7);
    const n = 25;
    const vectors = Float64Array.from({ length: n * TRAITS.length }, random);
    const plain = pca(TRAITS);
    let naive = plain.fit(vectors, n);
    let live = advance(undefined, vectors, n, TRAITS);
    let [naiveFlips, liveFlips] = [0, 0];
    for (let moment = 0; moment < 1000; moment++) {
      for (let i = 0; i < vectors.length; i++) {
        vectors[i] = Math.min(1, Math.max(0, vectors[i] + 0.04 * (random() - 0.5)));
      }
      const fresh = plain.fit(vectors, n);
      const next = advance(live, vectors, n, TRAITS);
      if (dot(fresh.x, naive.x) < 0 || dot(fresh.y, naive.y) < 0) naiveFlips++;
      if (dot(next.x, live.x) <= 0 || dot(next.y, live.y) <= 0) liveFlips++;
      [naive, live] = [fresh, next];
    }
    expect(naiveFlips).toBeGreaterThan(0);
    expect(liveFlips).toBe(0);
  });

  it("keeps every axis on its side and the basis orthonormal, whatever happens to the town", () => {
    const run = fc.integer({ min: 2, max: 6 }).chain((width) =>
      fc.array(
        matrices(2, width).map(({ rows }) => rows.map((row) => row.slice(0, width))),
        { minLength: 2, maxLength: 12 },
      ),
    );
    fc.assert(
      fc.property(run, (moments) => {
        const width = moments[0][0].length;
        const traits = TRAITS.slice(0, width);
        let before: LiveBasis | undefined;
        for (const rows of moments) {
          const after = advance(before, flat(rows), rows.length, traits);
          expect(dot(after.x, after.x)).toBeCloseTo(1, 10);
          expect(dot(after.y, after.y)).toBeCloseTo(1, 10);
          expect(dot(after.x, after.y)).toBeCloseTo(0, 10);
          if (before !== undefined) {
            expect(dot(before.x, after.x)).toBeGreaterThan(0);
            expect(dot(before.y, after.y)).toBeGreaterThan(0);
          }
          before = after;
        }
      }),
    );
  });

  it("is a function of what came before: the same moments give the same basis, from any of them on", () => {
    const random = stream(11);
    const moments = Array.from({ length: 12 }, () => Float64Array.from({ length: 10 * TRAITS.length }, random));
    const through = (from: LiveBasis | undefined, some: readonly Float64Array[]) =>
      some.reduce<LiveBasis | undefined>((live, vectors) => advance(live, vectors, 10, TRAITS), from);
    const kept = through(undefined, moments.slice(0, 5));
    const copy = structuredClone(kept);
    const whole = through(undefined, moments);
    expect(through(kept, moments.slice(5))).toEqual(whole);
    expect(kept).toEqual(copy);
  });
});
