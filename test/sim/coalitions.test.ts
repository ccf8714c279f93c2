import { describe, expect, it } from "vitest";
import { apply } from "../../src/sim/apply.ts";
import { CoalitionTracker } from "../../src/sim/coalitions.ts";
import { internalShares } from "../../src/sim/coalition-strength.ts";
import type { CoalitionEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { measure, meanDrift } from "../../src/sim/measure.ts";
import { PhaseRandom } from "../../src/sim/random.ts";
import { Scribe } from "../../src/sim/scribe.ts";
import type { TownState } from "../../src/sim/state.ts";

/** Directions far apart from each other; two citizens who lean the same way are similar, others are not. */
const LEANINGS = {
  a: [0.4, 0, 0, 0, 0, 0, 0],
  b: [0, 0.4, 0, 0, 0, 0, 0],
  c: [0, 0, 0.4, 0, 0, 0, 0],
  ab: [0.3, 0.3, 0, 0, 0, 0, 0],
  "-": [0, 0, 0, 0, 0, 0, 0],
};

/** Ten citizens, each leaning as one word of `plan` says. */
function lean(town: TownState, plan: string): void {
  plan.split(" ").forEach((word, row) => {
    town.traits.set(
      LEANINGS[word as keyof typeof LEANINGS].map((deviation) => 0.5 + deviation),
      row * 7,
    );
  });
}

/** What detection says as citizens come to lean as each plan says, phase after phase. */
function lives(
  similarity: number,
  ...plans: string[]
): { town: TownState; told: string[][]; events: CoalitionEvent[] } {
  const town = found({ ...smallConfig(10, 1), rules: { similarity } });
  lean(town, plans[0]);
  const tracker = new CoalitionTracker(town);
  const events: CoalitionEvent[] = [];
  const told = plans.map((plan, phase) => {
    lean(town, plan);
    const lines: string[] = [];
    for (const event of tracker.changes(new Scribe(town), new PhaseRandom(1, phase), [])) {
      apply(town, event);
      events.push(event as CoalitionEvent);
      const { kind, coalition, members } = event as CoalitionEvent;
      lines.push(`${coalition} ${kind} ${members.length}`);
    }
    return lines;
  });
  return { town, told, events };
}

describe("a coalition", () => {
  it("forms of three who lean alike; two are none", () => {
    expect(lives(0.75, "a a a b b - - - - -").told).toEqual([["c1 formed 3"]]);
  });

  it("grows and shrinks under the same id, name and colour", () => {
    const { told, events } = lives(0.75, "a a a - - - - - - -", "a a a a a - - - - -", "a a a a - - - - - -");
    expect(told).toEqual([["c1 formed 3"], ["c1 grown 5"], ["c1 shrunk 4"]]);
    expect(new Set(events.map(({ name }) => name)).size).toBe(1);
    expect(events[1].joined).toEqual(["diana", "eve"]);
    expect(events[2].left).toEqual(["eve"]);
  });

  it("merges into the one that goes on", () => {
    const { told, events } = lives(0.75, "a a a a b b b - - -", "a a a a a a a - - -");
    expect(told[1]).toEqual(["c2 merged 3", "c1 grown 7"]);
    expect(events.find(({ kind }) => kind === "merged")).toMatchObject({ coalition: "c2", relative: "c1" });
  });

  it("splits: the larger part goes on, the other says where it came from", () => {
    const { told, events } = lives(0.75, "a a a a a a a - - -", "a a a a b b b - - -");
    expect(told[1].toSorted()).toEqual(["c1 shrunk 4", "c2 split 3"]);
    expect(events.find(({ kind }) => kind === "split")).toMatchObject({
      relative: "c1",
      members: ["eve", "frank", "grace"],
    });
  });

  it("dissolves when it is no longer found, and is then mourned", () => {
    const { told, town } = lives(0.75, "a a a - - - - - - -", "- - - - - - - - - -");
    expect(told[1]).toEqual(["c1 dissolved 3"]);
    expect(town.mourned).toMatchObject([{ id: "c1", members: [0, 1, 2] }]);
  });

  it("shares a bridge with another: one citizen who leans both ways is in both", () => {
    // cos(ab, a) = cos(ab, b) = .71
    const { town } = lives(0.7, "a a a b b b ab - - -");
    expect(Array.from(town.coalitions.values(), ({ members }) => members)).toEqual([
      [0, 1, 2, 6],
      [3, 4, 5, 6],
    ]);
    expect(measure(town)).toMatchObject({ coalitions: 2, bridges: 1, unaffiliated: 3 });
  });

  it("says nothing while nothing changes", () => {
    expect(lives(0.75, "a a a b b b - - - -", "a a a b b b - - - -").told[1]).toEqual([]);
  });

  it("takes the lowest free colour, so that a palette lasts", () => {
    const { town } = lives(0.75, "a a a b b b - - - -", "- - - b b b - - - -", "c c c b b b - - - -");
    expect(Array.from(town.coalitions.values(), ({ id, colour }) => [id, colour])).toEqual([
      ["c2", 1],
      ["c3", 0],
    ]);
  });

  it("has the strength of its members' meetings that stay inside", () => {
    const { town } = lives(0.75, "a a a b b b - - - -");
    // In c1: one of two meetings of its members is inside. c2 met nobody.
    town.meetings.push(2, 0, 1, 2, 2, 9);
    expect(Array.from(internalShares(town))).toEqual([0.5, Number.NaN]);
    // A gathering of four, three of them members: 3 pairs inside of 6 that touch.
    town.meetings.length = 0;
    town.meetings.push(4, 0, 1, 2, 9);
    expect(internalShares(town)[0]).toBe(0.5);
  });
});

describe("mean drift", () => {
  it("of three citizens is the mean of their three distances", () => {
    const traits = new Float64Array(21).fill(0.5);
    traits[0] = 0.8;
    expect(meanDrift(traits, 3)).toBe(0.2);
  });

  it("of a large town, sampled, is within 2 % of that of all pairs", () => {
    const n = 1000;
    const { traits } = found(smallConfig(n, 4));
    let sum = 0;
    for (let a = 0; a < n; a++)
      for (let b = 0; b < a; b++)
        sum += Math.hypot(...Array.from({ length: 7 }, (_, k) => traits[a * 7 + k] - traits[b * 7 + k]));
    const exact = sum / ((n * (n - 1)) / 2);
    expect(Math.abs(meanDrift(traits, n) / exact - 1)).toBeLessThan(0.02);
  });
});
