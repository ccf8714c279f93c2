import { apply } from "../sim/apply.ts";
import { Chronicle } from "../sim/chronicle.ts";
import type { Phase } from "../sim/clock.ts";
import type { TownConfig } from "../sim/config.ts";
import type { Announcement, TownEvent } from "../sim/event.ts";
import { restore, snapshot, type TownSnapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import { checkPosition, type EventLog } from "./event-log.ts";
import type { Speed } from "./town-flux.ts";

/** A town in a few words. */
export type TownStatus = {
  readonly town_id: string;
  readonly run_id: string;
  /** Simulated here, or published into by a program elsewhere. */
  readonly kind: "simulated" | "external";
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
 * A town that can be observed: a state, the log that remembers how it came to be, and those who listen. Every event is in the log
 * before anyone hears of it, so the log's head is always the town's seq. Where its events come from is its subclass's matter.
 */
export abstract class Town {
  readonly config: TownConfig;
  readonly log: EventLog;
  /** What is remembered of the history that the log keeps; `recall` it first when the log did not begin with this town. */
  readonly chronicle: Chronicle;
  readonly #state: TownState;
  readonly #listeners = new Set<TownListener>();

  /** `log` must be at the state's seq. */
  constructor(config: TownConfig, state: TownState, log: EventLog) {
    this.config = config;
    this.log = log;
    this.#state = state;
    this.chronicle = new Chronicle(log.firstSeq > log.head ? state : restore(log.keyframe(log.firstSeq - 1)));
  }

  abstract readonly kind: TownStatus["kind"];

  protected abstract get pace(): Pick<TownStatus, "speed" | "paused" | "finished">;

  /** Resolves when the town has been closed. Rejects when an event could not be recorded. */
  protected abstract live(): Promise<void>;

  /** Ends the town, then its log. @throws what the log could not keep */
  abstract close(): void;

  /** Lives until `close`. Rejects as soon as an event could not be recorded, although the town may rest then. */
  async run(): Promise<void> {
    const { failure } = this.log;
    await (failure ? Promise.race([this.live(), failure]) : this.live());
  }

  get status(): TownStatus {
    const { town_id, run_id, seed, citizens, day, phase, seq } = this.#state;
    return { town_id, run_id, kind: this.kind, seed, citizens: citizens.length, day, phase, seq, ...this.pace };
  }

  /** The state now: only to be read, and only until the next event. */
  get state(): TownState {
    return this.#state;
  }

  snapshot(): TownSnapshot {
    return snapshot(this.#state);
  }

  /**
   * The state after event `seq`, to be read like `state`: the nearest keyframe and a fold.
   * @throws TownError out_of_range when it is not kept.
   */
  async stateAt(seq: number): Promise<TownState> {
    checkPosition(this.log, seq);
    if (seq === this.#state.seq) return this.#state;
    const town = restore(this.log.keyframe(seq));
    if (town.seq === seq) return town;
    for await (const event of this.log.read({ after: town.seq })) {
      apply(town, event);
      if (town.seq === seq) break;
    }
    return town;
  }

  /**
   * Folds what the log holds already into the chronicle: to be awaited before the town is served. Does nothing when nothing is
   * missing. Cost: one reading of the log.
   */
  async recall(): Promise<void> {
    const { chronicle, log } = this;
    if (chronicle.seq === log.head) return;
    for await (const event of log.read({ after: chronicle.seq })) {
      chronicle.take(event);
      if (chronicle.seq === log.head) return;
    }
  }

  /** @returns how to stop listening */
  listen(listener: TownListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes note of an event that the state has just folded, and tells it. */
  protected record(event: TownEvent): void {
    this.log.append(event);
    // Until it has caught up, `recall` reads this event from the log.
    if (this.chronicle.seq === event.seq - 1) this.chronicle.take(event);
    for (const listener of this.#listeners) listener.event(event);
  }

  protected announce(kind: Announcement["kind"]): void {
    const { town_id, run_id, seq } = this.#state;
    const { speed } = this.pace;
    const announcement: Announcement = { type: "town_status", town_id, run_id, after: seq, kind, speed };
    for (const listener of this.#listeners) listener.announcement(announcement);
  }
}
