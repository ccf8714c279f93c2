import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, checkEvent } from "../../src/sim/apply.ts";
import { RESTING } from "../../src/sim/citizen.ts";
import type { TownConfig } from "../../src/sim/config.ts";
import type { Effect } from "../../src/sim/effects/registry.ts";
import { digest } from "../../src/sim/digest.ts";
import { serialize, type TownEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { restore, snapshot, type TownSnapshot } from "../../src/sim/snapshot.ts";
import type { TownState } from "../../src/sim/state.ts";
import { anyTown, eventsOf } from "./towns.ts";

const DAYS = 3;

type Look = (event: TownEvent, before: TownState, after: TownState) => boolean;

/** Runs a town and looks at each event with the state before and after it; the first that breaks the law is shown. */
function watch(config: TownConfig, holds: Look): void {
  const run = new Simulation(config);
  const before = found(config);
  for (const event of eventsOf(run, DAYS)) {
    if (!holds(event, before, run.town)) expect.fail(`broken by ${serialize(event)}`);
    apply(before, event);
  }
}

function law(name: string, holds: Look): void {
  it(name, () =>
    fc.assert(
      fc.property(anyTown(), (config) => watch(config, holds)),
      { numRuns: 30 },
    ),
  );
}

const rows = (town: TownState, ids: readonly string[]) => ids.map((id) => town.citizenIndex.get(id)!);
const near = (a: number, b: number) => Math.abs(a - b) < 1e-6;

describe("the laws of a town hold for every event of any town", () => {
  law("locality: participants share a region", (event, before) => {
    if (event.type !== "town_event") return true;
    return new Set(rows(before, event.participant_ids).map((row) => before.region[row])).size === 1;
  });

  law("the right to rest: nothing involves a resting citizen, and only waking ends rest", (event, before, after) => {
    const involved = event.type === "town_event" ? rows(before, event.participant_ids) : [];
    if (involved.some((row) => before.activity[row] === RESTING)) return false;
    if (event.type === "citizen" && event.kind === "woke") return true;
    return before.activity.every((activity, row) => activity !== RESTING || after.activity[row] === RESTING);
  });

  law("bounds: traits in [0,1], relationships in [-1,1] and never 0, surplus >= 0", (_, __, after) => {
    const weights = after.relationships.flatMap((ties) => ties.weights);
    return (
      after.traits.every((trait) => trait >= 0 && trait <= 1) &&
      after.surplus.every((surplus) => surplus >= 0) &&
      weights.every((weight) => weight !== 0 && weight >= -1 && weight <= 1)
    );
  });

  law("capacity: nobody moves into a full region, and always next door", (event, before, after) => {
    if (event.type !== "town_event" || event.operation !== "move") return true;
    const [row] = rows(before, event.participant_ids);
    const to = after.regions[after.region[row]];
    return (
      after.roster.occupancy[after.region[row]] <= to.capacity &&
      before.regions[before.region[row]].neighbours.includes(to.id)
    );
  });

  law("conservation: surplus changes only by what the event says", (event, before, after) => {
    const change = new Map<string, number>();
    for (const effect of event.effects) {
      if (effect.kind !== "surplus") continue;
      effect.citizens.forEach((id, i) => change.set(id, (change.get(id) ?? 0) + effect.deltas[i]));
    }
    return after.citizens.every(({ id }, row) => near(after.surplus[row], before.surplus[row] + (change.get(id) ?? 0)));
  });

  law("no trait moves by more than 0.1 in one operation", (event, before, after) => {
    return (
      event.type !== "town_event" || after.traits.every((trait, i) => Math.abs(trait - before.traits[i]) <= 0.1 + 1e-9)
    );
  });

  law("gapless seq, one run, causes in the past, time that never goes back", (event, before) => {
    const causes = event.type === "town_event" || event.type === "coalition" ? event.caused_by : [];
    return (
      event.seq === before.seq + 1 &&
      event.run_id === before.run_id &&
      event.timestamp >= before.timestamp &&
      causes.every((cause) => cause > 0 && cause < event.seq)
    );
  });

  law("deltas lie on the lattice of one millionth", (event) => {
    const deltas = event.effects.flatMap((effect: Effect) =>
      "deltas" in effect ? effect.deltas : "delta" in effect ? [effect.delta] : [],
    );
    return deltas.every((delta) => Math.round(delta * 1e6) / 1e6 === delta);
  });

  law("totals and the roster, kept incrementally, equal what one counts afresh", (_, __, after) => {
    const weights = after.relationships.flatMap((ties) => ties.weights);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const counted = Array.from(after.regions, () => ({ all: 0, available: [] as number[] }));
    after.region.forEach((region, row) => {
      counted[region].all++;
      if (after.activity[row] !== RESTING) counted[region].available.push(row);
    });
    return (
      after.totals.ties === weights.length &&
      near(after.totals.weight, sum(weights)) &&
      near(after.totals.weightSquared, sum(weights.map((weight) => weight * weight))) &&
      near(after.totals.positiveWeight, sum(weights.filter((weight) => weight > 0))) &&
      counted.every(({ all, available }, region) => {
        const present = after.roster.present[region].toSorted((a, b) => a - b);
        return after.roster.occupancy[region] === all && present.join() === available.join();
      })
    );
  });

  it("fold = state: the log alone, through JSON, gives the simulator's state at every event", () => {
    fc.assert(
      fc.property(anyTown(), (config) => {
        const run = new Simulation(config);
        let folded = found(config);
        for (const event of eventsOf(run, 2)) {
          // Now and then the viewer starts anew, from a snapshot.
          if (event.seq % 53 === 0) folded = restore(JSON.parse(JSON.stringify(snapshot(folded))) as TownSnapshot);
          const received = JSON.parse(serialize(event)) as TownEvent;
          expect(checkEvent(received, folded)).toBeUndefined();
          if (received.type === "town_status") expect(received.digest).toBe(digest(folded));
          apply(folded, received);
          if (digest(folded) !== digest(run.town)) expect.fail(`the fold left the run at ${serialize(event)}`);
        }
        expect(snapshot(folded)).toEqual(snapshot(run.town));
      }),
      { numRuns: 30 },
    );
  });
});

describe("a run", () => {
  it("is the same, byte for byte, for the same seed and config", () => {
    const log = (config: TownConfig) => Array.from(eventsOf(new Simulation(config), DAYS), serialize).join("\n");
    fc.assert(
      fc.property(anyTown(), (config) => {
        expect(log(config)).toBe(log(structuredClone(config)));
      }),
      { numRuns: 15 },
    );
  });

  it("goes on after its log, perturbations included, as the run that was never interrupted", () => {
    fc.assert(
      fc.property(anyTown(), fc.integer({ min: 1, max: 150 }), fc.nat(), (config, stop, pick) => {
        const run = new Simulation(config);
        const log: TownEvent[] = [run.next()];
        for (let i = 0; i < stop; i++) {
          if (i % 17 === 5 && run.town.roster.available.length > 0) {
            const row = run.town.roster.available[pick % run.town.roster.available.length];
            log.push(run.perturb("solo", [run.town.citizens[row].id]));
          }
          log.push(run.next());
        }
        const resumed = Simulation.resume(config, run.town.run_id, JSON.parse(JSON.stringify(log)) as TownEvent[]);
        for (let i = 0; i < 60; i++) expect(serialize(resumed.next())).toBe(serialize(run.next()));
        expect(digest(resumed.town)).toBe(digest(run.town));
      }),
      { numRuns: 25 },
    );
  });

  it("goes on from any change of phase, perturbations included, as the run that was never interrupted", () => {
    fc.assert(
      fc.property(anyTown(), fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (config, picks) => {
        const run = new Simulation(config);
        const runId = run.town.run_id;
        const starts: TownSnapshot[] = [snapshot(run.town)];
        const log: TownEvent[] = [];
        for (const event of eventsOf(run, 2)) {
          log.push(event);
          if (event.type === "town_status") starts.push(snapshot(run.town));
          // Also among a phase's last events, when the coalitions have already been looked for.
          const { available } = run.town.roster;
          const pick = picks[log.length % picks.length];
          if (available.length === 0 || (pick % 7 > 0 && event.type !== "coalition")) continue;
          log.push(run.perturb("solo", [run.town.citizens[available[pick % available.length]].id]));
        }
        for (const start of starts) {
          const from = restore(JSON.parse(JSON.stringify(start)) as TownSnapshot);
          const rest = log.slice(start.seq);
          const half = rest.findIndex(({ seq }) => seq >= start.seq + (picks[0] % 50));
          const resumed = Simulation.resume(config, runId, rest.slice(0, half), from);
          for (const event of rest.slice(half)) {
            if (event.type === "town_event" && event.metadata["perturbation"] === true) {
              const again = resumed.perturb("solo", event.participant_ids);
              expect(serialize(again)).toBe(serialize(event));
            } else expect(serialize(resumed.next())).toBe(serialize(event));
          }
          expect(digest(resumed.town)).toBe(digest(run.town));
        }
      }),
      { numRuns: 12 },
    );
  });

  it("refuses to go on from the midst of a phase, or from another run", () => {
    const run = new Simulation(smallTown);
    const runId = run.town.run_id;
    while (run.town.totals.phaseInteractions === 0) run.next();
    const midst = restore(snapshot(run.town));
    expect(() => Simulation.resume(smallTown, runId, [], midst)).toThrow(
      `it is at event ${midst.seq}, in the midst of day:1/morning; expected the state right after a phase_change`,
    );
    const start = found(smallTown, runId);
    const resumed = (config: TownConfig, id: string) => () => Simulation.resume(config, id, [], start);
    expect(resumed(smallTown, "r2")).toThrow(`its run_id is ${runId}, expected r2`);
    expect(resumed({ ...smallTown, seed: 4 }, runId)).toThrow("its seed is 3, expected 4");
    expect(resumed({ ...smallTown, population: { kind: "smallville", citizens: 10 } }, runId)).toThrow(
      "its citizens are not those of the configuration",
    );
  });

  it("refuses to go on after a log that it would not have written", () => {
    const config = { ...smallTown };
    const log = Array.from(eventsOf(new Simulation(config), 1));
    const forged = log.map((event) =>
      event.seq === 5 && event.type === "town_event" ? { ...event, message: "It never happened." } : event,
    );
    expect(() => Simulation.resume(config, log[0].run_id, forged)).toThrow(/event 5 of .* is not what this version/);
  });
});

const smallTown: TownConfig = {
  town_id: "smallville",
  seed: 3,
  start_date: "2025-12-03",
  population: { kind: "smallville", citizens: 25 },
  rules: {},
};
