import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ForceTree } from "../../src/network/force-tree.ts";
import { ForceLayout, type Springs } from "../../src/network/force.ts";

function springs(order: number, ties: readonly (readonly [number, number, number])[]): Springs {
  return {
    order,
    ends: Uint32Array.from(ties.flatMap(([a, b]) => [a, b])),
    weights: Float64Array.from(ties, ([, , weight]) => weight),
  };
}

function laidOut(graph: Springs, options: Partial<ConstructorParameters<typeof ForceLayout>[1]> = {}): Float64Array {
  const layout = new ForceLayout(graph, { seed: 1, ...options });
  layout.step(Infinity);
  return layout.positions;
}

const distance = (at: Float64Array, i: number, j: number) =>
  Math.hypot(at[2 * i] - at[2 * j], at[2 * i + 1] - at[2 * j + 1]);

/** Random ties of a few nodes, of either sign. */
const anyGraph = (most = 24) =>
  fc.integer({ min: 2, max: most }).chain((order) =>
    fc
      .uniqueArray(
        fc.tuple(fc.nat(order - 1), fc.nat(order - 1), fc.integer({ min: -5, max: 10 })).filter(([a, b]) => a !== b),
        { maxLength: 3 * order, selector: ([a, b]) => Math.min(a, b) * order + Math.max(a, b) },
      )
      .map((ties) =>
        springs(
          order,
          ties.map(([a, b, tenths]) => [a, b, tenths / 10] as const),
        ),
      ),
  );

/** The energy that `ForceLayout` says it descends, written down from its formula, at its best scale. */
function energy({ order, ends, weights }: Springs, at: ArrayLike<number>): number {
  const [GRAVITY, AVERSION] = [0.12, 6];
  const mass = Array<number>(order).fill(1);
  weights.forEach((w, e) => {
    mass[ends[2 * e]] += Math.max(0, w);
    mass[ends[2 * e + 1]] += Math.max(0, w);
  });
  const all = mass.reduce((sum, m) => sum + m, 0);
  const x = mass.reduce((sum, m, i) => sum + m * at[2 * i], 0) / all;
  const y = mass.reduce((sum, m, i) => sum + m * at[2 * i + 1], 0) / all;
  const apart = (i: number, j: number) => Math.hypot(at[2 * i] - at[2 * j], at[2 * i + 1] - at[2 * j + 1]);
  let [pulls, pushes, logs] = [0, 0, 0];
  weights.forEach((w, e) => {
    const d = apart(ends[2 * e], ends[2 * e + 1]);
    if (w > 0) pulls += w * d * d;
    else {
      pushes -= AVERSION * w;
      logs -= AVERSION * w * Math.log(d);
    }
  });
  for (let i = 0; i < order; i++) {
    pulls += GRAVITY * mass[i] * ((at[2 * i] - x) ** 2 + (at[2 * i + 1] - y) ** 2);
    for (let j = 0; j < i; j++) {
      pushes += mass[i] * mass[j];
      logs += mass[i] * mass[j] * Math.log(apart(i, j));
    }
  }
  const scale = Math.sqrt(pushes / pulls);
  return (scale * scale * pulls) / 2 - logs - pushes * Math.log(scale);
}

describe("a force-directed drawing", () => {
  it("puts two who are tied as far apart as the drawing is wide, around its middle", () => {
    const at = laidOut(springs(2, [[0, 1, 1]]));
    expect(distance(at, 0, 1)).toBeCloseTo(2);
    expect(at[0] + at[2]).toBeCloseTo(0);
  });

  it("draws two groups apart and their members together", () => {
    const ties: [number, number, number][] = [[0, 5, 0.2]];
    for (const first of [0, 5])
      for (let i = 0; i < 5; i++) for (let j = 0; j < i; j++) ties.push([first + i, first + j, 1]);
    const at = laidOut(springs(10, ties));
    for (let i = 0; i < 5; i++) for (let j = 5; j < 10; j++) expect(distance(at, i, j)).toBeGreaterThan(1);
    for (let i = 0; i < 5; i++) for (let j = 0; j < i; j++) expect(distance(at, i, j)).toBeLessThan(1);
  });

  it("drives those apart who shun each other", () => {
    const star = (weight: number) =>
      springs(5, [
        [0, 1, 0.5],
        [0, 2, 0.5],
        [0, 3, 0.5],
        [0, 4, 0.5],
        [1, 2, weight],
      ]);
    expect(distance(laidOut(star(-1)), 1, 2)).toBeGreaterThan(distance(laidOut(star(0)), 1, 2));
  });

  it("has nothing to do for nobody, or for one alone", () => {
    expect([...laidOut(springs(0, []))]).toEqual([]);
    expect([...laidOut(springs(1, []))]).toEqual([0, 0]);
  });

  it("begins a newcomer among those it is tied to", () => {
    const path = springs(4, [
      [0, 1, 1],
      [1, 2, 1],
      [2, 3, 1],
    ]);
    const from = laidOut(path);
    const layout = new ForceLayout(
      springs(5, [
        [0, 1, 1],
        [1, 2, 1],
        [2, 3, 1],
        [3, 4, 1],
      ]),
      {
        seed: 1,
        from: Float64Array.of(...from, Number.NaN, Number.NaN),
      },
    );
    expect(distance(layout.positions, 3, 4)).toBeLessThan(distance(layout.positions, 0, 4) / 2);
  });

  it("refuses what is no graph, and says which tie", () => {
    const refused = (graph: Springs, from?: Float64Array) => () =>
      new ForceLayout(graph, { seed: 1, ...(from && { from }) });
    expect(refused(springs(2, [[0, 2, 1]]))).toThrow("tie 0 is [0, 2], but ties join two different nodes below 2");
    expect(refused(springs(2, [[0, 1, 2]]))).toThrow("tie 0 weighs 2, but weights are from -1 to 1");
    expect(refused(springs(2, []), new Float64Array(3))).toThrow("two numbers for each of 2 nodes, got 3");
  });
});

describe("laws of the drawing", () => {
  it("is the same for the same seed, bit for bit, however it is cut into steps", () => {
    fc.assert(
      fc.property(anyGraph(), fc.nat(), fc.integer({ min: 1, max: 50 }), (graph, seed, stride) => {
        const layout = new ForceLayout(graph, { seed });
        while (!layout.done) layout.step(stride);
        expect(layout.positions).toEqual(laidOut(graph, { seed }));
      }),
      { numRuns: 20 },
    );
  });

  it("turns with what it begins from: a right angle is exact, and where it begins from lies does not matter", () => {
    fc.assert(
      fc.property(anyGraph(), fc.double({ min: -9, max: 9, noNaN: true }), (graph, far) => {
        const from = new ForceLayout(graph, { seed: 3 }).positions;
        const turned = from.map((_, c) => (c % 2 === 0 ? -from[c + 1] : from[c - 1]));
        const plain = laidOut(graph, { from, theta: 0 });
        const rotated = laidOut(graph, { from: turned, theta: 0 });
        for (let c = 0; c < plain.length; c += 2) {
          expect(rotated[c]).toBeCloseTo(-plain[c + 1], 9);
          expect(rotated[c + 1]).toBeCloseTo(plain[c], 9);
        }
        const layout = new ForceLayout(graph, { seed: 1, from: from.map((value) => value + far) });
        layout.step(10);
        const here = new ForceLayout(graph, { seed: 1, from });
        here.step(10);
        for (let c = 0; c < plain.length; c++) expect(layout.positions[c]).toBeCloseTo(here.positions[c], 6);
      }),
      { numRuns: 40 },
    );
  });

  it("comes to rest in a valley of its energy: no node is better off a little aside", () => {
    fc.assert(
      fc.property(anyGraph(12), (graph) => {
        const at = laidOut(graph);
        const least = energy(graph, at);
        for (let c = 0; c < at.length; c++) {
          for (const aside of [-0.05, 0.05]) {
            const moved = Float64Array.from(at);
            moved[c] += aside;
            expect(energy(graph, moved)).toBeGreaterThan(least - 1e-3);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("ends with those who are tied nearer than those who are not", () => {
    fc.assert(
      fc.property(anyGraph(), (graph) => {
        const tied = new Set<string>();
        graph.weights.forEach((w, e) => {
          if (w >= 0.3) tied.add([graph.ends[2 * e], graph.ends[2 * e + 1]].sort((a, b) => a - b).join());
        });
        const pairs = (graph.order * (graph.order - 1)) / 2;
        fc.pre(tied.size > 0 && tied.size < pairs / 2);
        const at = laidOut(graph);
        const sums = { tied: 0, apart: 0 };
        for (let b = 0; b < graph.order; b++)
          for (let a = 0; a < b; a++) sums[tied.has(`${a},${b}`) ? "tied" : "apart"] += distance(at, a, b);
        expect(sums.tied / tied.size).toBeLessThan(sums.apart / (pairs - tied.size));
      }),
      { numRuns: 60 },
    );
  });

  it("does not move at all to speak of when it begins from where a town came to rest", () => {
    const ties = Array.from({ length: 25 }, (_, i) => [1, 2, 5].map((k) => [i, (i + k) % 25, 0.4] as const)).flat();
    const town = springs(25, ties);
    const from = laidOut(town);
    const again = laidOut(town, { from });
    for (let c = 0; c < from.length; c++) expect(Math.abs(again[c] - from[c])).toBeLessThan(1e-3);
  });

  it("moves less from where it lay the more of that still holds, when ties change", () => {
    fc.assert(
      fc.property(anyGraph(), anyGraph(), (one, other) => {
        const order = Math.max(one.order, other.order);
        const from = laidOut({ ...one, order });
        const moved = (memory: number) => {
          const at = laidOut({ ...other, order }, { from, memory });
          let sum = 0;
          for (let c = 0; c < at.length; c++) sum += (at[c] - from[c]) ** 2;
          return sum;
        };
        expect(moved(1)).toBeLessThanOrEqual(moved(0) + 0.05);
      }),
      { numRuns: 40 },
    );
  });

  it("stays where it is when it begins from itself, where everyone is tied to someone", () => {
    fc.assert(
      fc.property(anyGraph(), ({ order, ends, weights }) => {
        const ring = Array.from({ length: order }, (_, i) => [i, (i + 1) % order]);
        const graph = {
          order,
          ends: Uint32Array.of(...ends, ...ring.flat()),
          weights: Float64Array.of(...weights, ...ring.map(() => 0.5)),
        };
        const from = laidOut(graph);
        const again = laidOut(graph, { from });
        for (let i = 0; i < order; i++)
          expect(Math.hypot(again[2 * i] - from[2 * i], again[2 * i + 1] - from[2 * i + 1])).toBeLessThan(0.05);
      }),
      { numRuns: 100 },
    );
  });
});

describe("repulsion by a tree", () => {
  const place = fc.integer({ min: -50, max: 50 }).map((tenths) => tenths / 10);
  const masses = fc.array(fc.tuple(place, place, fc.integer({ min: 1, max: 5 })), { minLength: 2, maxLength: 120 });

  /** The sum over all others, written down. */
  const exact = (points: readonly (readonly [number, number, number])[], i: number) => {
    const [x, y, m] = points[i];
    const force = [0, 0];
    for (const [ox, oy, om] of points) {
      const squared = (x - ox) ** 2 + (y - oy) ** 2;
      if (squared === 0) continue;
      force[0] += (m * om * (x - ox)) / squared;
      force[1] += (m * om * (y - oy)) / squared;
    }
    return force;
  };

  it("is the plain sum when exact; those on one point don't push each other", () => {
    fc.assert(
      fc.property(masses, (points) => {
        const tree = new ForceTree(Float64Array.from(points, ([, , m]) => m));
        tree.build(Float64Array.from(points.flatMap(([x, y]) => [x, y])));
        const here = { x: 0, y: 0, stiffness: 0 };
        for (let i = 0; i < points.length; i++) {
          const [x, y] = exact(points, i);
          tree.repulsion(i, 0, here);
          expect(Math.hypot(here.x - x, here.y - y)).toBeLessThan(1e-9 * (1 + here.stiffness * 10));
        }
      }),
    );
  });

  it("agrees on a crowd to within a few percent", () => {
    const random = (() => {
      let state = 7;
      return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
    })();
    const points = Array.from({ length: 800 }, () => [random() * 10, random() * 10, 1 + random()] as const);
    const tree = new ForceTree(Float64Array.from(points, ([, , m]) => m));
    tree.build(Float64Array.from(points.flatMap(([x, y]) => [x, y])));
    const near = { x: 0, y: 0, stiffness: 0 };
    let [wrong, size] = [0, 0];
    for (let i = 0; i < points.length; i++) {
      const [x, y] = exact(points, i);
      tree.repulsion(i, 0.8, near);
      wrong += (near.x - x) ** 2 + (near.y - y) ** 2;
      size += x * x + y * y;
    }
    expect(Math.sqrt(wrong / size)).toBeLessThan(0.03);
  });
});
