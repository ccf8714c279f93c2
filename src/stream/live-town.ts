import { apply } from "../sim/apply.ts";
import type { TownConfig } from "../sim/config.ts";
import type { Phase } from "../sim/clock.ts";
import type { Announcement, TownEvent } from "../sim/event.ts";
import type { Simulation } from "../sim/simulation.ts";
import { restore, snapshot, type TownSnapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import type { Clock } from "./clock.ts";
import { checkPosition, type EventLog } from "./event-log.ts";
import { TownFlux, type Speed } from "./town-flux.ts";

/** A town in a few words. */
export type TownStatus = {
  readonly town_id: string;
  readonly run_id: string;
  readonly seed: number;
  readonly citizens: number;
  readonly day: number;
  readonly phase: Phase;
  /** The newest event. */
  readonly seq: number;
  readonly speed: Speed;
  readonly paused: boolean;
  readonly finished: boolean;
};

/** Hears everything as it happens; must return at once. */
export type TownListener = { event(event: TownEvent): void; announcement(announcement: Announcement): void };

/**
 * A town that lives: a simulation that unfolds, the log that remembers it, and those who listen. Every event is in the log before
 * anyone hears of it, so the log's head is always the town's seq.
 */
export class LiveTown {
  readonly config: TownConfig;
  readonly log: EventLog;
  readonly flux: TownFlux;
  readonly #town: TownState;
  readonly #listeners = new Set<TownListener>();

  /** `log` must be at the simulation's seq. */
  constructor(simulation: Simulation, log: EventLog, pace: { clock: Clock; speed?: Speed; paused?: boolean }) {
    this.config = simulation.config;
    this.log = log;
    this.#town = simulation.town;
    this.flux = new TownFlux(simulation, {
      ...pace,
      record: (event) => {
        log.append(event);
        for (const listener of this.#listeners) listener.event(event);
      },
      announce: (kind) => {
        const { town_id, run_id, seq } = this.#town;
        const announcement: Announcement = {
          type: "town_status",
          town_id,
          run_id,
          after: seq,
          kind,
          speed: this.flux.speed,
        };
        for (const listener of this.#listeners) listener.announcement(announcement);
      },
    });
  }

  get status(): TownStatus {
    const { town_id, run_id, seed, citizens, day, phase, seq } = this.#town;
    const { speed, paused, closed: finished } = this.flux;
    return { town_id, run_id, seed, citizens: citizens.length, day, phase, seq, speed, paused, finished };
  }

  /** The state now. */
  snapshot(): TownSnapshot {
    return snapshot(this.#town);
  }

  /** The state after event `seq`: the nearest keyframe and a fold. @throws TownError out_of_range when it is not kept. */
  async stateAt(seq: number): Promise<TownSnapshot> {
    checkPosition(this.log, seq);
    if (seq === this.#town.seq) return this.snapshot();
    const keyframe = this.log.keyframe(seq);
    if (keyframe.seq === seq) return keyframe;
    const town = restore(keyframe);
    for await (const event of this.log.read({ after: town.seq })) {
      apply(town, event);
      if (town.seq === seq) break;
    }
    return snapshot(town);
  }

  /** @returns how to stop listening */
  listen(listener: TownListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lives until `close`. Rejects when an event could not be recorded. */
  async run(): Promise<void> {
    for await (const _ of this.flux);
  }

  /** Ends the town, then its log. */
  close(): void {
    this.flux.close();
    this.log.close();
  }
}
