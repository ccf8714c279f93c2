import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coordinates } from "../../src/projection/projection.ts";
import { castOf, standingBack } from "../../src/scene/scatter-cast.ts";
import { Crowd, shareAt, STRIDE } from "../../src/scene/scatter-crowd.ts";
import { hull } from "../../src/scene/hull.ts";
import { GOLD, GRAY, looksOf, SHAPE_BITS } from "../../src/scene/scatter-looks.ts";
import { Glide, type Plane } from "../../src/scene/scatter-motion.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { Coalition } from "../../src/sim/state.ts";

const unit = (k: number) => Float64Array.from({ length: 7 }, (_, i) => Number(i === k));
const PLANE: Plane = { mean: new Float64Array(7).fill(0.5), x: unit(0), y: unit(2) };
const TURNED: Plane = { mean: new Float64Array(7), x: unit(4), y: unit(1) };
const DOMAIN = { left: -1, right: 1, bottom: -1, top: 1 };

/** What the card would show at `now`: its own formula, from the columns alone. */
function seen(crowd: Crowd, now: number): number[] {
  if (crowd.embedded) {
    const share = shareAt(now - crowd.setOff);
    return Array.from({ length: 2 * crowd.size }, (_, i) => {
      const at = 4 * (i >> 1) + (i % 2);
      return crowd.places[at] + (crowd.places[at + 2] - crowd.places[at]) * share;
    });
  }
  return Array.from({ length: 7 * crowd.size }, (_, i) => {
    const [row, k] = [Math.floor(i / 7), i % 7];
    const [from, to] = [crowd.traits[STRIDE * row + k], crowd.traits[STRIDE * row + 8 + k]];
    return (from + (to - from) * shareAt(now - crowd.starts[row])) / 65_535;
  });
}

describe("a crowd", () => {
  it("shows the first traits it is given at once, and the next after 270 ms to 95 %", () => {
    const crowd = new Crowd(2);
    crowd.aim(new Float64Array(14), PLANE, 1000, false);
    expect(crowd.isMoving(1000)).toBe(false);
    crowd.aim(new Float64Array(14).fill(1), PLANE, 2000, false);
    expect(seen(crowd, 2000)[3]).toBe(0);
    expect(seen(crowd, 2270)[3]).toBeCloseTo(1 - Math.exp(-3), 6);
    expect(crowd.isMoving(2270)).toBe(true);
    expect(crowd.isMoving(3000)).toBe(false);
  });

  it("tells which few rows changed, and that nothing did", () => {
    const crowd = new Crowd(3);
    const traits = new Float64Array(21).fill(0.5);
    crowd.aim(traits, PLANE, 0, false);
    const { moves } = crowd;
    expect(crowd.aim(traits, PLANE, 16, false)).toBe(false);
    expect(crowd.moves).toBe(moves);
    traits[8] = 0.75;
    expect(crowd.aim(traits, PLANE, 32, false)).toBe(true);
    expect([crowd.moves, crowd.moved]).toEqual([moves + 1, [1]]);
  });

  it("glides as a small town does, whatever happens on the way, to a 16-bit digit", () => {
    const traits = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 14, maxLength: 14 });
    const step = fc.record({ after: fc.integer({ min: 1, max: 400 }), traits, still: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 500 }), (steps, later) => {
        const [crowd, glide] = [new Crowd(2), new Glide()];
        let now = 0;
        for (const { after, traits: next, still } of steps) {
          now += after;
          glide.step(after);
          const aim = Float64Array.from(next, (value) => value / 100);
          crowd.aim(aim, PLANE, now, still);
          glide.aim({ kind: "plane", traits: aim, plane: PLANE, domain: DOMAIN }, still);
        }
        glide.step(later);
        const pose = glide.pose!;
        if (pose.kind !== "plane") throw new Error("it never left the plane");
        for (const [i, value] of seen(crowd, now + later).entries()) expect(value).toBeCloseTo(pose.traits[i], 3);
      }),
    );
  });

  it("knows where everyone is going: the coordinates of their traits in its plane, however it came there", () => {
    const traits = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 35, maxLength: 35 });
    fc.assert(
      fc.property(fc.array(fc.tuple(traits, fc.boolean()), { minLength: 1, maxLength: 5 }), (steps) => {
        const crowd = new Crowd(5);
        for (const [i, [next, turned]] of steps.entries()) {
          const [aim, plane] = [Float64Array.from(next), turned ? TURNED : PLANE];
          crowd.aim(aim, plane, 100 * i, false);
          const truth = coordinates(plane, aim, 5);
          for (const [at, value] of crowd.positions.entries()) expect(value).toBeCloseTo(truth[at], 12);
        }
      }),
    );
  });

  it("goes to an embedding from where it was, and home again, without a jump", () => {
    const crowd = new Crowd(1);
    const traits = new Float64Array(7).fill(0.8);
    crowd.aim(traits, PLANE, 0, false);
    crowd.embed(Float64Array.of(-2, 1), 1000, false);
    expect(seen(crowd, 1000)).toEqual([expect.closeTo(0.3, 5), expect.closeTo(0.3, 5)]);
    expect(seen(crowd, 1270)[0]).toBeCloseTo(-2 + 2.3 * Math.exp(-3), 4);
    crowd.aim(traits, PLANE, 3000, false);
    expect(crowd.embedded).toBe(true);
    expect(seen(crowd, 3000)).toEqual([expect.closeTo(-2, 2), expect.closeTo(1, 2)]);
    crowd.pass(3800);
    expect(crowd.embedded).toBe(true);
    expect(seen(crowd, 3800)[0]).toBeCloseTo(0.3, 2);
    crowd.pass(3900);
    expect(crowd.embedded).toBe(false);
    expect([...crowd.positions]).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.3, 12)]);
  });

  it("has the hull of where a coalition is going", () => {
    const crowd = new Crowd(3);
    crowd.aim(
      Float64Array.from({ length: 21 }, (_, i) => i / 21),
      PLANE,
      0,
      false,
    );
    const members = [0, 2];
    const coalition: Coalition = { id: "a", name: "A", colour: 0, since: 1, members, strength: 0, cohesion: 0 };
    expect(crowd.hull(coalition)).toEqual(hull(crowd.positions, members, 0));
    crowd.aim(
      Float64Array.from({ length: 21 }, (_, i) => 1 - i / 21),
      PLANE,
      16,
      false,
    );
    expect(crowd.hull(coalition)).toEqual(hull(crowd.positions, members, 0));
  });
});

describe("the looks of a crowd", () => {
  it("say of each citizen what their mark says, and put who stands out on top", () => {
    const { town } = new Simulation(parseConfig({ citizens: 7, seed: 1 }));
    const coalition = (id: string, colour: number, members: number[]): Coalition => ({
      id,
      name: id,
      colour,
      since: 1,
      members,
      strength: 0.5,
      cohesion: 0.8,
    });
    town.coalitions.set("a", coalition("a", 1, [0, 1, 2]));
    town.coalitions.set("b", coalition("b", 7, [2, 3, 4]));
    const cast = castOf(town);
    const { looks, order } = looksOf(cast, standingBack(cast, "a"));
    const parts = [...looks].map((look) => ({
      shape: look & 3,
      hue: (look >> 2) & 7,
      back: (look >> 5) & 1,
      arcs: Array.from({ length: (look >> 6) & 7 }, (_, i) => (look >> (9 + 3 * i)) & 7),
    }));
    const { circle, diamond, star, ring } = SHAPE_BITS;
    expect(parts).toEqual([
      { shape: circle, hue: 1, back: 0, arcs: [] },
      { shape: circle, hue: 1, back: 0, arcs: [] },
      { shape: star, hue: GOLD, back: 0, arcs: [1, 2] },
      { shape: diamond, hue: 2, back: 1, arcs: [] },
      { shape: diamond, hue: 2, back: 1, arcs: [] },
      { shape: ring, hue: GRAY, back: 1, arcs: [] },
      { shape: ring, hue: GRAY, back: 1, arcs: [] },
    ]);
    expect([...order]).toEqual([5, 6, 3, 4, 0, 1, 2]);
  });
});
