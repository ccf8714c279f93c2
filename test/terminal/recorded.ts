import { Observer } from "../../src/observer/observer.ts";
import { recordedTown } from "../../src/observer/recorded-town.ts";
import type { Timers } from "../../src/observer/timers.ts";
import { ordinal } from "../../src/sim/clock.ts";
import type { TownConfig } from "../../src/sim/config.ts";
import { serialize } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { snapshot } from "../../src/sim/snapshot.ts";
import { HeldTimers } from "../observer/held-timers.ts";

/** Watches a run of so many days to its end: what `agent-town run --seed 42 --days 14` writes, without the file. */
export async function recorded(
  days = 14,
  config: TownConfig = smallConfig(25, 42),
  timers: Timers = new HeldTimers(),
): Promise<Observer> {
  const run = new Simulation(config);
  const { seq, run_id } = run.town;
  const state = snapshot(run.town);
  const events: string[] = [];
  while (ordinal(run.town) < 4 * days) events.push(serialize(run.next()));
  const goes = { speed: 1, paused: true, degraded: null, kind: "simulated" } as const;
  const recording = { beginning: { type: "town_snapshot", seq, run_id, state, config, ...goes }, events } as const;
  const observer = new Observer({ url: "", town: config.town_id, timers, ...recordedTown(recording) });
  observer.connect();
  await new Promise<void>((resolve) => {
    observer.connection.subscribe(({ kind }) => kind === "finished" && resolve());
  });
  return observer;
}
