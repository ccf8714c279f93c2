import { signal, type ReadonlySignal } from "@preact/signals-core";
import { Chronicle, type Lifeline, type PastPhase } from "../sim/chronicle.ts";
import type { Moment } from "../sim/clock.ts";
import type { TownEvent } from "../sim/event.ts";
import type { TownState } from "../sim/state.ts";
import { phaseProgress, TimeAxis } from "./time-axis.ts";

/** What is known of a run from event `since` on: its phases, oldest first, and its coalitions' lives, in the order of forming. */
export type Known = {
  readonly since: number;
  readonly phases: readonly PastPhase[];
  readonly lifelines: readonly Lifeline[];
};

/**
 * The whole run in outline, far beyond the events that are held: what is folded here as events come, and what was before,
 * which others know (the server, or an earlier history), joined without a seam:
 *
 *     since ──── known before ────┐ from
 *                                 ├──── folded here ──── newest
 *     a life: born, changes, … ───┼─── changes, ended
 *
 * What it shows is to be read at once: the next event changes it.
 */
export class Outline {
  /** Changes whenever phases or lifelines do; `axis` also grows with every event. */
  readonly version: ReadonlySignal<number>;
  readonly #version = signal(0);
  #folded: Chronicle | undefined;
  /** Events up to here are known from `#before` alone. */
  #from = 0;
  #before: Known | undefined;
  #now: Moment & { readonly timestamp: string } = { day: 1, phase: "MORNING", timestamp: "" };
  #joined: { readonly version: number; readonly phases: readonly PastPhase[] } | undefined;

  constructor() {
    this.version = this.#version;
  }

  /** Forgets everything: the run is known from here. */
  begin(town: TownState): void {
    const { seq, day, phase, timestamp } = town;
    this.#folded = new Chronicle(town);
    this.#from = seq;
    this.#before = undefined;
    this.#now = { day, phase, timestamp };
    this.#changed();
  }

  /** Takes the next event. Cost: a look at each of its effects. */
  take(event: TownEvent): void {
    this.#folded!.take(event);
    const { day, phase, timestamp } = event;
    this.#now = { day, phase, timestamp };
    if (event.effects.some(({ kind }) => kind === "clock" || kind === "coalition")) this.#changed();
  }

  /** Learns what was before, told at the moment where this outline begins or later; what reaches no further back is nothing new. */
  precede(earlier: Known): void {
    if (earlier.since >= this.since) return;
    this.#before = earlier;
    this.#changed();
  }

  /** The first event that is known. */
  get since(): number {
    return this.#before?.since ?? this.#from + 1;
  }

  /** Where the run begins, as a seq; the founding as long as nobody has told what was before. */
  get start(): number {
    return this.#before ? this.since - 1 : 0;
  }

  /** Day and phase of the newest event. */
  get now(): Moment {
    return this.#now;
  }

  /** Phases that are over, oldest first: the newest 20,000 at least. Cost: linear in them, once a version. */
  get phases(): readonly PastPhase[] {
    const version = this.#version.peek();
    if (this.#joined?.version !== version) this.#joined = { version, phases: this.#joinPhases() };
    return this.#joined.phases;
  }

  /**
   * The lives of all coalitions that live and at least of the 2,000 that ended last, in the order of forming. Of one that lived
   * before `since` only the day of its forming is known; it is born at `since - 1`. Cost: linear in their turns.
   */
  get lifelines(): readonly Lifeline[] {
    const folded = new Map(this.#folded?.lifelines);
    const lives: Lifeline[] = [];
    for (const life of this.#before?.lifelines ?? []) {
      const ours = folded.get(life.coalition);
      // What formed since, also under a name that was used before, is told here.
      if (life.born.seq > this.#from || (ours && ours.born.seq > this.#from)) continue;
      folded.delete(life.coalition);
      const changes = life.changes.filter(({ seq }) => seq <= this.#from).concat(ours?.changes ?? []);
      lives.push({ ...life, changes, ended: ours ? ours.ended : life.ended });
    }
    return [...lives, ...folded.values()];
  }

  /** Where the moments of the run lie when it is laid out by phases. Cost: none but that of `phases`. */
  get axis(): TimeAxis {
    return new TimeAxis(this.phases, this.since - 1, this.#folded?.seq ?? 0, phaseProgress(this.#now));
  }

  #joinPhases(): readonly PastPhase[] {
    const folded = this.#folded?.phases ?? [];
    if (!this.#before) return folded;
    const earlier = this.#before.phases.filter(({ seq }) => seq <= this.#from);
    if (folded.length === 0) return earlier;
    const [first, ...rest] = folded;
    // The phase on the seam began before we came.
    const begun = (earlier.at(-1)?.seq ?? this.#before.since - 1) + 1;
    return [...earlier, first.since === this.#from + 1 ? { ...first, since: begun } : first, ...rest];
  }

  #changed(): void {
    this.#version.value = this.#version.peek() + 1;
  }
}
