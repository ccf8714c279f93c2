import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AT_REST } from "../../src/scene/scatter-frame.ts";
import { castOf } from "../../src/scene/scatter-cast.ts";
import { likeness, MOST_WHOLE, societyOf, strongestFeelings } from "../../src/scene/society-ties.ts";
import { signed } from "../../src/scene/brief.ts";
import { societyText, tieOf } from "../../src/scene/society-text.ts";
import { societyPointAt, societyScene, type SocietyOptions } from "../../src/scene/society.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { TownState } from "../../src/sim/state.ts";
import { eventsOf, smallville } from "../sim/towns.ts";

/** A town of `n` in which `from` feels `weight` for `to`. */
function townOf(n: number, feelings: readonly (readonly [from: number, to: number, weight: number])[]): TownState {
  const { town } = new Simulation(parseConfig({ citizens: n, seed: 1 }));
  for (const [from, to, weight] of feelings) town.relationships[from].set(to, weight);
  return town;
}

const pairs = ({ rows, ends, weights }: ReturnType<typeof societyOf>) =>
  Array.from(weights, (weight, e) => [rows[ends[2 * e]], rows[ends[2 * e + 1]], weight] as const);

const anyFeelings = fc.array(
  fc
    .tuple(fc.nat(9), fc.nat(9), fc.integer({ min: -10, max: 10 }))
    .filter(([a, b]) => a !== b)
    .map(([a, b, tenths]) => [a, b, tenths / 10] as const),
  { maxLength: 60 },
);

describe("the strongest ties", () => {
  it("are the mean of what two feel for each other; what is not returned counts half", () => {
    const town = townOf(4, [
      [0, 1, 0.8],
      [1, 0, 0.4],
      [2, 3, -0.5],
    ]);
    expect(pairs(societyOf(town))).toEqual([
      [0, 1, expect.closeTo(0.6)],
      [2, 3, -0.25],
    ]);
  });

  it("hold, for each citizen, the few that are strongest, and no other that is not among another's few", () => {
    fc.assert(
      fc.property(anyFeelings, (feelings) => {
        const town = townOf(10, feelings);
        const society = societyOf(town);
        const between = (a: number, b: number) => (town.relationships[a].get(b) + town.relationships[b].get(a)) / 2;
        const found = new Set(pairs(society).map(([a, b]) => `${a} ${b}`));
        for (const [a, b, weight] of pairs(society)) expect(weight).toBe(between(a, b));
        for (let a = 0; a < 10; a++) {
          const others = Array.from({ length: 10 }, (_, b) => b).filter((b) => b !== a && between(a, b) !== 0);
          const sizes = others.map((b) => Math.abs(between(a, b))).sort((p, q) => q - p);
          const least = sizes[society.perCitizen - 1] ?? 0;
          for (const b of others) {
            if (Math.abs(between(a, b)) > least) expect(found).toContain(`${Math.min(a, b)} ${Math.max(a, b)}`);
          }
        }
      }),
    );
  });

  it("of a town too large are those around somebody only", () => {
    const feelings = [
      [7, 8, 0.9],
      [8, 9, 0.9],
      [20, 21, 1],
    ] as const;
    const town = townOf(MOST_WHOLE + 1, feelings);
    expect(societyOf(town).rows).toEqual([]);
    expect(societyOf(town, [7]).rows).toEqual([7, 8]);
    expect(societyOf(town, [7]).partial).toBe(true);
    expect(societyOf(townOf(30, [])).partial).toBe(false);
  });

  it("are alike when they are the same, and unlike when none is", () => {
    const [one, other] = [societyOf(townOf(6, [[0, 1, 1]])), societyOf(townOf(6, [[2, 3, 1]]))];
    expect(likeness(one, one)).toBe(1);
    expect(likeness(one, other)).toBe(0);
    expect(likeness(societyOf(townOf(6, [])), societyOf(townOf(6, [])))).toBe(1);
  });

  it("can be read as a list: every pair once, strongest first, of the ones asked about only", () => {
    fc.assert(
      fc.property(anyFeelings, fc.uniqueArray(fc.nat(9), { maxLength: 3 }), (feelings, rows) => {
        const town = townOf(10, feelings);
        const list = strongestFeelings(town, rows, 1000);
        const keys = list.map(({ a, b }) => `${Math.min(a, b)} ${Math.max(a, b)}`);
        expect(new Set(keys).size).toBe(keys.length);
        const sizes = list.map((feeling) => Math.abs(tieOf(feeling)));
        expect(sizes).toEqual(sizes.toSorted((p, q) => q - p));
        let expected = 0;
        for (let b = 0; b < 10; b++) {
          for (let a = 0; a < b; a++) {
            const met = town.relationships[a].get(b) !== 0 || town.relationships[b].get(a) !== 0;
            if (met && (rows.length === 0 || rows.includes(a) || rows.includes(b))) expected++;
          }
        }
        expect(list.length).toBe(expected);
      }),
    );
  });

  it("can be read in letters", () => {
    const town = townOf(4, [
      [0, 1, 1],
      [1, 0, 1],
      [2, 3, -0.5],
    ]);
    const [a, b, c, d] = town.citizens.map(({ name }) => name);
    const widest = Math.max(a.length, c.length);
    expect(societyText(town)).toBe(
      `${a.padStart(widest)} ━━━━━━━━━━━━ +1.00 ${b}\n${c.padStart(widest)} ╌╌╌          −0.25 ${d}\n`,
    );
    expect([0.004, -0.004, 0.5].map(signed)).toEqual(["0.00", "0.00", "+0.50"]);
  });
});

describe("the scene of a society", () => {
  const run = new Simulation(smallville());
  for (const event of eventsOf(run, 3)) void event;
  const { town } = run;
  const cast = castOf(town);
  const society = societyOf(town);
  const positions = Float64Array.from({ length: 50 }, (_, c) => (c % 2 === 0 ? (c / 2) % 5 : Math.floor(c / 10)));
  const options: SocietyOptions = {
    theme: "light",
    width: 400,
    height: 300,
    domain: { left: 0, right: 4, bottom: 0, top: 4 },
    camera: AT_REST,
    focus: "",
    selected: new Set(),
    marked: undefined,
    measure: (text) => 7 * text.length,
    places: new Map(),
  };

  it("puts everyone into the picture, with equal units on both axes", () => {
    const { points, ties } = societyScene(cast, society, positions, options);
    expect(points).toHaveLength(25);
    expect(ties).toHaveLength(society.weights.length);
    for (const { x, y } of points) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(400);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(300);
    }
    const [p, q, r] = [0, 1, 5].map((row) => points.find(({ member }) => member.row === row)!);
    expect(q.x - p.x).toBeCloseTo(p.y - r.y);
  });

  it("brings those forward who are tied to the one that is marked, and their ties", () => {
    const { points, ties } = societyScene(cast, society, positions, { ...options, marked: 3 });
    const near = new Set([3, ...pairs(society).flatMap(([a, b]) => (a === 3 ? [b] : b === 3 ? [a] : []))]);
    for (const { member, dimmed } of points) expect(dimmed).toBe(!near.has(member.row));
    for (const { from, to, standing } of ties) {
      expect(standing).toBe(from.member.row === 3 || to.member.row === 3 ? "lit" : "dimmed");
    }
  });

  it("holds back who is not in focus, but never the selected", () => {
    const focus = [...town.coalitions.keys()][0];
    const outside = cast.members.find(({ coalitions }) => !coalitions.some(({ id }) => id === focus))!;
    const { points } = societyScene(cast, society, positions, { ...options, focus, selected: new Set([outside.id]) });
    for (const { member, dimmed } of points) {
      expect(dimmed).toBe(member.id !== outside.id && !member.coalitions.some(({ id }) => id === focus));
    }
  });

  it("finds who is under the pointer, and does not draw who has no place yet", () => {
    const scene = societyScene(cast, society, positions, options);
    const point = scene.points.find(({ member }) => member.row === 12)!;
    expect(societyPointAt(scene, point.x + 3, point.y, 6)?.member.row).toBe(12);
    expect(societyPointAt(scene, 1, 1, 6)).toBeUndefined();
    const fewer = positions.slice().fill(Number.NaN, 0, 2);
    expect(societyScene(cast, society, fewer, options).points).toHaveLength(24);
  });
});
