import type { Moment, Phase } from "./clock.ts";
import type { CoalitionEffect } from "./effects/coalition.ts";
import type { CoalitionEvent, TownEvent } from "./event.ts";
import type { Measures } from "./measures.ts";
import { TownError } from "./error.ts";
import type { TownState } from "./state.ts";

/** The life of a coalition, from its forming to its end. */
export type Lifeline = {
  readonly coalition: string;
  readonly name: string;
  /** Palette slot. */
  readonly colour: number;
  readonly born: Turn;
  /** What came between, oldest first: the newest 500. */
  readonly changes: readonly Turn[];
  readonly ended: Turn | null;
};

/** A change in the life of a coalition. */
export type Turn = {
  readonly seq: number;
  readonly day: number;
  readonly phase: Phase;
  readonly kind: CoalitionEvent["kind"];
  /** Members after the change; of one that ended, its last. */
  readonly size: number;
  /** merged: the coalition it went into. split: the one it came from. */
  readonly relative: string | null;
};

/** A phase that is over: events `since` to `seq`, the last of which ended it. */
export type PastPhase = {
  readonly seq: number;
  readonly since: number;
  readonly day: number;
  readonly phase: Phase;
  readonly measures: Measures;
};

/**
 * What a town remembers of its history beyond its state: a fold over its events, bounded in memory. Like `apply` it goes by their
 * effects, so that whoever publishes them, those who live here are the state's coalitions. What it shows is to be read at once:
 * the next event changes it.
 */
export class Chronicle {
  #seq: number;
  #moment: Moment;
  /** The first event of the phase. */
  #since: number;
  readonly #lives = new Map<string, Life>();
  /** Ids of the lives that are over, in the order of their ends. */
  readonly #ended: string[] = [];
  readonly #phases: PastPhase[] = [];

  /** Begins with a town as it is. Of a coalition that lives already only the day of its forming is known. */
  constructor(town: TownState) {
    const { seq, day, phase } = town;
    this.#seq = seq;
    this.#moment = { day, phase };
    this.#since = seq + 1;
    for (const { id, name, colour, since, members } of town.coalitions.values()) {
      const born: Turn = { seq, day: since, phase, kind: "formed", size: members.length, relative: null };
      this.#lives.set(id, { coalition: id, name, colour, born, changes: [], ended: null });
    }
  }

  /** Events folded so far. */
  get seq(): number {
    return this.#seq;
  }

  /**
   * By the coalition's id, in the order of forming: all that live, and the 2,000 that ended last. An id that is used again
   * stands for its newest life.
   */
  get lifelines(): ReadonlyMap<string, Lifeline> {
    return this.#lives;
  }

  /** Oldest first: the newest 20,000. */
  get phases(): readonly PastPhase[] {
    return this.#phases;
  }

  /**
   * Folds the next event, which must be sound. Cost: a look at each of its effects.
   * @throws TownError invalid_event when it is not the next; nothing has changed then.
   */
  take(event: TownEvent): void {
    const { seq } = event;
    if (seq !== this.#seq + 1) {
      throw new TownError("invalid_event", `the chronicle expects event ${this.#seq + 1}, got ${seq}`);
    }
    this.#seq = seq;
    const { day, phase } = this.#moment;
    for (const effect of event.effects) {
      if (effect.kind === "coalition") this.#change(effect, event);
      else if (effect.kind === "clock") this.#moment = { day: effect.day, phase: effect.phase };
    }
    // The first event of a run ends no phase: it opens the first.
    if (this.#moment.day === day && this.#moment.phase === phase) return;
    if (event.type === "town_status") {
      this.#phases.push({ seq, since: this.#since, day, phase, measures: event.metrics });
      if (this.#phases.length > MOST_PHASES) this.#phases.shift();
    }
    this.#since = seq + 1;
  }

  #change(effect: CoalitionEffect, event: TownEvent): void {
    const { id } = effect;
    const known = this.#lives.get(id);
    const life = known?.ended === null ? known : undefined;
    if (effect.change === "set" && !life) {
      if (known) this.#forget(id);
      const born = turn(event, id, effect.members.length, ["formed", "split"]);
      this.#lives.set(id, { coalition: id, name: effect.name, colour: effect.colour, born, changes: [], ended: null });
    } else if (effect.change === "set") {
      const { changes } = life!;
      const size = effect.members.length;
      changes.push(turn(event, id, size, size < sizeOf(life!) ? ["shrunk", "grown"] : ["grown", "shrunk"]));
      if (changes.length > MOST_CHANGES) changes.shift();
    } else if (effect.change === "end") {
      life!.ended = turn(event, id, sizeOf(life!), effect.dissolved ? ["dissolved"] : ["merged"]);
      this.#ended.push(id);
      if (this.#ended.length > MOST_ENDED) this.#forget(this.#ended[0]);
    }
  }

  #forget(id: string): void {
    this.#lives.delete(id);
    this.#ended.splice(this.#ended.indexOf(id), 1);
  }
}

type Life = Lifeline & { readonly changes: Turn[]; ended: Turn | null };

const MOST_PHASES = 20_000;
const MOST_CHANGES = 500;
const MOST_ENDED = 2_000;

function sizeOf({ born, changes }: Lifeline): number {
  return (changes.at(-1) ?? born).size;
}

/** What an event is in the life of `coalition`: what it says itself if that is one of `kinds`, else the first of them. */
function turn(
  event: TownEvent,
  coalition: string,
  size: number,
  kinds: readonly [Turn["kind"], ...Turn["kind"][]],
): Turn {
  const { seq, day, phase } = event;
  const said = event.type === "coalition" && event.coalition === coalition ? event : undefined;
  const kind = said && kinds.includes(said.kind) ? said.kind : kinds[0];
  return { seq, day, phase, kind, size, relative: said?.relative ?? null };
}
