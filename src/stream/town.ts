import { apply } from "../sim/apply.ts";
import { Chronicle } from "../sim/chronicle.ts";
import type { Phase } from "../sim/clock.ts";
import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import type { Announcement, Degraded, OperationEvent, TownEvent } from "../sim/event.ts";
import { restore, snapshot, type TownSnapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import type { ControlBody } from "../wire/control.ts";
import { checkPosition, type EventLog, type LogReader } from "./event-log.ts";
import type { Replica, ReplicaStatus } from "./replica.ts";
import { ToldLog } from "./told-log.ts";
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
  /** Why it stands still though nobody paused it. */
  readonly held: string | null;
  readonly finished: boolean;
  readonly degraded: Degraded;
  /** How the copy of its events in NATS stands; null where none is kept. */
  readonly nats: ReplicaStatus | null;
};

/** Hears everything as it happens; must return at once. */
export type TownListener = { event(event: TownEvent): void; announcement(announcement: Announcement): void };

/**
 * A town that can be observed: a state, the log that remembers how it came to be, and those who listen. Every event is in the log
 * before anyone hears of it, so the log's head is always the town's seq. Where its events come from is its subclass's matter.
 *
 *     decided, ledger ──(at once; where there is a copy: when it is there, or clearly can't be)──► state, log, listeners
 */
export abstract class Town {
  readonly config: TownConfig;
  /** All that has been decided: what the town itself writes, and a copy is made of. */
  readonly ledger: EventLog;
  /** The town after that. */
  protected readonly decided: TownState;
  #state: TownState;
  #told: ToldLog | undefined;
  readonly #listeners = new Set<TownListener>();
  #chronicle: Chronicle;
  #replica: Replica | undefined;
  #degraded: Degraded = null;
  #recalled = false;
  #telling: Promise<void> | undefined;
  /** The newest event when this process took it up. */
  readonly #since: number;

  /** `ledger` must be at the state's seq. */
  constructor(config: TownConfig, state: TownState, ledger: EventLog) {
    this.config = config;
    this.ledger = ledger;
    this.decided = state;
    this.#state = state;
    this.#chronicle = new Chronicle(state);
    this.#since = state.seq;
  }

  abstract readonly kind: TownStatus["kind"];

  protected abstract get pace(): Pick<TownStatus, "speed" | "paused" | "held" | "finished">;

  /** Resolves when the town has been closed. Rejects when an event could not be recorded. */
  protected abstract live(): Promise<void>;

  /** Ends the town, then its log. @throws what the log could not keep */
  abstract close(): void;

  /** Changes the town's pace. Rejects with TownError impossible where that is not for people to decide, and what else is wrong. */
  abstract control(command: ControlBody): Promise<void>;

  /**
   * A person makes citizens (ids) do something now. Resolves when the event is in the log and, where events flow to one, in the
   * copy. Rejects as `Simulation.perturb` throws, and with TownError impossible where that is not for people to decide.
   */
  abstract perturb(operation: string, participants: readonly string[]): Promise<OperationEvent>;

  /** Lives until `close`. Rejects as soon as an event could not be recorded, although the town may rest then. */
  async run(): Promise<void> {
    const failures = [this.ledger.failure, this.#replica?.failure, this.#telling].filter((end) => end !== undefined);
    await Promise.race([this.live(), ...failures]);
  }

  get status(): TownStatus {
    const { town_id, run_id, seed, citizens, day, phase, seq } = this.#state;
    return {
      town_id,
      run_id,
      kind: this.kind,
      seed,
      citizens: citizens.length,
      day,
      phase,
      seq,
      ...this.pace,
      degraded: this.#degraded,
      nats: this.replication,
    };
  }

  /** How the copy of its events stands. */
  protected get replication(): ReplicaStatus | null {
    return this.#replica?.status ?? null;
  }

  /** What is remembered of the history: from where this process took it up, or, when `recall` has read that, all that the log keeps. */
  get chronicle(): Chronicle {
    return this.#chronicle;
  }

  /** Has a copy of its events from now on: to be said before `run`, and before anyone asks for `log`. */
  replicate(replica: Replica): void {
    this.#replica = replica;
    this.#state = restore(snapshot(this.decided));
    this.#told = new ToldLog(this.ledger);
    this.#telling = this.#tellStored(replica, this.#told);
    this.#telling.catch(() => {});
    replica.listen(() => this.lookAtReplica());
    this.lookAtReplica();
  }

  /** What has been told, to be read by anyone. */
  get log(): LogReader {
    return this.#told ?? this.ledger;
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
    const town = restore(await this.log.keyframe(seq));
    if (town.seq === seq) return town;
    for await (const event of this.log.read({ after: town.seq })) {
      apply(town, event);
      if (town.seq === seq) break;
    }
    return town;
  }

  /**
   * Folds what the log kept before this process took it up into the chronicle. Does nothing when there was nothing. Cost: one
   * reading of the log.
   */
  async recall(): Promise<void> {
    const { log } = this;
    if (this.#recalled || log.firstSeq > this.#since) return;
    const whole = new Chronicle(restore(await log.keyframe(log.firstSeq - 1)));
    for await (const event of log.read({ after: whole.seq })) {
      whole.take(event);
      if (whole.seq < log.head) continue;
      // At once: the next event is taken by the new one.
      this.#chronicle = whole;
      this.#recalled = true;
      break;
    }
  }

  /** @returns how to stop listening */
  listen(listener: TownListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes note of an event that `decided` has just folded, and tells it. */
  protected record(event: TownEvent): void {
    this.ledger.append(event);
    if (!this.#told) this.#tell(event);
  }

  #tell(event: TownEvent): void {
    this.#chronicle.take(event);
    for (const listener of this.#listeners) listener.event(event);
  }

  /**
   * Tells what is decided only when it is in the copy, or clearly can't be for now. Whoever takes the town over then knows all that
   * anyone has seen, and a writer that wakes to find it taken over has told nothing that never came to be.
   */
  async #tellStored(replica: Replica, told: ToldLog): Promise<void> {
    try {
      for await (const event of this.ledger.read({ after: told.head })) {
        await replica.stored(event.seq);
        apply(this.#state, event);
        told.advance();
        this.#tell(event);
      }
    } finally {
      told.close();
    }
  }

  protected announce(kind: Announcement["kind"]): void {
    const { town_id, run_id, seq } = this.#state;
    const { speed } = this.pace;
    const degraded = this.#degraded;
    const announcement: Announcement = { type: "town_status", town_id, run_id, after: seq, kind, speed, degraded };
    for (const listener of this.#listeners) listener.announcement(announcement);
  }

  /** Says it when events cease to flow to the copy, and when they flow again. */
  protected lookAtReplica(): void {
    const breaker = this.replication?.breaker ?? "closed";
    const degraded = breaker === "closed" ? null : "nats";
    if (degraded === this.#degraded) return;
    this.#degraded = degraded;
    this.announce(degraded ? "degraded" : "restored");
  }

  /** Resolves when event `seq` has been told, and so is in the copy, or can't be for now. @throws TownError conflict when it never will be */
  async told(seq: number): Promise<void> {
    if (!this.#told || (await this.#told.reaches(seq))) return;
    throw new TownError("conflict", `event ${seq} is no part of the town: ${this.#replica!.status.why}`);
  }
}
