import { apply } from "../sim/apply.ts";
import type { TownEvent } from "../sim/event.ts";
import { restore, type TownSnapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import { EventStore } from "./event-store.ts";
import { fold } from "./fold.ts";
import { freeze, thaw } from "./keyframe.ts";
import { Keyframes } from "./keyframes.ts";
import { Outline } from "./outline.ts";

export type HistoryOptions = {
  /** Events between two keyframes; default 500, and at least one a citizen, so that keeping them costs less than folding. */
  readonly keyframeEvery?: number | undefined;
  /** Most events held; default 200,000. */
  readonly limit?: number | undefined;
};

/**
 * A town as far as it is known here: the newest state, and the way back. The newest state and the one sought are two
 * folds that share nothing, so that time travel and the live town don't disturb each other.
 */
export class History {
  readonly events: EventStore;
  readonly outline: Outline;
  readonly #keyframes: Keyframes;
  readonly #newest: TownState;
  #sought: TownState | undefined;

  /** @throws TownError invalid_input when `from` is no snapshot. */
  constructor(
    from: TownSnapshot,
    options: HistoryOptions,
    events = new EventStore(options.limit ?? 200_000),
    outline = new Outline(),
  ) {
    this.#newest = restore(from);
    const citizens = from.citizens.length;
    this.#keyframes = new Keyframes(
      options.keyframeEvery ?? Math.max(500, citizens),
      Math.min(2048, Math.max(2, Math.floor(KEPT_CITIZENS / citizens))),
    );
    this.#keyframes.add(freeze(this.#newest));
    this.events = events;
    events.clear(from.seq);
    this.outline = outline;
    outline.begin(this.#newest);
  }

  /** The state after the last event taken; folded in place. */
  get newest(): TownState {
    return this.#newest;
  }

  /**
   * Takes the next event; one that was taken already is nothing new. Returns whether it proved the state.
   * @throws TownError as `fold` does; nothing has changed then.
   */
  take(event: TownEvent): boolean {
    const town = this.#newest;
    if (event.run_id === town.run_id && event.seq <= town.seq) return false;
    const proved = fold(town, event);
    this.events.append(event);
    this.outline.take(event);
    this.#keyframes.forget(this.events.firstSeq - 1);
    if (this.#keyframes.due(town.seq)) this.#keyframes.add(freeze(town));
    return proved;
  }

  /**
   * The state after event `seq`, or undefined when what is held doesn't reach back so far. It is folded on in place by
   * later calls: read it, don't keep it. Cost: from one `apply` an event, going forward, to a thaw and a fold from
   * the nearest keyframe.
   */
  at(seq: number): TownState | undefined {
    if (seq > this.#newest.seq) return undefined;
    const frame = this.#keyframes.before(seq);
    let town = this.#sought;
    const onward = town && town.seq <= seq && town.seq >= Math.max(frame?.seq ?? 0, this.events.firstSeq - 1);
    if (!onward) {
      if (!frame) return undefined;
      town = thaw(frame);
    }
    return (this.#sought = this.#onward(town!, seq));
  }

  /** As `at`, but a state of one's own. Cost: a thaw and a fold from the nearest keyframe. */
  copyAt(seq: number): TownState | undefined {
    const frame = seq <= this.#newest.seq ? this.#keyframes.before(seq) : undefined;
    if (!frame) return undefined;
    return this.#onward(thaw(frame), seq);
  }

  /** Folds a state on to event `seq`. */
  #onward(town: TownState, seq: number): TownState {
    for (const event of this.events.since(town.seq)) {
      if (event.seq > seq) break;
      apply(town, event);
    }
    return town;
  }

  /** Puts what `earlier` holds of the same run before this history, when it reaches as far as where this one begins. */
  precede(earlier: History): void {
    if (earlier.newest.run_id !== this.#newest.run_id || earlier.newest.seq < this.events.firstSeq - 1) return;
    this.events.prepend(earlier.events);
    this.outline.precede(earlier.outline);
    this.#keyframes.prepend(earlier.#keyframes);
    this.#keyframes.forget(this.events.firstSeq - 1);
  }
}

/** Citizens in all keyframes together: each costs 0.3 to 0.9 kB. */
const KEPT_CITIZENS = 131_072;
