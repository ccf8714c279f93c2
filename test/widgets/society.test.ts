import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ForceLayout, type Springs } from "../../src/network/force.ts";
import { layoutRunner, type Drawn } from "../../src/widgets/society/layout-run.ts";
import { PlaceGlide } from "../../src/widgets/society/place-glide.ts";

const path = (order: number): Springs => ({
  order,
  ends: Uint32Array.from({ length: 2 * (order - 1) }, (_, i) => (i + 1) >> 1),
  weights: new Float64Array(order - 1).fill(0.5),
});

/** Runs jobs and answers what was told, once one is done. */
function told(slice: number, ...jobs: readonly Parameters<ReturnType<typeof layoutRunner>>[0][]): Promise<Drawn[]> {
  return new Promise((resolve) => {
    const all: Drawn[] = [];
    const run = layoutRunner(slice, (drawn) => {
      all.push(drawn);
      if (drawn.done) resolve(all);
    });
    for (const job of jobs) run(job);
  });
}

describe("a layout in slices", () => {
  it("comes to what one does that is made at once, however it is sliced", async () => {
    const layout = new ForceLayout(path(12), { seed: 5 });
    layout.step(Infinity);
    for (const slice of [0.01, 1000]) {
      const last = (await told(slice, { id: 1, springs: path(12), seed: 5, memory: 1 })).at(-1)!;
      expect(last).toEqual({ id: 1, positions: layout.positions, done: true });
    }
  });

  it("begins from where the nodes lay, and tells of that only when it is done", async () => {
    const layout = new ForceLayout(path(12), { seed: 5 });
    layout.step(Infinity);
    const all = await told(0.01, { id: 2, springs: path(12), seed: 5, memory: 1, from: layout.positions });
    expect(all).toHaveLength(1);
    all[0].positions.forEach((value, c) => expect(value).toBeCloseTo(layout.positions[c], 2));
  });

  it("lets the latest job win", async () => {
    const all = await told(
      1000,
      { id: 1, springs: path(40), seed: 5, memory: 1 },
      { id: 2, springs: path(5), seed: 5, memory: 1 },
    );
    expect(all.map(({ id }) => id)).toEqual([2]);
  });
});

describe("places on their way", () => {
  it("are where they are asked to be the first time, then glide, and arrive", () => {
    const glide = new PlaceGlide(3);
    expect([...glide.places([0])]).toEqual([Number.NaN, Number.NaN]);
    glide.aim([0, 2], Float64Array.of(1, 2, 3, 4), false);
    expect([...glide.places([0, 2])]).toEqual([1, 2, 3, 4]);
    glide.step(16);
    glide.aim([0, 2], Float64Array.of(2, 2, 3, 4), false);
    expect(glide.step(16)).toBe(true);
    const [x] = glide.places([0]);
    expect(x).toBeGreaterThan(1);
    expect(x).toBeLessThan(2);
    expect([...glide.targets([0])]).toEqual([2, 2]);
    expect(glide.step(10_000)).toBe(false);
    expect([...glide.places([0])]).toEqual([2, 2]);
  });

  it("are kept for those who are not in the picture for a while", () => {
    const glide = new PlaceGlide(3);
    glide.aim([0, 1], Float64Array.of(1, 1, 2, 2), true);
    glide.aim([1, 2], Float64Array.of(0, 0, 5, 5), true);
    expect([...glide.places([0, 1, 2])]).toEqual([1, 1, 0, 0, 5, 5]);
  });

  it("never overshoot, in whatever steps time passes", () => {
    const place = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(place, place, fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 }), (from, to, steps) => {
        const glide = new PlaceGlide(1);
        glide.aim([0], Float64Array.of(from, 0), true);
        glide.aim([0], Float64Array.of(to, 0), false);
        let last = Math.abs(to - from);
        for (const ms of steps) {
          glide.step(ms);
          const gap = Math.abs(glide.places([0])[0] - to);
          expect(gap).toBeLessThanOrEqual(last + 1e-12);
          last = gap;
        }
      }),
    );
  });
});
