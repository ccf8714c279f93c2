import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Glide, placesOf, type PlanePose, type Pose } from "../../src/scene/scatter-motion.ts";
import { OutlineMorph, type Outline } from "../../src/scene/scatter-outlines.ts";

const DOMAIN = { left: -1, right: 1, bottom: -1, top: 1 };
const unit = (k: number, size = 1) => Float64Array.from({ length: 7 }, (_, i) => (i === k ? size : 0));
const pose = (fill: number, x = unit(0), y = unit(1)): PlanePose => ({
  kind: "plane",
  traits: new Float64Array(14).fill(fill),
  plane: { mean: new Float64Array(7), x, y },
  domain: DOMAIN,
});

describe("gliding", () => {
  it("begins where the first pose is, and is 95 % of the way to the next after 270 ms, whatever the frame rate", () => {
    for (const frame of [270, 27, 5]) {
      const glide = new Glide();
      glide.aim(pose(0));
      expect(glide.moving).toBe(false);
      glide.aim(pose(1));
      for (let passed = 0; passed < 270; passed += frame) glide.step(frame);
      expect((glide.pose as PlanePose).traits[0]).toBeCloseTo(1 - Math.exp(-3), 6);
    }
  });

  it("arrives exactly, and then rests", () => {
    const glide = new Glide();
    glide.aim(pose(0));
    glide.aim(pose(0.3));
    for (let i = 0; i < 100 && glide.moving; i++) glide.step(16);
    expect(glide.moving).toBe(false);
    expect((glide.pose as PlanePose).traits).toEqual(pose(0.3).traits);
  });

  it("is there at once when stillness is asked for, or when it is another town", () => {
    const glide = new Glide();
    glide.aim(pose(0));
    glide.aim(pose(1), true);
    expect((glide.pose as PlanePose).traits[0]).toBe(1);
    glide.aim({ ...pose(0), traits: new Float64Array(21) });
    expect(glide.moving).toBe(false);
  });

  it("turns the plane: axes at right angles stay so and keep their length on the way", () => {
    const vector = fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(vector, vector, vector, vector, (a, b, c, d) => {
        const from = frame(a, b);
        fc.pre(from !== undefined);
        // Not so far that it is mirrored: then there is no short turn.
        const nudged = (axis: Float64Array, nudge: number[]) => [...axis].map((value, k) => value + 0.03 * nudge[k]);
        const to = frame(nudged(from.x, c), nudged(from.y, d));
        fc.pre(
          to !== undefined && dot(from.x, to.x) * dot(from.y, to.y) - dot(from.x, to.y) * dot(from.y, to.x) > 0.25,
        );
        const glide = new Glide();
        glide.aim(pose(0, from.x, from.y));
        glide.aim(pose(0, to.x, to.y));
        for (let i = 0; i < 40 && glide.moving; i++) {
          glide.step(16);
          const { x, y } = (glide.pose as PlanePose).plane;
          expect(dot(x, y)).toBeCloseTo(0, 6);
          expect(dot(x, x)).toBeCloseTo(1, 6);
          expect(dot(y, y)).toBeCloseTo(1, 6);
        }
      }),
    );
  });

  it("arrives, whatever the way: swapped axes, opposite axes, any weights", () => {
    const [e0, e1, minus0] = [unit(0), unit(1), unit(0, -1)];
    const weights = fc
      .array(fc.integer({ min: -3, max: 3 }), { minLength: 7, maxLength: 7 })
      .map((row) => new Float64Array(row));
    const target = fc.oneof(fc.constantFrom([e1, e0] as const, [minus0, e1] as const), fc.tuple(weights, weights));
    fc.assert(
      fc.property(target, ([x, y]) => {
        const glide = new Glide();
        glide.aim(pose(0, e0, e1));
        glide.aim(pose(0, x, y));
        for (let i = 0; i < 200 && glide.moving; i++) glide.step(16);
        expect(glide.moving).toBe(false);
        expect((glide.pose as PlanePose).plane).toEqual({ mean: new Float64Array(7), x, y });
      }),
    );
  });

  it("leaves the pose it was given alone", () => {
    const target = pose(1);
    const glide = new Glide();
    glide.aim(pose(0));
    glide.aim(target);
    glide.step(50);
    glide.step(5000);
    (glide.pose as PlanePose).traits[0] = 9;
    expect(target.traits[0]).toBe(1);
  });
});

describe("outlines", () => {
  const outline = (members: number[], x: number): Outline => ({
    coalition: { id: "lanterns", name: "The lanterns", colour: 0, since: 1, members, strength: 0.5, cohesion: 0.8 },
    vertices: Float64Array.of(x, 0, x + 10, 0, x + 10, 10),
    colour: "#000",
    dimmed: false,
    named: false,
    focused: false,
  });

  it("follow their members at once, but fade over when the membership changes", () => {
    const morph = new OutlineMorph();
    morph.step([outline([1, 2], 0)], Infinity);
    expect(morph.step([outline([1, 2], 40)], 16).outlines[0].vertices[0]).toBe(40);
    const changed = morph.step([outline([1, 2, 3], 80)], 16);
    expect(changed.moving).toBe(true);
    expect(changed.outlines[0].vertices[0]).toBeGreaterThan(40);
    expect(changed.outlines[0].vertices[0]).toBeLessThan(60);
    let last = changed;
    for (let i = 0; i < 100 && last.moving; i++) last = morph.step([outline([1, 2, 3], 80)], 16);
    expect(last.moving).toBe(false);
    expect(last.outlines[0].vertices[0]).toBeCloseTo(80, 0);
  });

  it("open from their middle when a coalition is new", () => {
    const { outlines, moving } = new OutlineMorph().step([outline([1, 2, 3], 0)], 0);
    expect(moving).toBe(true);
    expect(outlines[0].vertices[0]).toBeCloseTo(20 / 3, 9);
    expect(outlines[0].vertices[2]).toBeCloseTo(20 / 3, 9);
  });
});

function frame(a: number[], b: number[]): { x: Float64Array<ArrayBuffer>; y: Float64Array<ArrayBuffer> } | undefined {
  const x = Float64Array.from(a);
  if (dot(x, x) < 0.1) return undefined;
  const first = x.map((value) => value / Math.sqrt(dot(x, x)));
  const along = dot(first, Float64Array.from(b));
  const y = Float64Array.from(b, (value, k) => value - along * first[k]);
  if (dot(y, y) < 0.1) return undefined;
  return { x: first, y: y.map((value) => value / Math.sqrt(dot(y, y))) };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

describe("gliding to an embedding", () => {
  const points = (...positions: number[]): Pose => ({
    kind: "points",
    positions: Float64Array.from(positions),
    domain: DOMAIN,
  });

  it("sets off from where the plane shows everyone, in straight lines, and comes home to the plane", () => {
    const glide = new Glide();
    glide.aim(pose(0.5));
    glide.aim(points(-1, -1, 3, 2));
    expect([...placesOf(glide.pose!)]).toEqual([0.5, 0.5, 0.5, 0.5]);
    glide.step(270);
    expect(placesOf(glide.pose!)[2]).toBeCloseTo(3 - 2.5 * Math.exp(-3), 9);
    for (let i = 0; i < 100 && glide.moving; i++) glide.step(16);
    expect([...placesOf(glide.pose!)]).toEqual([-1, -1, 3, 2]);
    glide.aim(pose(0.25));
    expect([...placesOf(glide.pose!)]).toEqual([-1, -1, 3, 2]);
    for (let i = 0; i < 100 && glide.moving; i++) glide.step(16);
    expect(glide.pose).toEqual(pose(0.25));
  });
});
