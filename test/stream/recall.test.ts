import { describe, expect, it } from "vitest";
import { Chronicle } from "../../src/sim/chronicle.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { HeldClock } from "./held-clock.ts";

const open = (simulation: Simulation, log: MemoryLog) =>
  new LiveTown(simulation, log, { clock: new HeldClock(), paused: true });

/** A run of 25 citizens that has come to event 2,000, and its log, which keeps all of it or only the end. */
function begun(maxBytes?: number) {
  const simulation = new Simulation(smallConfig(25, 3));
  const log = new MemoryLog(simulation.town, { keyframeEvery: 100, ...(maxBytes === undefined ? {} : { maxBytes }) });
  const whole = new Chronicle(simulation.town);
  while (simulation.town.seq < 2000) {
    const event = simulation.next();
    log.append(event);
    whole.take(event);
  }
  return { simulation, log, whole };
}

const told = ({ seq, lifelines, phases }: Chronicle) => ({ seq, lifelines: [...lifelines.values()], phases });

describe("a town's chronicle", () => {
  it("hears every event of a town that begins", async () => {
    const simulation = new Simulation(smallConfig(25, 3));
    const log = new MemoryLog(simulation.town);
    const whole = new Chronicle(simulation.town);
    const town = open(simulation, log);
    town.listen({ event: (event) => whole.take(event), announcement: () => {} });
    const running = town.run();
    await town.flux.step("day");
    await town.flux.step("day");
    expect(town.chronicle.lifelines.size).toBeGreaterThan(0);
    expect(told(town.chronicle)).toEqual(told(whole));
    town.close();
    await running;
  });

  it("is recalled from the log of a run that goes on, and then hears what follows", async () => {
    const { simulation, log, whole } = begun();
    const town = open(simulation, log);
    await town.recall();
    expect(told(town.chronicle)).toEqual(told(whole));
    town.listen({ event: (event) => whole.take(event), announcement: () => {} });
    const running = town.run();
    await town.flux.step("day");
    await town.recall();
    expect(told(town.chronicle)).toEqual(told(whole));
    town.close();
    await running;
  });

  it("catches up with what happens while it is recalled", async () => {
    const { simulation, log, whole } = begun();
    const town = open(simulation, log);
    town.listen({ event: (event) => whole.take(event), announcement: () => {} });
    const running = town.run();
    const [recalled] = [town.recall(), town.flux.step("phase")];
    await recalled;
    await town.flux.step("phase");
    expect(town.chronicle.seq).toBe(town.state.seq);
    expect(told(town.chronicle)).toEqual(told(whole));
    town.close();
    await running;
  });

  it("begins where the log does when that has forgotten the beginning", async () => {
    const { simulation, log, whole } = begun(200_000);
    expect(log.firstSeq).toBeGreaterThan(1);
    const town = open(simulation, log);
    await town.recall();
    const living = ({ lifelines }: Chronicle) => [...lifelines.values()].filter(({ ended }) => ended === null);
    expect(living(town.chronicle).map(({ coalition }) => coalition)).toEqual([...simulation.town.coalitions.keys()]);
    expect(town.chronicle.phases).toEqual(
      whole.phases
        .filter(({ seq }) => seq >= log.firstSeq)
        .map((phase) => {
          return { ...phase, since: Math.max(phase.since, log.firstSeq) };
        }),
    );
  });
});
