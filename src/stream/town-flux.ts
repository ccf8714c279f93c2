import { formatMoment, ordinal, type Moment } from "../sim/clock.ts";
import { TownError } from "../sim/error.ts";
import type { Announcement, OperationEvent, TownEvent } from "../sim/event.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { Clock } from "./clock.ts";

/** Times the town's own pace, at which a day lasts a minute; "max" is as fast as the machine can. */
export type Speed = number | "max";
export type Stride = "event" | "phase" | "day";

export type FluxOptions = {
  readonly clock: Clock;
  readonly speed?: Speed;
  readonly paused?: boolean;
  /** Called with every event as soon as it has happened, before anyone else sees it. What it throws ends the flux. */
  readonly record?: (event: TownEvent) => void;
  /** Called when the pace changes. */
  readonly announce?: (kind: Announcement["kind"]) => void;
};

/**
 * A simulation that unfolds in wall time, pulled by whoever iterates it: `for await (const event of flux)`. It has no end but
 * `close`. An event comes as soon as the one before it has had its time, and the flux yields to the event loop at any
 * speed. `break` leaves the town where it stands; a later loop goes on from there.
 */
export class TownFlux implements AsyncIterable<TownEvent> {
  readonly #simulation: Simulation;
  readonly #clock: Clock;
  readonly #record: (event: TownEvent) => void;
  readonly #announce: (kind: Announcement["kind"]) => void;
  #speed: Speed;
  #paused: boolean;
  #closed = false;
  #pulled = false;
  #goal: Goal | undefined;
  /** Happened out of turn, by `perturb`, and not yet handed to the iterator. */
  readonly #injected: TownEvent[] = [];
  /** When the next event may come, on the clock; while paused, how long after the pause. */
  #due = 0;
  #timestamp: string;
  #interruption = new AbortController();

  constructor(simulation: Simulation, { clock, speed = 1, paused = false, record, announce }: FluxOptions) {
    this.#simulation = simulation;
    this.#clock = clock;
    this.#speed = checkSpeed(speed);
    this.#paused = paused;
    this.#record = record ?? (() => {});
    this.#announce = announce ?? (() => {});
    this.#timestamp = simulation.town.timestamp;
    if (!paused) this.#due = clock.now();
  }

  get speed(): Speed {
    return this.#speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get closed(): boolean {
    return this.#closed;
  }

  pause(): void {
    this.#checkOpen();
    if (this.#paused) return;
    this.#paused = true;
    this.#due -= this.#clock.now();
    this.#changed("paused");
  }

  resume(): void {
    this.#checkOpen();
    if (!this.#paused) return;
    this.#paused = false;
    this.#due += this.#clock.now();
    this.#changed("resumed");
  }

  /** @throws TownError invalid_input unless `speed` is from 0.25 to 64 or "max". */
  setSpeed(speed: Speed): void {
    this.#checkOpen();
    checkSpeed(speed);
    if (speed === this.#speed) return;
    const now = this.#paused ? 0 : this.#clock.now();
    // What is left of the wait is town time: it passes at the new speed.
    this.#due = speed === "max" || this.#speed === "max" ? now : now + (this.#due - now) * (this.#speed / speed);
    this.#speed = speed;
    this.#changed("speed");
  }

  /**
   * Goes to the end of the next event, phase or day without waiting, and pauses there.
   * @returns the seq reached, when it is; another step, run-until or close on the way resolves it where the town is then
   */
  step(by: Stride): Promise<number> {
    this.pause();
    return new Promise((resolve) => {
      this.#setGoal({
        pacing: false,
        resolve,
        // The first event of all only opens the first day: that day is still to come.
        reached: (event) =>
          by === "event" ||
          (event.type === "town_status" && event.seq > 1 && (by === "phase" || event.phase === "MORNING")),
      });
    });
  }

  /** Runs, at its speed, until `moment` begins, and pauses there. @throws TownError impossible when it has begun already. */
  runUntil(moment: Moment): void {
    this.#checkOpen();
    const { town } = this.#simulation;
    const goal = ordinal(moment);
    if (town.seq > 0 && goal <= ordinal(town)) {
      throw new TownError(
        "impossible",
        `${formatMoment(moment)} has begun already; the town is in ${formatMoment(town)}, and until must be a later moment`,
      );
    }
    this.#setGoal({
      pacing: true,
      resolve: () => {},
      reached: (event) => event.type === "town_status" && ordinal(event) >= goal,
    });
    this.resume();
  }

  /**
   * A person injects an operation: it happens now, whatever the pace. In a morning that has begun and woken nobody yet, everyone
   * wakes first. @throws as `Simulation.perturb` does
   */
  perturb(operation: string, participants: readonly string[]): OperationEvent {
    this.#checkOpen();
    if (this.#simulation.isDawn) {
      // What is refused wakes nobody either.
      this.#simulation.checkAwake(operation, participants);
      this.#inject(this.#simulation.next());
    }
    return this.#inject(this.#simulation.perturb(operation, participants));
  }

  /** Ends the iteration. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#setGoal(undefined);
    this.#changed("finished");
  }

  /** For one reader at a time: many read a log. @throws TownError conflict when there is one already. */
  async *[Symbol.asyncIterator](): AsyncGenerator<TownEvent, void, void> {
    if (this.#pulled) throw new TownError("conflict", "this flux has a reader already; let others read its log");
    this.#pulled = true;
    try {
      let rested = this.#clock.now();
      for (;;) {
        const injected = this.#injected.shift();
        if (injected) {
          yield injected;
          continue;
        }
        if (this.#closed) return;
        const wait = this.#wait();
        if (wait >= 1 || this.#clock.now() - rested >= SLICE) {
          await this.#sleep(Math.max(0, wait));
          rested = this.#clock.now();
          continue;
        }
        const event = this.#happened(this.#simulation.next());
        if (this.#goal?.reached(event)) this.#reach();
        yield event;
      }
    } finally {
      this.#pulled = false;
    }
  }

  /** Milliseconds until the next event's turn. */
  #wait(): number {
    if (this.#goal?.pacing === false) return 0;
    if (this.#paused) return Infinity;
    return this.#speed === "max" ? 0 : this.#due - this.#clock.now();
  }

  #sleep(ms: number): Promise<void> {
    if (this.#interruption.signal.aborted) this.#interruption = new AbortController();
    const { signal } = this.#interruption;
    if (ms < Infinity) return this.#clock.sleep(ms, signal);
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }

  /** Takes note of an event: the next one is due when the town time that led to this one has passed on the wall. */
  #happened<E extends TownEvent>(event: E): E {
    this.#record(event);
    const { timestamp } = event;
    if (this.#speed !== "max" && this.#goal?.pacing !== false && timestamp !== this.#timestamp) {
      const now = this.#paused ? 0 : this.#clock.now();
      const passed = Math.max(0, Date.parse(timestamp) - Date.parse(this.#timestamp)) || 0;
      // A machine that slept or can't keep up doesn't hurry afterwards.
      this.#due = Math.max(this.#due, now - LATENESS) + passed / (SECONDS_PER_SECOND * this.#speed);
    }
    this.#timestamp = timestamp;
    return event;
  }

  /** Lets an event happen out of turn. */
  #inject<E extends TownEvent>(event: E): E {
    this.#injected.push(this.#happened(event));
    this.#interrupt();
    return event;
  }

  #reach(): void {
    const { pacing } = this.#goal!;
    this.#setGoal(undefined);
    if (pacing) this.pause();
    // A step leaves no wait behind: the next event may come as soon as the town goes on.
    else this.#due = 0;
  }

  #setGoal(goal: Goal | undefined): void {
    this.#goal?.resolve(this.#simulation.town.seq);
    this.#goal = goal;
    this.#interrupt();
  }

  #changed(kind: Announcement["kind"]): void {
    this.#interrupt();
    this.#announce(kind);
  }

  /** Whoever sleeps looks again. */
  #interrupt(): void {
    this.#interruption.abort();
  }

  #checkOpen(): void {
    if (this.#closed) throw new TownError("closed", `${this.#simulation.town.town_id} is finished: it can't go on`);
  }
}

type Goal = {
  /** Keeps the pace on the way to it. */
  readonly pacing: boolean;
  reached(event: TownEvent): boolean;
  resolve(seq: number): void;
};

/** Town seconds in a second of the wall at speed 1: a day of 86,400 s lasts a minute. */
const SECONDS_PER_SECOND = 86_400 / 60;
/** Milliseconds of work after which the event loop gets its turn. */
const SLICE = 8;
/** Milliseconds that the town may lag behind its pace and still catch up. */
const LATENESS = 250;

/** @throws TownError invalid_input unless it is a number from 0.25 to 64 or "max". */
export function checkSpeed(speed: unknown): Speed {
  if (speed === "max" || (typeof speed === "number" && speed >= 0.25 && speed <= 64)) return speed;
  throw new TownError("invalid_input", `speed must be between 0.25 and 64 or "max", got ${JSON.stringify(speed)}`);
}
