import { describe, expect, it } from "vitest";
import { apply } from "../../src/sim/apply.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { snapshot } from "../../src/sim/snapshot.ts";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { HeldClock } from "./held-clock.ts";

const config = smallConfig(7, 3);

function live() {
  const simulation = new Simulation(config, { runId: "r1" });
  const log = new MemoryLog(simulation.town, { keyframeEvery: 100 });
  const town = new LiveTown(simulation, log, { clock: new HeldClock(), paused: true });
  return { town, log, running: town.run() };
}

describe("LiveTown", () => {
  it("says how it is in a few words", async () => {
    const { town, running } = live();
    await town.flux.step("event");
    expect(town.status).toEqual({
      town_id: "smallville",
      run_id: "r1",
      kind: "simulated",
      seed: 3,
      citizens: 7,
      day: 1,
      phase: "MORNING",
      seq: 1,
      speed: 1,
      paused: true,
      held: null,
      finished: false,
      degraded: null,
      nats: null,
    });
    town.close();
    await running;
    expect(town.status.finished).toBe(true);
  });

  it("has every event in its log before anyone hears of it", async () => {
    const { town, log, running } = live();
    const heads: [number, number][] = [];
    town.listen({ event: ({ seq }) => heads.push([seq, log.head]), announcement: () => {} });
    await town.flux.step("day");
    expect(heads.length).toBeGreaterThan(0);
    for (const [seq, head] of heads) expect(head).toBe(seq);
    town.close();
    await running;
  });

  it("announces changes of pace with the place where they came, until one stops listening", async () => {
    const { town, running } = live();
    const heard: unknown[] = [];
    const stop = town.listen({
      event: () => {},
      announcement: ({ kind, after, speed }) => heard.push([kind, after, speed]),
    });
    await town.flux.step("event");
    town.flux.setSpeed("max");
    town.flux.setSpeed(8);
    stop();
    town.flux.setSpeed(1);
    expect(heard).toEqual([
      ["speed", 1, "max"],
      ["speed", 1, 8],
    ]);
    town.close();
    await running;
  });

  it("knows its state after every event: that of a fold from the founding", async () => {
    const { town, log, running } = live();
    while (town.status.seq < 250) await town.flux.step("phase");
    const fold = found(config, "r1");
    expect(snapshot(await town.stateAt(0))).toEqual(snapshot(fold));
    for await (const event of log.read({ after: 0 })) {
      apply(fold, event);
      if (event.seq % 17 === 0) expect(snapshot(await town.stateAt(event.seq))).toEqual(snapshot(fold));
      if (event.seq === log.head) break;
    }
    expect(snapshot(await town.stateAt(log.head))).toEqual(town.snapshot());
    await expect(town.stateAt(log.head + 1)).rejects.toThrow("seq must be a whole number from 0");
    town.close();
    await running;
  });

  it("stops with the reason when an event can't be recorded", async () => {
    const { town, log, running } = live();
    log.close();
    void town.flux.step("event");
    await expect(running).rejects.toThrow("the log is closed at event 0");
  });

  it("stands still while its log has no room, says why, and goes on when it has", async () => {
    const simulation = new Simulation(config, { runId: "r1" });
    const log = new MemoryLog(simulation.town, { keyframeEvery: 20, maxBytes: 60_000 });
    log.retainAfter(0);
    const town = new LiveTown(simulation, log, { clock: new HeldClock(1), speed: "max" });
    const heard: string[] = [];
    let head = 0;
    town.listen({ event: ({ seq }) => (head = seq), announcement: ({ kind }) => heard.push(`${kind} at ${head}`) });
    const running = town.run();
    while (town.status.held === null) await new Promise((resolve) => setImmediate(resolve));
    const stood = town.status.seq;
    expect(town.status).toMatchObject({ paused: true, held: log.full });
    await expect(town.perturb("solo", ["alice"])).rejects.toThrow("smallville stands still just now: ");
    await expect(town.control({ action: "step" })).rejects.toThrow("smallville stands still just now: ");
    await town.control({ action: "pause" });
    await town.control({ action: "resume" });
    expect(town.status.seq).toBe(stood);
    log.retainAfter(stood);
    while (town.status.seq === stood) await new Promise((resolve) => setImmediate(resolve));
    expect(town.status.held).toBeNull();
    expect(heard.slice(0, 2)).toEqual([`paused at ${stood}`, `resumed at ${stood}`]);
    town.close();
    await running;
  });
});
