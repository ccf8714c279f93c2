import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Observer } from "../../observer/observer.ts";
import { matcher } from "./filter.ts";
import { lineOf, type Line } from "./line.ts";
import { Selection } from "./selection.ts";

/** What the parts of the feed share. Rows are counted from the oldest, so that a row keeps its number while newer ones come. */
export type Feed = {
  /** Rows that match, now. */
  readonly count: ReadonlySignal<number>;
  /** Rows to draw: `count`, or what it was when `hold` was called. */
  readonly shown: ReadonlySignal<number>;
  /** Changes with every filter: the list is another one. */
  readonly filter: ReadonlySignal<object>;
  /** Whether a filter leaves anything out. */
  readonly filtered: ReadonlySignal<boolean>;
  /** The row of the moment shown: the last at or before it; -1 if there is none. */
  readonly current: ReadonlySignal<number>;
  readonly following: ReadonlySignal<boolean>;
  line(row: number): Line | undefined;
  /** Names in a row, for emphasis. */
  names(row: number): readonly string[];
  nameOf(id: string): string;
  /** Keeps the rows as they are while a person reads; `release` lets the new ones in. */
  hold(): void;
  release(): void;
};

export type FeedTraits = {
  readonly query: Signal<string>;
  readonly kind: Signal<string>;
  readonly selected: Signal<readonly string[]>;
};

export function feedModel(observer: Observer, traits: FeedTraits, abort: AbortSignal): Feed {
  const { events, view, following } = observer;
  const nameOf = (id: string) => {
    const town = view.peek()?.town;
    return town?.citizens[town.citizenIndex.get(id) ?? -1]?.name ?? id;
  };
  const selection = computed(() => {
    const citizens = traits.selected.value;
    const fresh = new Selection(matcher({ text: traits.query.value, kind: traits.kind.value, citizens }, nameOf));
    fresh.update(events);
    return fresh;
  });
  const count = signal(0);
  /** Newest seq shown while held. */
  const held = signal<number | undefined>(undefined);
  const stop = effect(() => {
    void events.version.value;
    selection.value.update(events);
    count.value = selection.value.length;
  });
  abort.addEventListener("abort", stop);

  const eventAt = (row: number) => events.at(selection.peek().at(row) ?? -1);
  return {
    count,
    filter: selection,
    filtered: computed(
      () => traits.query.value.trim() !== "" || traits.kind.value !== "" || traits.selected.value.length > 0,
    ),
    following,
    shown: computed(() => {
      const total = count.value;
      return held.value === undefined ? total : selection.value.countThrough(held.value);
    }),
    current: computed(() => {
      void count.value;
      return view.value ? selection.value.countThrough(view.value.seq) - 1 : -1;
    }),
    line(row) {
      const event = eventAt(row);
      return event && lineOf(event, nameOf);
    },
    names(row) {
      const event = eventAt(row);
      if (event?.type === "town_event") return event.participants;
      if (event?.type === "citizen") return event.citizens.map(nameOf);
      if (event?.type === "coalition") return [event.name];
      return [];
    },
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
