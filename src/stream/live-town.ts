import type { Simulation } from "../sim/simulation.ts";
import type { Clock } from "./clock.ts";
import type { EventLog } from "./event-log.ts";
import { Town } from "./town.ts";
import { TownFlux, type Speed } from "./town-flux.ts";

/** A town that lives here: a simulation that unfolds in wall time. */
export class LiveTown extends Town {
  readonly kind = "simulated";
  readonly flux: TownFlux;

  /** `log` must be at the simulation's seq. */
  constructor(simulation: Simulation, log: EventLog, pace: { clock: Clock; speed?: Speed; paused?: boolean }) {
    super(simulation.config, simulation.town, log);
    this.flux = new TownFlux(simulation, {
      ...pace,
      record: (event) => this.record(event),
      announce: (kind) => this.announce(kind),
    });
  }

  protected get pace() {
    const { speed, paused, closed: finished } = this.flux;
    return { speed, paused, finished };
  }

  protected async live(): Promise<void> {
    for await (const _ of this.flux);
  }

  close(): void {
    this.flux.close();
    this.log.close();
  }
}
