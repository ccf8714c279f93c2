import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lifeAt, lifelineChart, sizeAt, turnsOf } from "../../src/scene/lifelines.ts";
import { lanesOf } from "../../src/scene/lifelines-lanes.ts";
import { lifelinesText, turnWords } from "../../src/scene/lifelines-text.ts";
import { Chronicle, type Lifeline, type Turn } from "../../src/sim/chronicle.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { anyTown, eventsOf, smallville } from "../sim/towns.ts";

const turn = (seq: number, kind: Turn["kind"], size: number, relative: string | null = null): Turn => ({
  seq,
  day: 1 + Math.floor(seq / 40),
  phase: (["MORNING", "AFTERNOON", "EVENING", "NIGHT"] as const)[Math.floor(seq / 10) % 4],
  kind,
  size,
  relative,
});

/** Elms forms, Reeds splits from it and later merges back; Oaks forms where Reeds was. */
const ELMS: Lifeline = {
  coalition: "c1",
  name: "The Elms",
  colour: 0,
  born: turn(10, "formed", 6),
  changes: [turn(40, "shrunk", 4), turn(80, "grown", 7)],
  ended: null,
};
const REEDS: Lifeline = {
  coalition: "c2",
  name: "The Reeds",
  colour: 1,
  born: turn(40, "split", 3, "c1"),
  changes: [],
  ended: turn(80, "merged", 3, "c1"),
};
const OAKS: Lifeline = {
  coalition: "c3",
  name: "The Oaks",
  colour: 2,
  born: turn(150, "formed", 3),
  changes: [],
  ended: turn(180, "dissolved", 3),
};
const LIVES = [ELMS, REEDS, OAKS];
const room = (focus = "") => ({ width: 200, most: 160, x: (seq: number) => Math.min(200, seq), focus });

/** The lives that were known after event `seq`. */
function until(lives: readonly Lifeline[], seq: number): Lifeline[] {
  return lives
    .filter(({ born }) => born.seq <= seq)
    .map((life) => ({
      ...life,
      changes: life.changes.filter((change) => change.seq <= seq),
      ended: life.ended && life.ended.seq <= seq ? life.ended : null,
    }));
}

function livesOf(run: Simulation, days: number): { lives: Lifeline[]; head: number } {
  const chronicle = new Chronicle(run.town);
  for (const event of eventsOf(run, days)) chronicle.take(event);
  return { lives: structuredClone([...chronicle.lifelines.values()]), head: chronicle.seq };
}

describe("lanes of lives", () => {
  it("gives a coalition that split off the lane beside, and the lane to another when it is long over", () => {
    expect(lanesOf(LIVES)).toEqual([0, 1, 1]);
  });

  it("does not give a lane to another at once: the two would look like one", () => {
    const soon = { ...OAKS, born: turn(85, "formed", 3) };
    expect(lanesOf([ELMS, REEDS, soon])).toEqual([0, 1, 2]);
  });

  it("keeps the lanes as the run grows, and never puts two at one time into one lane", () => {
    fc.assert(
      fc.property(anyTown(), fc.double({ min: 0, max: 1, noNaN: true }), (config, share) => {
        const { lives, head } = livesOf(new Simulation(config), 5);
        const lanes = lanesOf(lives);
        const seq = Math.round(head * share);
        const earlier = until(lives, seq);
        expect(lanesOf(earlier)).toEqual(lanes.slice(0, earlier.length));
        for (const [i, life] of lives.entries()) {
          for (let j = 0; j < i; j++) {
            if (lanes[i] !== lanes[j]) continue;
            expect(lives[j].ended?.seq ?? Infinity).toBeLessThan(life.born.seq);
          }
        }
      }),
      { numRuns: 12 },
    );
  });
});

describe("the chart of lives", () => {
  it("draws each as long as it lived, and joins it to where it came from and went", () => {
    const { ribbons, links, turns, left } = lifelineChart(LIVES, room());
    expect(ribbons.map(({ life, from, to }) => [life.name, from, to])).toEqual([
      ["The Elms", 10, 200],
      ["The Reeds", 40, 80],
      ["The Oaks", 150, 180],
    ]);
    expect(links.map(({ life }) => life.name)).toEqual(["The Reeds", "The Reeds"]);
    expect(turns.map(({ turn: { seq, kind } }) => `${seq} ${kind}`)).toEqual([
      "10 formed",
      "40 shrunk",
      "40 split",
      "80 grown",
      "80 merged",
      "150 formed",
      "180 dissolved",
    ]);
    expect(left).toBe(0);
  });

  it("draws a larger one thicker", () => {
    const [elms, reeds] = lifelineChart(LIVES, room()).ribbons;
    expect(elms.reach / reeds.reach).toBeCloseTo(7 / 3);
  });

  it("says who is at a place, and which change if one is near", () => {
    const chart = lifelineChart(LIVES, room());
    const [elms, reeds] = chart.ribbons;
    expect(lifeAt(chart, 42, reeds.y)?.turn).toBe(REEDS.born);
    expect(lifeAt(chart, 60, reeds.y)).toEqual({ ribbon: reeds, turn: undefined });
    expect(lifeAt(chart, 82, elms.y)?.turn).toBe(ELMS.changes[1]);
    expect(lifeAt(chart, 2, elms.y + elms.reach + 20)).toBeUndefined();
  });

  it("leaves out the smallest where there is no room, but never the one in focus", () => {
    const many = Array.from({ length: 60 }, (_, i): Lifeline => {
      return { ...ELMS, coalition: `c${i}`, born: turn(1, "formed", 100 - i), changes: [] };
    });
    const chart = lifelineChart(many, room("c59"));
    expect(chart.left).toBe(60 - chart.ribbons.length);
    expect(chart.left).toBeGreaterThan(20);
    expect(chart.ribbons.map(({ life }) => life.coalition)).toEqual([
      ...many.slice(0, chart.ribbons.length - 1).map(({ coalition }) => coalition),
      "c59",
    ]);
  });

  it("stays in its room and lays no ribbon on another, whatever the town does", () => {
    fc.assert(
      fc.property(anyTown(), fc.integer({ min: 40, max: 400 }), (config, most) => {
        const { lives, head } = livesOf(new Simulation(config), 4);
        const x = (seq: number) => (300 * seq) / Math.max(1, head);
        const { ribbons, height, turns, left } = lifelineChart(lives, { width: 300, most, x, focus: "" });
        expect(ribbons.length + left).toBe(lives.length);
        expect(height).toBeLessThanOrEqual(Math.max(most * 1.5, 24));
        for (const [i, a] of ribbons.entries()) {
          expect(a.y - a.reach).toBeGreaterThanOrEqual(0);
          expect(a.y + a.reach).toBeLessThanOrEqual(height);
          expect(a.path).not.toMatch(/NaN|Infinity/);
          for (const b of ribbons.slice(0, i)) {
            const together = a.from < b.to && b.from < a.to;
            if (together) expect(Math.abs(a.y - b.y)).toBeGreaterThan(a.reach + b.reach);
          }
        }
        expect(turns.map(({ turn: { seq } }) => seq)).toEqual(
          turns.map(({ turn: { seq } }) => seq).sort((a, b) => a - b),
        );
      }),
      { numRuns: 15 },
    );
  });
});

describe("lives in words", () => {
  it("tells what happened", () => {
    const nameOf = (id: string) => (id === "c1" ? "The Elms" : id);
    expect(LIVES.flatMap((life) => turnsOf(life).map((one) => turnWords(one, nameOf)))).toEqual([
      "formed with 6",
      "shrank to 4",
      "grew to 7",
      "split from The Elms with 3",
      "merged into The Elms",
      "formed with 3",
      "dissolved",
    ]);
  });

  it("draws them in letters: those that live first, as high as they were large", () => {
    expect(lifelinesText(LIVES, 200, 10)).toBe(
      [
        "● The Elms  ▇▅▅███████ 7 members",
        "● The Reeds  ▄▄        merged into The Elms on day 3",
        "● The Oaks         ▄   dissolved on day 5",
        "",
      ].join("\n"),
    );
  });

  it("knows at every moment how large a coalition was", () => {
    const run = new Simulation(smallville());
    const chronicle = new Chronicle(run.town);
    const sizes: (readonly [seq: number, id: string, size: number])[] = [];
    for (const event of eventsOf(run, 8)) {
      chronicle.take(event);
      for (const { id, members } of run.town.coalitions.values()) sizes.push([event.seq, id, members.length]);
    }
    for (const [seq, id, size] of sizes) expect(sizeAt(chronicle.lifelines.get(id)!, seq)).toBe(size);
  });
});
