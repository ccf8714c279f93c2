import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Chronicle, type Lifeline, type Turn } from "../../src/sim/chronicle.ts";
import type { Effect } from "../../src/sim/effects/registry.ts";
import type { CoalitionEvent, TownEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import type { Measures } from "../../src/sim/measures.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { restore, snapshot } from "../../src/sim/snapshot.ts";
import type { TownState } from "../../src/sim/state.ts";
import { deed, formed, phaseChange } from "../widgets/an-event.ts";
import { anyTown, eventsOf } from "./towns.ts";

const begin = () => new Chronicle(found(smallConfig(10, 1)));

function take(chronicle: Chronicle, ...events: readonly TownEvent[]): Chronicle {
  for (const event of events) chronicle.take(event);
  return chronicle;
}

/** A change of `c1` or another, with the effect that makes it. */
function change(seq: number, kind: CoalitionEvent["kind"], size: number, said: Partial<CoalitionEvent> = {}) {
  const coalition = said.coalition ?? "c1";
  const ends = kind === "dissolved" || kind === "merged";
  const effect: Effect = ends
    ? { kind: "coalition", change: "end", id: coalition, dissolved: kind === "dissolved" }
    : setting(coalition, size);
  return { ...formed(seq, `the ${coalition}`, []), kind, effects: [effect], ...said };
}

function setting(id: string, size: number): Effect {
  const members = Array.from({ length: size }, (_, i) => `m${i}`);
  return { kind: "coalition", change: "set", id, name: `the ${id}`, colour: 2, members, strength: 0.5, cohesion: 1 };
}

/** The change to a phase, with the effect that makes it, and what the phase that ends measured. */
function dawn(seq: number, day: number, phase: "MORNING" | "AFTERNOON", drama = 0): TownEvent {
  const metrics = { drama } as Measures;
  return { ...phaseChange(seq, phase, day), metrics, effects: [{ kind: "clock", day, phase }] };
}

describe("a lifeline", () => {
  it("tells a coalition's forming, changes and end, with sizes and whom it went into", () => {
    const chronicle = take(
      begin(),
      change(1, "formed", 3),
      change(2, "formed", 5, { coalition: "c2" }),
      change(3, "grown", 4),
      change(4, "shrunk", 3),
      change(5, "merged", 0, { relative: "c2" }),
    );
    const turn = (seq: number, kind: Turn["kind"], size: number, relative: string | null = null): Turn => {
      return { seq, day: 1, phase: "NIGHT", kind, size, relative };
    };
    expect([...chronicle.lifelines.values()]).toEqual([
      {
        coalition: "c1",
        name: "the c1",
        colour: 2,
        born: turn(1, "formed", 3),
        changes: [turn(3, "grown", 4), turn(4, "shrunk", 3)],
        ended: turn(5, "merged", 3, "c2"),
      },
      { coalition: "c2", name: "the c2", colour: 2, born: turn(2, "formed", 5), changes: [], ended: null },
    ]);
  });

  it("follows the effects of whatever event a foreign program puts them in", () => {
    const effects = (seq: number, ...made: readonly Effect[]) => deed(seq, { effects: made });
    const chronicle = take(
      begin(),
      effects(1, setting("x", 3), setting("y", 4)),
      effects(2, setting("x", 5)),
      effects(3, setting("x", 2)),
      effects(4, { kind: "coalition", change: "end", id: "y", dissolved: false }),
    );
    const kinds = ({ born, changes, ended }: Lifeline) => [born, ...changes, ended].map((turn) => turn?.kind);
    expect([...chronicle.lifelines.values()].map(kinds)).toEqual([
      ["formed", "grown", "shrunk", undefined],
      ["formed", "merged"],
    ]);
  });

  it("begins anew when an ended coalition's id is used again", () => {
    const chronicle = take(begin(), change(1, "formed", 3), change(2, "dissolved", 0), change(3, "split", 4));
    expect(chronicle.lifelines.size).toBe(1);
    expect(chronicle.lifelines.get("c1")).toMatchObject({ born: { seq: 3, kind: "split" }, ended: null });
  });

  it("is one of all that live and the 2,000 that ended last, each with its newest 500 changes", () => {
    const chronicle = take(begin(), change(1, "formed", 3, { coalition: "old" }));
    const next = () => chronicle.seq + 1;
    for (let i = 0; i < 2_001; i++) {
      const coalition = `c${i}`;
      take(chronicle, change(next(), "formed", 3, { coalition }), change(next() + 1, "dissolved", 0, { coalition }));
    }
    for (let i = 0; i < 501; i++) take(chronicle, change(next(), "grown", 4 + i, { coalition: "old" }));
    expect([...chronicle.lifelines.keys()].slice(0, 2)).toEqual(["old", "c1"]);
    expect(chronicle.lifelines.size).toBe(2_001);
    const { changes } = chronicle.lifelines.get("old")!;
    expect([changes.length, changes[0].size, changes.at(-1)!.size]).toEqual([500, 5, 504]);
  });
});

describe("the past phases", () => {
  it("say when each began and ended, and what it measured; the first event of a run ends none", () => {
    const chronicle = take(
      begin(),
      dawn(1, 1, "MORNING"),
      deed(2),
      dawn(3, 1, "AFTERNOON", 0.4),
      dawn(4, 2, "MORNING", 0.7),
    );
    expect(chronicle.phases).toEqual([
      { seq: 3, since: 1, day: 1, phase: "MORNING", measures: { drama: 0.4 } },
      { seq: 4, since: 4, day: 1, phase: "AFTERNOON", measures: { drama: 0.7 } },
    ]);
  });

  it("are the newest 20,000", () => {
    const chronicle = begin();
    for (let seq = 1; seq <= 20_001; seq++) take(chronicle, dawn(seq, seq + 1, "MORNING"));
    expect([chronicle.phases.length, chronicle.phases[0].seq, chronicle.phases.at(-1)!.seq]).toEqual([
      20_000, 2, 20_001,
    ]);
  });
});

describe("a chronicle", () => {
  it("refuses an event that is not the next, and stays as it was", () => {
    const chronicle = take(begin(), deed(1));
    expect(() => chronicle.take(change(3, "formed", 3))).toThrow("the chronicle expects event 2, got 3");
    expect([chronicle.seq, chronicle.lifelines.size]).toEqual([1, 0]);
  });

  it("is what reading the whole log gives, and at every event those who live are the state's coalitions", () => {
    fc.assert(
      fc.property(anyTown(), (config) => {
        const run = new Simulation(config);
        const chronicle = new Chronicle(run.town);
        const log: TownEvent[] = [];
        for (const event of eventsOf(run, 3)) {
          log.push(event);
          chronicle.take(event);
          if (event.type === "coalition" || event.type === "town_status")
            expect(living(chronicle)).toEqual(coalitionsOf(run.town));
        }
        expect([...chronicle.lifelines.values()]).toEqual(lifelinesIn(log));
        expect(chronicle.phases).toEqual(phasesIn(log));
      }),
      { numRuns: 25 },
    );
  });

  it("may begin at any state, and knows those who live then", () => {
    fc.assert(
      fc.property(anyTown(), fc.integer({ min: 1, max: 400 }), (config, start) => {
        const run = new Simulation(config);
        while (run.town.seq < start) run.next();
        const chronicle = new Chronicle(restore(snapshot(run.town)));
        for (const event of eventsOf(run, 1)) chronicle.take(event);
        expect(living(chronicle)).toEqual(coalitionsOf(run.town));
      }),
      { numRuns: 15 },
    );
  });
});

function living({ lifelines }: Chronicle) {
  return Array.from(lifelines.values())
    .filter(({ ended }) => ended === null)
    .map(({ coalition, name, colour, born, changes }) => {
      return { id: coalition, name, colour, since: born.day, size: (changes.at(-1) ?? born).size };
    });
}

function coalitionsOf(town: TownState) {
  return Array.from(town.coalitions.values(), ({ id, name, colour, since, members }) => {
    return { id, name, colour, since, size: members.length };
  });
}

/** Every coalition's life by looking through the whole log for it, going by what the events say of themselves. */
function lifelinesIn(log: readonly TownEvent[]): Lifeline[] {
  const changes = log.filter((event) => event.type === "coalition");
  const turn = ({ seq, day, phase, kind, members, relative }: CoalitionEvent): Turn => {
    return { seq, day, phase, kind, size: members.length, relative };
  };
  return [...new Set(changes.map(({ coalition }) => coalition))].map((id) => {
    const own = changes.filter(({ coalition }) => coalition === id);
    const end = own.find(({ kind }) => kind === "merged" || kind === "dissolved");
    const [effect] = own[0].effects;
    return {
      coalition: id,
      name: own[0].name,
      colour: effect.kind === "coalition" && effect.change === "set" ? effect.colour : Number.NaN,
      born: turn(own[0]),
      changes: own.filter(({ kind }) => kind === "grown" || kind === "shrunk").map(turn),
      ended: end ? turn(end) : null,
    };
  });
}

function phasesIn(log: readonly TownEvent[]) {
  const bounds = log.filter((event) => event.type === "town_status");
  return bounds.slice(1).map(({ seq, metrics }, i) => {
    const { seq: began, day, phase } = bounds[i];
    return { seq, since: i === 0 ? 1 : began + 1, day, phase, measures: metrics };
  });
}
