import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply } from "../../src/sim/apply.ts";
import type { TownConfig } from "../../src/sim/config.ts";
import { digest } from "../../src/sim/digest.ts";
import { TownError } from "../../src/sim/error.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { parseRecorded, smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { restore, snapshot } from "../../src/sim/snapshot.ts";
import { fork, heritageAt } from "../../src/stream/fork.ts";
import { goOn } from "../../src/stream/heritage.ts";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { anyTown, smallville } from "../sim/towns.ts";
import { HeldClock } from "./held-clock.ts";

type Lived = { readonly town: LiveTown; readonly simulation: Simulation; readonly events: readonly TownEvent[] };

/** A run of so many events; before the `i`-th that happens by itself, people try `perturbed[i]`. */
function lived(
  simulation: Simulation,
  length: number,
  perturbed: Readonly<Record<number, string>> = {},
  log = {},
): Lived {
  const kept = new MemoryLog(simulation.town, log);
  const events: TownEvent[] = [];
  const take = (event: TownEvent) => {
    kept.append(event);
    events.push(event);
  };
  for (let i = 0; i < length; i++) {
    const citizen = perturbed[i];
    if (citizen !== undefined) {
      try {
        take(simulation.perturb("solo", [citizen]));
      } catch (error) {
        if (!(error instanceof TownError)) throw error;
      }
    }
    take(simulation.next());
  }
  return { town: new LiveTown(simulation, kept, { clock: new HeldClock(), paused: true }), simulation, events };
}

/** The fork of a town at a moment, its log, and its events from there on, as many as are asked for. */
async function forked(town: LiveTown, at: number, length: number, seed?: number, town_id = "other") {
  const heritage = fork(await heritageAt(town, at), { town_id, seed });
  const log = new MemoryLog(heritage.state);
  const before = snapshot(heritage.state);
  const simulation = goOn(heritage, log);
  expect(simulation.town.seq).toBe(at);
  const start = snapshot(simulation.town);
  const live = new LiveTown(simulation, log, { clock: new HeldClock(), paused: true });
  const events = Array.from({ length }, () => {
    const event = simulation.next();
    log.append(event);
    return event;
  });
  return { live, log, simulation, before, start, events, config: heritage.config };
}

/** What two runs can have in common: all but whose it is, and the digest that covers the run's name. */
function bare(events: readonly TownEvent[]) {
  return events.map((event) => ({ ...event, town_id: "", run_id: "", digest: "" }));
}

/** Folds a run from its beginning, and holds every digest against the state. @returns how many */
async function proved({ log, before, simulation }: Awaited<ReturnType<typeof forked>>): Promise<number> {
  const state = restore(before);
  let count = 0;
  for await (const event of log.read({ after: state.seq })) {
    if (event.type === "town_status" && ++count) expect(event.digest).toBe(digest(state));
    apply(state, event);
    if (state.seq === log.head) break;
  }
  expect(digest(state)).toBe(digest(simulation.town));
  return count;
}

const changes = (events: readonly TownEvent[]) => events.filter(({ type }) => type === "town_status");

describe("a fork with its parent's seed", () => {
  const run = new Simulation(smallville(), { runId: "r1" });
  const parent = lived(run, 700, { 40: "alice", 41: "bob", 180: "dana", 333: "alice" }, { keyframeEvery: 50 });
  const perturbed = parent.events.filter((event) => event.type === "town_event" && event.metadata["perturbation"]);
  const [, second, third] = changes(parent.events).map(({ seq }) => seq);

  it.each([
    ["at the founding", 0],
    ["when the first day has opened", 1],
    ["in the midst of a phase", second + 7],
    ["where a phase begins", third],
    ["one event before that", third - 1],
    ["one event after that", third + 1],
    ["at a perturbation", perturbed[0].seq],
    ["between two perturbations and the phase's end", perturbed[1].seq + 3],
    ["at its head", parent.events.length],
  ])("lives its parent's future, event by event: %s", async (_, at) => {
    // What people do is no part of what would have happened anyway.
    const end = perturbed.find(({ seq }) => seq > at)?.seq ?? parent.events.length + 1;
    const child = await forked(parent.town, at, end - 1 - at + 200);
    expect(bare(child.events.slice(0, end - 1 - at))).toEqual(bare(parent.events.slice(at, end - 1)));
    expect(await proved(child)).toBeGreaterThan(2);
  });

  it("goes on beyond its parent's head as that one will", async () => {
    const one = lived(new Simulation(smallville(3)), 123);
    const child = await forked(one.town, 123, 500);
    expect(bare(child.events)).toEqual(bare(Array.from({ length: 500 }, () => one.simulation.next())));
  });

  it("is what its parent was at that moment, but for its names, and says where it comes from", async () => {
    const at = second + 7;
    const { start, config } = await forked(parent.town, at, 0);
    const { town_id, run_id } = start;
    expect(start).toEqual({ ...snapshot(await parent.town.stateAt(at)), town_id, run_id });
    expect(town_id).toBe("other");
    expect(run_id).not.toBe("r1");
    const { lineage, ...own } = config;
    expect(own).toEqual({ ...smallville(), town_id: "other" });
    expect(lineage).toEqual({ town_id: "smallville", run_id: "r1", seq: at, founding_seed: 7, phase_seed: 7 });
    expect(parseRecorded(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it("takes a perturbation as its parent took it", async () => {
    const [{ seq }] = perturbed;
    const child = await forked(parent.town, seq - 1, 0);
    child.simulation.perturb("solo", ["alice"]);
    const [again, ...others] = Array.from({ length: 30 }, () => child.simulation.next());
    expect(again.seq).toBe(seq + 1);
    const next = perturbed[1].seq;
    expect(bare([again, ...others].slice(0, next - 1 - seq))).toEqual(bare(parent.events.slice(seq, next - 1)));
  });

  it("changes nothing in its parent", async () => {
    const before = digest(parent.town.state);
    const child = await forked(parent.town, parent.events.length, 300);
    expect(child.simulation.town.seq).toBe(parent.events.length + 300);
    expect(digest(parent.town.state)).toBe(before);
    expect(parent.town.log.head).toBe(parent.events.length);
  });

  it("remembers what happened since its phase began", async () => {
    const at = second + 7;
    const { live, log } = await forked(parent.town, at, 0);
    expect(log.firstSeq).toBe(second + 1);
    await live.recall();
    expect(live.chronicle.seq).toBe(at);
    expect(snapshot(await live.stateAt(second)).seq).toBe(second);
  });

  it("can be forked itself, and that one too", async () => {
    const one = await forked(parent.town, second + 7, 40);
    const two = await forked(one.live, second + 12, 60, undefined, "third");
    expect(two.config.lineage).toMatchObject({ town_id: "other", seq: second + 12, founding_seed: 7 });
    expect(bare(two.events.slice(0, 35))).toEqual(bare(one.events.slice(5)));
    await proved(two);
  });

  it("law: whatever the town, whoever perturbs it, wherever it is forked", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTown(),
        fc.nat(60),
        fc.dictionary(fc.nat(160).map(String), fc.constantFrom("alice", "bob", "clara"), { maxKeys: 4 }),
        fc.nat(),
        async (config: TownConfig, length, perturbed, place) => {
          const { town, events } = lived(new Simulation(config), length, perturbed, { keyframeEvery: 7 });
          const at = place % (events.length + 1);
          const rest = events.slice(at);
          const child = await forked(town, at, rest.length + 30);
          const end = rest.findIndex((event) => event.type === "town_event" && event.metadata["perturbation"]);
          const same = end < 0 ? rest.length : end;
          expect(bare(child.events.slice(0, same))).toEqual(bare(rest.slice(0, same)));
          await proved(child);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a fork with a seed of its own", () => {
  const parent = lived(new Simulation(smallville(), { runId: "r1" }), 400);
  const [, second, third] = changes(parent.events).map(({ seq }) => seq);

  it("ends by its parent's seed what had begun of the phase, and then goes its own way", async () => {
    const child = await forked(parent.town, second + 7, 300, 8);
    const begun = third - second - 7;
    expect(bare(child.events.slice(0, begun))).toEqual(bare(parent.events.slice(second + 7, third)));
    expect(bare(child.events.slice(begun, begun + 20))).not.toEqual(bare(parent.events.slice(third, third + 20)));
    expect(child.config).toMatchObject({ seed: 8, lineage: { founding_seed: 7, phase_seed: 7 } });
    expect(await proved(child)).toBeGreaterThan(2);
  });

  it.each([
    ["where a phase begins", third],
    ["at the founding", 0],
  ])("goes its own way at once %s", async (_, at) => {
    const [child, twin, other] = [8, 8, 9].map((seed) => forked(parent.town, at, 30, seed));
    const events = bare((await child).events);
    expect(events).not.toEqual(bare(parent.events.slice(at, at + 30)));
    expect(events).toEqual(bare((await twin).events));
    expect(events).not.toEqual(bare((await other).events));
  });

  it("has the citizens of its parent, whatever its seed", async () => {
    const town = lived(new Simulation(smallConfig(40, 5)), 60).town;
    const { simulation } = await forked(town, 0, 100, 6);
    expect(simulation.town.citizens).toEqual(town.state.citizens);
    expect(simulation.town.seed).toBe(6);
  });

  it("hands on the seed that had begun the phase to forks of its own, and the one that founded the town", async () => {
    const one = await forked(parent.town, second + 7, 300, 8);
    const two = await forked(one.live, second + 9, 300, 9, "third");
    const begun = third - second - 9;
    expect(two.config.lineage).toMatchObject({ founding_seed: 7, phase_seed: 7 });
    expect(bare(two.events.slice(0, begun))).toEqual(bare(parent.events.slice(second + 9, third)));
    const fourth = changes(one.events)[1].seq;
    const three = await forked(one.live, fourth - 3, 100, 9, "fourth");
    expect(three.config.lineage).toMatchObject({ founding_seed: 7, phase_seed: 8 });
    expect(bare(three.events.slice(0, 3))).toEqual(bare(one.events.filter(({ seq }) => seq > fourth - 3).slice(0, 3)));
  });

  it("law: can be taken up again from any moment of its own, and goes on by the right seed", async () => {
    await fc.assert(
      fc.asyncProperty(anyTown(), fc.nat(80), fc.nat(), fc.nat(60), async (config, length, seed, later) => {
        const { town } = lived(new Simulation(config), length, { 20: "alice" });
        const one = await forked(town, town.log.head, later + 60, seed);
        // A fork of a fork by the same seed is that one taken up again.
        const again = await forked(one.live, length === 0 ? 0 : one.log.head - 60, 60, undefined, "again");
        const from = again.start.seq;
        const rest = one.events.filter((event) => event.seq > from).slice(0, 60);
        expect(bare(again.events.slice(0, rest.length))).toEqual(bare(rest));
        await proved(again);
      }),
      { numRuns: 40 },
    );
  });
});

describe("what can't be forked", () => {
  it("is a moment that is not kept, or one whose phase's beginning is not", async () => {
    const { town } = lived(new Simulation(smallville()), 900, {}, { keyframeEvery: 10, maxBytes: 150_000 });
    const { firstSeq, head } = town.log;
    expect(firstSeq).toBeGreaterThan(1);
    await expect(heritageAt(town, head + 1)).rejects.toMatchObject({ code: "out_of_range" });
    await expect(heritageAt(town, firstSeq - 2)).rejects.toThrow("is no longer kept");
    await expect(heritageAt(town, firstSeq)).rejects.toThrow(
      `smallville can't be forked at event ${firstSeq}: the beginning of that phase is no longer kept`,
    );
    expect((await heritageAt(town, head)).state.seq).toBeLessThanOrEqual(head);
  });
});
