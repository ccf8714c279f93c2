import { effect, signal, type ReadonlySignal } from "@preact/signals";
import type { Observer } from "../../observer/observer.ts";
import type { TownEvent } from "../../sim/event.ts";
import { tagsOf } from "../../wire/event-filter.ts";
import { matcher, namesAt, type FeedFilter } from "../feed/filter.ts";

/** Milliseconds of a frame that looking through the past may take. */
const SLICE = 5;
/** Events between two looks at the clock. */
const STRETCH = 200;

/**
 * Who had a part in any event held that the feed's filter lets through, 1 by row; undefined while there is no filter. Each event is
 * looked at once: new ones as they come, the past newest first in slices of a few milliseconds a frame, so that what is seen
 * settles without ever standing still.
 */
export function involvedSignal(
  { view, events }: Observer,
  filter: ReadonlySignal<Pick<FeedFilter, "text" | "kind" | "phase">>,
  abort: AbortSignal,
): ReadonlySignal<Uint8Array | undefined> {
  const involved = signal<Uint8Array | undefined>(undefined);
  let search: Search | undefined;
  let frame = 0;
  const look = () => {
    frame = 0;
    const now = view.peek();
    if (!search || !now) return;
    if (search.step(events, now.town.citizenIndex, performance.now() + SLICE)) involved.value = search.found.slice();
    if (!search.done(events)) frame = requestAnimationFrame(look);
  };
  const ask = () => {
    frame ||= requestAnimationFrame(look);
  };
  const nameOf = namesAt(view);
  const stops = [
    effect(() => {
      const town = view.value?.town;
      const matches = matcher({ ...filter.value, citizens: [] }, nameOf);
      if (!matches || !town) {
        search = involved.value = undefined;
        return;
      }
      const about = `${town.run_id} ${town.citizens.length} ${JSON.stringify(filter.value)}`;
      if (search?.about === about) return;
      search = new Search(about, matches, town.citizens.length);
      ask();
    }),
    effect(() => {
      void events.version.value;
      if (search) ask();
    }),
  ];
  abort.addEventListener("abort", () => {
    for (const stop of stops) stop();
    cancelAnimationFrame(frame);
  });
  return involved;
}

type Held = { readonly firstSeq: number; readonly lastSeq: number; at(seq: number): TownEvent | undefined };

/** One filter's search through a store: the stretch from `#low` to before `#next` has been looked at. */
class Search {
  readonly about: string;
  readonly found: Uint8Array;
  readonly #matches: (event: TownEvent) => boolean;
  #low: number | undefined;
  #next = 0;

  constructor(about: string, matches: (event: TownEvent) => boolean, population: number) {
    this.about = about;
    this.found = new Uint8Array(population);
    this.#matches = matches;
  }

  done({ firstSeq, lastSeq }: Held): boolean {
    return this.#next > lastSeq && (this.#low ?? Infinity) <= firstSeq;
  }

  /** Looks on until `deadline`, at one stretch at least. Whether there is news; of the first step there always is. */
  step(events: Held, rowOf: ReadonlyMap<string, number>, deadline: number): boolean {
    let news = this.#low === undefined;
    this.#low ??= this.#next = events.lastSeq + 1;
    // What was dropped before it was looked at is none of the events held.
    this.#next = Math.max(this.#next, events.firstSeq);
    do {
      for (let left = STRETCH; left > 0 && !this.done(events); left--) {
        const seq = this.#next <= events.lastSeq ? this.#next++ : --this.#low;
        news = this.#take(events.at(seq), rowOf) || news;
      }
    } while (!this.done(events) && performance.now() < deadline);
    return news;
  }

  #take(event: TownEvent | undefined, rowOf: ReadonlyMap<string, number>): boolean {
    if (!event || !this.#matches(event)) return false;
    let news = false;
    for (const id of tagsOf(event).citizens) {
      const row = rowOf.get(id);
      if (row === undefined || this.found[row] === 1) continue;
      this.found[row] = 1;
      news = true;
    }
    return news;
  }
}
