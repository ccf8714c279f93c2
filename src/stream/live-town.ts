import { parseMoment } from "../sim/clock.ts";
import { TownError } from "../sim/error.ts";
import type { OperationEvent } from "../sim/event.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { ControlBody } from "../wire/control.ts";
import type { Clock } from "./clock.ts";
import type { EventLog } from "./event-log.ts";
import { Town } from "./town.ts";
import { TownFlux, type Speed } from "./town-flux.ts";

/** A town that lives here: a simulation that unfolds in wall time. While its log has no room it stands still. */
export class LiveTown extends Town {
  readonly kind = "simulated";
  readonly flux: TownFlux;
  #held: string | null = null;

  /** `log` must be at the simulation's seq. */
  constructor(simulation: Simulation, log: EventLog, pace: { clock: Clock; speed?: Speed; paused?: boolean }) {
    super(simulation.config, simulation.town, log);
    this.flux = new TownFlux(simulation, {
      ...pace,
      record: (event) => this.record(event),
      // A town that has no room stands still whatever people want of it.
      announce: (kind) =>
        this.#held !== null && (kind === "paused" || kind === "resumed") ? undefined : this.announce(kind),
    });
  }

  protected get pace() {
    const { speed, paused, closed: finished } = this.flux;
    return { speed, paused: paused || this.#held !== null, held: this.#held, finished };
  }

  protected async live(): Promise<void> {
    for await (const _ of this.flux) if (this.ledger.full) await this.#stand(this.ledger.full);
  }

  /** Stands still until the log has room: whoever doesn't ask the flux for an event gets none. */
  async #stand(why: string): Promise<void> {
    this.#held = why;
    this.announce("paused");
    await this.ledger.room!();
    this.#held = null;
    if (!this.flux.closed && !this.flux.paused) this.announce("resumed");
  }

  async control(command: ControlBody): Promise<void> {
    const { flux } = this;
    switch (command.action) {
      case "pause":
        flux.pause();
        return this.told(this.decided.seq);
      case "resume":
        return flux.resume();
      case "step":
        this.#checkRoom();
        return this.told(await flux.step(command.by ?? "event"));
      case "speed":
        return flux.setSpeed(command.speed);
      case "run_until":
        return flux.runUntil(parseMoment(command.until));
    }
  }

  async perturb(operation: string, participants: readonly string[]): Promise<OperationEvent> {
    this.#checkRoom();
    const event = this.flux.perturb(operation, participants);
    await this.told(event.seq);
    return event;
  }

  /** @throws TownError unavailable while nothing can happen */
  #checkRoom(): void {
    if (!this.ledger.full) return;
    throw new TownError("unavailable", `${this.state.town_id} stands still just now: ${this.ledger.full}`);
  }

  close(): void {
    this.flux.close();
    this.ledger.close();
  }
}
