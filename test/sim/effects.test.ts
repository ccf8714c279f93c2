import { describe, expect, it } from "vitest";
import { apply, checkEvent } from "../../src/sim/apply.ts";
import { digest } from "../../src/sim/digest.ts";
import { EFFECTS, type Effect } from "../../src/sim/effects/registry.ts";
import type { OperationEvent, TownEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { relationship, type TownState } from "../../src/sim/state.ts";
import { smallville } from "./towns.ts";

/** An event of a foreign simulation: it knows no operation of ours, only effects. */
function foreign(town: TownState, effects: readonly Effect[], over: Partial<OperationEvent> = {}): OperationEvent {
  return {
    type: "town_event",
    town_id: town.town_id,
    phase: "MORNING",
    operation: "juggle",
    participants: ["Alice"],
    success: true,
    message: "Alice juggled.",
    tokens_used: 10,
    drama_contribution: 0,
    timestamp: "2025-12-03T06:10:00Z",
    seq: town.seq + 1,
    run_id: town.run_id,
    day: 1,
    participant_ids: ["alice"],
    effects,
    caused_by: [],
    metadata: {},
    ...over,
  };
}

function after(...effects: Effect[]): TownState {
  const town = found(smallville());
  for (const effect of effects) apply(town, foreign(town, [effect]));
  return town;
}

const traits = (...deltas: number[]) => [...deltas, 0, 0, 0, 0, 0, 0, 0].slice(0, 7);

describe("an effect, whoever sends it, is folded", () => {
  it("relationship: directed, added, clamped; 0 is no relationship", () => {
    const town = after(
      { kind: "relationship", from: "alice", to: "bob", delta: 0.7 },
      { kind: "relationship", from: "alice", to: "bob", delta: 0.7 },
    );
    expect([relationship(town, 0, 1), relationship(town, 1, 0)]).toEqual([1, 0]);
    apply(town, foreign(town, [{ kind: "relationship", from: "alice", to: "bob", delta: -1 }]));
    expect(town.relationships[0].size).toBe(0);
    expect(town.totals.ties).toBe(0);
  });

  it("relationship among: every ordered pair", () => {
    const town = after({ kind: "relationship", among: ["alice", "bob", "clara"], delta: 0.2 });
    expect(town.totals).toMatchObject({ ties: 6 });
    expect(relationship(town, 2, 0)).toBe(0.2);
  });

  it("fade: all ties weaken, and small ones are forgotten", () => {
    const town = after(
      { kind: "relationship", from: "alice", to: "bob", delta: 0.5 },
      { kind: "relationship", from: "bob", to: "alice", delta: -0.001 },
      { kind: "fade", factor: 0.95, below: 0.001 },
    );
    expect(relationship(town, 0, 1)).toBe(0.475);
    expect(town.relationships[1].others).not.toContain(0);
    expect(town.totals).toMatchObject({ ties: 1, weight: 0.475, positiveWeight: 0.475 });
  });

  it("eigenvector: deltas by citizen and trait, clamped to [0, 1]", () => {
    const town = after({ kind: "eigenvector", citizens: ["alice"], deltas: traits(0.9, -0.9) });
    expect(Array.from(town.traits.slice(0, 3))).toEqual([1, 0, 0.7]);
  });

  it("activity: one who rests is woken only by waking", () => {
    const rest: Effect = { kind: "activity", citizens: ["alice"], to: "RESTING" };
    const asleep = after(rest, { kind: "activity", citizens: ["alice"], to: "WORKING" });
    expect(asleep.activity[0]).toBe(4);
    expect(asleep.roster.available).not.toContain(0);
    const awake = after(rest, { kind: "activity", citizens: ["alice"], to: "IDLE", wake: true });
    expect(awake.activity[0]).toBe(0);
    expect(awake.roster.available).toContain(0);
  });

  it("surplus: never below 0", () => {
    expect(after({ kind: "surplus", citizens: ["alice", "bob"], deltas: [3, -2] }).surplus.slice(0, 2)).toEqual(
      Float64Array.of(3, 0),
    );
  });

  it("memory: bounded, the oldest goes first", () => {
    const remember: Effect = { kind: "memory", citizens: ["alice"], of: "juggle", about: "bob" };
    const town = after(...Array.from({ length: 30 }, () => remember));
    expect(town.memories[0]).toHaveLength(town.rules.memory);
    expect(town.memories[0][0]).toEqual({ seq: 7, kind: "juggle", about: 1 });
  });

  it("token_spend: in equal parts", () => {
    expect(after({ kind: "token_spend", citizens: ["alice", "bob"], tokens: 500 }).tokens.slice(0, 3)).toEqual(
      Float64Array.of(250, 250, 0),
    );
  });

  it("region and clock: who is where, and when", () => {
    const town = after({ kind: "region", citizen: "alice", to: "market" }, { kind: "clock", day: 2, phase: "EVENING" });
    expect(town.regions[town.region[0]].id).toBe("market");
    expect([town.day, town.phase]).toEqual([2, "EVENING"]);
  });

  it("coalition: set, measured, ended and, if it dissolved, mourned for two days", () => {
    const town = after(
      {
        kind: "coalition",
        change: "set",
        id: "x",
        name: "Slow Sail",
        colour: 3,
        members: ["bob", "alice"],
        strength: 0.5,
        cohesion: 0.9,
      },
      { kind: "coalition", change: "measure", id: "x", strength: 0.6, cohesion: 0.8 },
    );
    expect(town.coalitions.get("x")).toMatchObject({ members: [0, 1], strength: 0.6, colour: 3, since: 1 });
    apply(town, foreign(town, [{ kind: "coalition", change: "end", id: "x", dissolved: true }]));
    expect(town.coalitions.size).toBe(0);
    apply(town, foreign(town, [{ kind: "clock", day: 3, phase: "MORNING" }]));
    expect(town.mourned).toHaveLength(1);
    apply(town, foreign(town, [{ kind: "clock", day: 4, phase: "MORNING" }]));
    expect(town.mourned).toHaveLength(0);
  });
});

describe("an unsound event is refused in words, and nothing changes", () => {
  const cases: [string, unknown][] = [
    ["an event must be a JSON object", null],
    ["type must be one of town_event", { type: "party" }],
    ["seq must be a whole number", { seq: 1.5 }],
    ["run_id must be", { run_id: "another" }],
    ["timestamp must be text", { timestamp: 5 }],
    ["operation must be text", { operation: 5 }],
    ["tokens_used must be a number from 0", { tokens_used: -1 }],
    ["participant_ids must be a list", { participant_ids: "alice" }],
    ['no citizen "zed" in this town', { participant_ids: ["zed"] }],
    ["effects must be a list", { effects: {} }],
    ["effects[0].kind must be one of", { effects: [{ kind: "toString" }] }],
    ["effects[0].kind must be one of", { effects: [null] }],
    [
      "effects[0] (relationship): from and to must be two citizens",
      { effects: [{ kind: "relationship", from: "alice", to: "alice", delta: 1 }] },
    ],
    [
      "effects[0] (relationship): delta must be a number",
      { effects: [{ kind: "relationship", from: "alice", to: "bob", delta: Number.NaN }] },
    ],
    ['effects[0] (region): no region "moon"', { effects: [{ kind: "region", citizen: "alice", to: "moon" }] }],
    [
      "effects[0] (eigenvector): deltas must be a list of 7 numbers",
      { effects: [{ kind: "eigenvector", citizens: ["alice"], deltas: [1] }] },
    ],
    [
      "effects[0] (surplus): deltas must be a list of 1 numbers",
      { effects: [{ kind: "surplus", citizens: ["alice"], deltas: [] }] },
    ],
    [
      "effects[0] (activity): to must be one of IDLE",
      { effects: [{ kind: "activity", citizens: ["alice"], to: "FLYING" }] },
    ],
    ["effects[0] (fade): factor must be a number from 0 to 1", { effects: [{ kind: "fade", factor: 2, below: 0 }] }],
    ["effects[0] (memory): of must be text", { effects: [{ kind: "memory", citizens: ["alice"] }] }],
    ["effects[0] (clock): phase must be MORNING", { effects: [{ kind: "clock", day: 1, phase: "NOON" }] }],
    [
      "effects[0] (token_spend): tokens must be a number from 0",
      { effects: [{ kind: "token_spend", citizens: ["alice"], tokens: -4 }] },
    ],
    [
      'effects[0] (coalition): no living coalition "x"',
      { effects: [{ kind: "coalition", change: "end", id: "x", dissolved: true }] },
    ],
    [
      "effects[0] (coalition): change must be set, measure or end",
      { effects: [{ kind: "coalition", change: "rename", id: "x" }] },
    ],
  ];

  it.each(cases)("%s", (reason, over) => {
    const town = found(smallville());
    const before = digest(town);
    const event = over === null ? null : { ...foreign(town, []), ...(over as object) };
    expect(checkEvent(event, town)).toContain(reason);
    expect(digest(town)).toBe(before);
  });

  it("covers every kind of effect there is", () => {
    const covered = new Set(cases.map(([reason]) => /\((\w+)\)/.exec(reason)?.[1]));
    expect(Object.keys(EFFECTS).filter((kind) => !covered.has(kind))).toEqual([]);
  });

  it("an event out of turn is refused by the fold itself", () => {
    const town = found(smallville());
    const before = digest(town);
    expect(() => apply(town, foreign(town, [], { seq: 3 }) as TownEvent)).toThrow(
      /expected event 1 of smallville, got 3/,
    );
    expect(digest(town)).toBe(before);
  });
});
