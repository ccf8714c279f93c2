import { describe, expect, it } from "vitest";
import { BRIDGE_MARK, coalitionMark, DISTINCT_MARKS, UNAFFILIATED_MARK } from "../../src/scene/palette.ts";
import { scatterScene, type ScatterOptions } from "../../src/scene/scatter.ts";
import { axisWords } from "../../src/scene/scatter-axes.ts";
import { shownBasis } from "../../src/scene/scatter-basis.ts";
import { BRIDGES, castOf, UNAFFILIATED } from "../../src/scene/scatter-cast.ts";
import { AT_REST, frameOf } from "../../src/scene/scatter-frame.ts";
import { HALO, rowAt } from "../../src/scene/scatter-point.ts";
import { arcPath, shapePath } from "../../src/scene/scatter-shape.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { Coalition, TownState } from "../../src/sim/state.ts";

const SQUARE = frameOf(400, 400, { left: 0, right: 1, bottom: 0, top: 1 });
const OPTIONS: ScatterOptions = { theme: "light", focus: "", selected: new Set(), measure: (text) => 7 * text.length };

/** Seven founders; alice, bob and clara are one coalition, clara, diana and eve another. */
function smallTown(): TownState {
  const { town } = new Simulation(parseConfig({ citizens: 7, seed: 1 }));
  const coalition = (id: string, colour: number, members: number[]): Coalition => ({
    id,
    name: `The ${id}`,
    colour,
    since: 1,
    members,
    strength: 0.5,
    cohesion: 0.8,
  });
  town.coalitions.set("lanterns", coalition("lanterns", 0, [0, 1, 2]));
  town.coalitions.set("ferrymen", coalition("ferrymen", 1, [2, 3, 4]));
  return town;
}

const everyoneAt = (x: number, y: number, n = 7) =>
  Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? x : y));

describe("the cast", () => {
  it("tells members, the bridge between two coalitions and the unaffiliated apart by colour and by shape", () => {
    const { members } = castOf(smallTown());
    expect(members.map(({ kind }) => kind)).toEqual([
      "member",
      "member",
      "bridge",
      "member",
      "member",
      "unaffiliated",
      "unaffiliated",
    ]);
    expect(members[0].mark).toEqual(coalitionMark(0));
    expect(members[3].mark).toEqual(coalitionMark(1));
    expect(members[2].mark).toBe(BRIDGE_MARK);
    expect(members[6].mark).toBe(UNAFFILIATED_MARK);
    expect(new Set([members[0], members[2], members[6]].map(({ mark }) => mark.shape)).size).toBe(3);
  });

  it("has a legend of every coalition with its size, then the bridges and the unaffiliated", () => {
    const { legend } = castOf(smallTown());
    expect(legend.map(({ key, name, count }) => [key, name, count])).toEqual([
      ["lanterns", "The lanterns", 3],
      ["ferrymen", "The ferrymen", 3],
      [BRIDGES, "Bridges", 1],
      [UNAFFILIATED, "Unaffiliated", 2],
    ]);
  });
});

describe("the scatter scene", () => {
  it("draws the bridge with one arc in the colour of each of its coalitions", () => {
    const scene = scatterScene(castOf(smallTown()), everyoneAt(0.5, 0.5), SQUARE, OPTIONS);
    const rings = scene.points.filter(({ ring }) => ring.length > 0);
    expect(rings.map(({ member, ring }) => [member.id, ...ring])).toEqual([
      ["clara", coalitionMark(0).fill.light, coalitionMark(1).fill.light],
    ]);
  });

  it("keeps every member inside the outline of its coalition", () => {
    const town = smallTown();
    const positions = Float64Array.from({ length: 14 }, (_, i) => ((i * 37) % 11) / 11);
    const scene = scatterScene(castOf(town), positions, SQUARE, OPTIONS);
    for (const { coalition, vertices } of scene.outlines) {
      for (const row of coalition.members) {
        const { x, y } = scene.points.find(({ member }) => member.row === row)!;
        expect(isInside(vertices, x, y)).toBe(true);
      }
    }
    expect(scene.outlines).toHaveLength(2);
  });

  it("dims everyone but the coalition in focus and the selected, who are drawn on top", () => {
    const options = { ...OPTIONS, focus: "ferrymen", selected: new Set(["alice"]) };
    const scene = scatterScene(castOf(smallTown()), everyoneAt(0.5, 0.5), SQUARE, options);
    expect(scene.points.map(({ member, dimmed }) => `${member.id}${dimmed ? " dimmed" : ""}`)).toEqual([
      "frank dimmed",
      "grace dimmed",
      "bob dimmed",
      "diana",
      "eve",
      "clara",
      "alice",
    ]);
    expect(scene.outlines.map(({ coalition, dimmed }) => [coalition.id, dimmed])).toEqual([
      ["lanterns", true],
      ["ferrymen", false],
    ]);
  });

  it("dims nobody when the coalition in focus is no more", () => {
    const scene = scatterScene(castOf(smallTown()), everyoneAt(0.5, 0.5), SQUARE, { ...OPTIONS, focus: "dissolved" });
    expect(scene.points.some(({ dimmed }) => dimmed)).toBe(false);
  });

  it("finds the point under the pointer, the nearest of two, and none on empty ground", () => {
    const positions = everyoneAt(0.1, 0.1);
    positions.set([0.5, 0.5, 0.52, 0.5]);
    const scene = scatterScene(castOf(smallTown()), positions, SQUARE, OPTIONS);
    const at = (id: string) => scene.points.find(({ member }) => member.id === id)!;
    expect(rowAt(scene, at("alice").x - 3, at("alice").y)).toBe(0);
    expect(rowAt(scene, at("bob").x + 3, at("bob").y)).toBe(1);
    expect(rowAt(scene, SQUARE.plot.right, SQUARE.plot.top)).toBeUndefined();
  });

  it("names everyone there is room for, and a coalition when it is in focus or another looks the same", () => {
    const town = smallTown();
    const apart = Float64Array.from({ length: 14 }, (_, i) =>
      i % 2 === 0 ? 0.1 + 0.12 * (i >> 1) : 0.1 + 0.12 * (i >> 1),
    );
    const names = (focus: string) =>
      scatterScene(castOf(town), apart, SQUARE, { ...OPTIONS, focus }).names.map(({ text }) => text);
    expect(names("").toSorted()).toEqual(["Alice", "Bob", "Clara", "Diana", "Eve", "Frank", "Grace"]);
    expect(names("ferrymen").toSorted()).toEqual(["Clara", "Diana", "Eve", "The ferrymen"]);
    const [lanterns] = town.coalitions.values();
    town.coalitions.set("lanterns", { ...lanterns, colour: DISTINCT_MARKS, members: [1, 4, 5] });
    expect(names("")).toContain("The lanterns");
  });
});

describe("the sizes of the scene", () => {
  const radius = (side: number, citizens: number) => {
    const { town } = new Simulation(parseConfig({ citizens, seed: 1 }));
    const frame = frameOf(side + 56, side + 44, { left: 0, right: 1, bottom: 0, top: 1 });
    return scatterScene(castOf(town), everyoneAt(0.5, 0.5, citizens), frame, OPTIONS).points[0].radius;
  };

  it("let marks grow with the plot and shrink in a crowd, in quarters of a pixel", () => {
    // 6.5 px in a plot of 560 px; twice the side: at most 1.35 times as much, 8.775; a phone: at least 0.85, 5.525.
    expect([560, 1120, 464].map((side) => radius(side, 25))).toEqual([6.5, 8.75, 6]);
    expect(radius(560, 480)).toBe(3.25);
    expect(radius(560, 2000)).toBe(2);
  });

  it("lets names lie on marks that stand back, but never on those that don't", () => {
    const town = smallTown();
    const eve = [0.5, 0.5];
    const around = Array.from({ length: 5 }, (_, i) => [
      0.5 + 0.09 * Math.cos(i * 1.26),
      0.5 + 0.09 * Math.sin(i * 1.26),
    ]);
    const rows = [...around.slice(0, 4), eve, around[4], [0.5, 0.58]];
    const scene = (focus: string) =>
      scatterScene(castOf(town), Float64Array.from(rows.flat()), SQUARE, { ...OPTIONS, focus });
    for (const focus of ["", "ferrymen"]) {
      const { names, points } = scene(focus);
      for (const { x, y, text } of names) {
        const width = OPTIONS.measure(text);
        for (const point of points) {
          const covered = point.x > x && point.x < x + width && Math.abs(point.y - y) < 7 && text !== point.member.name;
          expect(covered && !point.dimmed, `${text} on ${point.member.name}`).toBe(false);
        }
      }
    }
    expect(scene("ferrymen").names.map(({ text }) => text)).toContain("Eve");
  });

  it("keeps a name clear of the halo of the selected", () => {
    const at = everyoneAt(0.1, 0.1);
    at.set([0.5, 0.5]);
    const names = (selected: readonly string[]) =>
      scatterScene(castOf(smallTown()), at, SQUARE, { ...OPTIONS, selected: new Set(selected) }).names;
    const left = (selected: readonly string[]) => names(selected).find(({ text }) => text === "Alice")!.x;
    expect(left(["alice"]) - left([])).toBe(HALO);
  });
});

describe("the basis that is shown", () => {
  it("of two traits puts a citizen at exactly these two traits", () => {
    const town = smallTown();
    const { basis } = shownBasis(town, "axes:warmth,trust");
    expect([...basis.mean]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect([...basis.x]).toEqual([1, 0, 0, 0, 0, 0, 0]);
    expect([...basis.y]).toEqual([0, 0, 1, 0, 0, 0, 0]);
    const frame = frameOf(400, 400, { left: 0, right: 1, bottom: 0, top: 1 }, AT_REST);
    const { points } = scatterScene(
      castOf(town),
      Float64Array.of(0.8, 0.7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      frame,
      OPTIONS,
    );
    const alice = points.find(({ member }) => member.id === "alice")!;
    expect(alice.x).toBeCloseTo(frame.originX + 0.8 * frame.scale, 9);
    expect(alice.y).toBeCloseTo(frame.originY - 0.7 * frame.scale, 9);
  });

  it("is the same for whoever watched from the beginning and whoever came later, and holds still within a phase", () => {
    const simulation = new Simulation(parseConfig({ seed: 3 }));
    for (let phases = 0; phases < 9;) if (simulation.next().type === "town_status") phases++;
    const early = shownBasis(simulation.town, "pca");
    const [seqThen, phaseThen] = [simulation.town.seq, simulation.town.phase];
    for (let i = 0; i < 5; i++) simulation.next();
    expect(simulation.town.phase).toBe(phaseThen);
    expect(simulation.town.seq).toBe(seqThen + 5);
    expect(shownBasis(simulation.town, "pca")).toEqual(early);
  });

  it("turns by less than a right angle from phase to phase over 25 days, so that nothing flips", () => {
    const simulation = new Simulation(parseConfig({ seed: 7 }));
    let before = shownBasis(simulation.town, "pca").basis;
    for (let phases = 0; phases < 100;) {
      if (simulation.next().type !== "town_status") continue;
      phases++;
      const { basis } = shownBasis(simulation.town, "pca");
      expect(dot(basis.x, before.x)).toBeGreaterThan(0.9);
      expect(dot(basis.y, before.y)).toBeGreaterThan(0.9);
      before = basis;
    }
  });

  it("refuses an unknown projection, saying what would be right", () => {
    expect(() => shownBasis(smallTown(), "sideways")).toThrow(/unknown projection "sideways": expected pca/);
  });
});

describe("the words of an axis", () => {
  it("name what either end has more of, the strongest first, and leave the weak out", () => {
    const basis = {
      mean: new Float64Array(7),
      x: Float64Array.of(0.6, -0.5, 0.1, 0, 0.4, 0, 0),
      y: Float64Array.of(0, 0, 0, 0, 0, 0, 1),
      axes: [
        { label: "PC1 · warmth − curiosity", explained: 0.384 },
        { label: "ambition", explained: 0.2 },
      ] as const,
    };
    const [x, y] = axisWords(basis);
    expect(x).toMatchObject({ title: "PC1 38 %", more: ["warmth", "patience"], less: ["curiosity"] });
    expect(x.sentence).toBe(
      "PC1, 38 % of the variance: towards its end more warmth and patience; towards its beginning more curiosity.",
    );
    expect(y).toMatchObject({
      title: "ambition 20 %",
      more: [],
      less: [],
      sentence: "ambition, 20 % of the variance.",
    });
  });
});

describe("shapes", () => {
  it("are closed outlines around the origin, and arcs of a ring don't meet", () => {
    expect(shapePath("circle", 5)).toBe("M0 -5A5 5 0 1 1 0 5A5 5 0 1 1 0 -5Z");
    expect(shapePath("star", 4).match(/L/g)).toHaveLength(9);
    // Two arcs of radius 10, each a half circle less 0.15 rad at both ends: sin 0.15 = 0.149, cos 0.15 = 0.989.
    expect(arcPath(0, 2, 10)).toBe("M1.49 -9.89A10 10 0 0 1 1.49 9.89");
    expect(arcPath(1, 2, 10)).toBe("M-1.49 9.89A10 10 0 0 1 -1.49 -9.89");
  });
});

/** A point is inside a convex polygon if it lies on one side of every edge. */
function isInside(vertices: Float64Array, x: number, y: number): boolean {
  const n = vertices.length / 2;
  const sides = Array.from({ length: n }, (_, i) => {
    const [ax, ay] = [vertices[2 * i], vertices[2 * i + 1]];
    const j = (i + 1) % n;
    return (vertices[2 * j] - ax) * (y - ay) - (vertices[2 * j + 1] - ay) * (x - ax);
  });
  return sides.every((side) => side >= -1e-9) || sides.every((side) => side <= 1e-9);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}
