import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Observer } from "../../observer/observer.ts";
import type { Phase } from "../../sim/clock.ts";
import type { TownEvent } from "../../sim/event.ts";
import { matcher, namesAt } from "./filter.ts";
import { Search } from "./search.ts";

/** What the parts of the feed share. Rows keep their numbers while newer events come and earlier ones are found (search.ts). */
export type Feed = {
  readonly standing: ReadonlySignal<Standing>;
  /** One more than the newest row to draw: that of `standing`, or what it was when `hold` was called. */
  readonly end: ReadonlySignal<number>;
  /** Whether a filter leaves anything out. */
  readonly filtered: ReadonlySignal<boolean>;
  /** The row of the moment shown: the last at or before it; undefined if there is none (yet). */
  readonly current: ReadonlySignal<number | undefined>;
  readonly following: ReadonlySignal<boolean>;
  eventAt(row: number): TownEvent | undefined;
  readonly nameOf: (id: string) => string;
  /** Keeps the rows as they are while a person reads; `release` lets the new ones in. */
  hold(): void;
  release(): void;
};

/** How far the search is; a new object whenever anything in it is another. */
type Standing = {
  /** Another one with every filter: the list is another list. */
  readonly search: Search;
  /** The oldest row, and one more than the newest. */
  readonly first: number;
  readonly end: number;
  /** How much of what is held was looked at, 0 to 1. */
  readonly share: number;
  /** Events held, and the seq of the oldest. */
  readonly held: number;
  readonly firstSeq: number;
};

export type FeedTraits = {
  readonly query: Signal<string>;
  readonly kind: Signal<string>;
  readonly phase: Signal<string>;
  readonly selected: Signal<readonly string[]>;
  readonly focus: Signal<string>;
  readonly why: Signal<number>;
};

/** Milliseconds of a frame that the search may take. */
const SLICE = 6;
/** More events than this since the last frame can't be read as they come: then the list changes once in so many milliseconds. */
const HURRY = 8;
const PACE = 100;

/**
 * Works at most once a frame, however fast events come: takes in the new ones, then searches on for as long as a slice lasts.
 */
export function feedModel(observer: Observer, traits: FeedTraits, abort: AbortSignal): Feed {
  const { events, view, following } = observer;
  const nameOf = namesAt(view);
  const matches = computed(() =>
    matcher(
      {
        text: traits.query.value,
        kind: traits.kind.value,
        phase: traits.phase.value as Phase | "",
        citizens: traits.selected.value,
      },
      nameOf,
    ),
  );
  const stand = (search: Search): Standing => {
    const { first, end, share } = search;
    return { search, first, end, share, held: events.length, firstSeq: events.firstSeq };
  };
  const standing = signal<Standing>(stand(new Search(events, undefined)));
  /** Newest seq shown while held. */
  const held = signal<number | undefined>(undefined);

  let frame = 0;
  let lastSeq = events.lastSeq;
  let workedAt = 0;
  const go = (search: Search) => {
    lastSeq = events.lastSeq;
    workedAt = performance.now();
    search.update(events);
    const until = workedAt + SLICE;
    search.look(events, () => performance.now() >= until);
    standing.value = stand(search);
    if (search.share < 1) goOn();
  };
  const goOn = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      const { search, share } = standing.peek();
      const hurried = share === 1 && events.lastSeq - lastSeq > HURRY && performance.now() - workedAt < PACE;
      if (hurried) goOn();
      else go(search);
    });
  };
  const stops = [
    effect(() => {
      const fresh = new Search(events, matches.value);
      batch(() => go(fresh));
    }),
    effect(() => {
      void events.version.value;
      goOn();
    }),
  ];
  abort.addEventListener("abort", () => {
    for (const stop of stops) stop();
    cancelAnimationFrame(frame);
  });

  return {
    standing,
    filtered: computed(() => matches.value !== undefined),
    following,
    end: computed(() => {
      const { search, end } = standing.value;
      return held.value === undefined ? end : search.endAt(held.value);
    }),
    current: computed(() => {
      const { search, first } = standing.value;
      if (!view.value) return undefined;
      const end = search.endAt(view.value.seq);
      return end > first ? end - 1 : undefined;
    }),
    eventAt: (row) => events.at(standing.peek().search.seqAt(row) ?? -1),
    nameOf,
    hold() {
      // Nothing to hold yet: what a link shows comes after the page.
      if (events.length > 0) held.value ??= events.lastSeq;
    },
    release() {
      held.value = undefined;
    },
  };
}
