import { batch, computed, effect, signal, untracked, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Observer, View } from "../../observer/observer.ts";
import { castOf, type Cast } from "../../scene/scatter-cast.ts";
import type { Lod } from "../../sim/manifest.ts";
import type { TownState } from "../../sim/state.ts";
import type { TraitSignals } from "../kit/traits.ts";
import { orderOf, rowsByName, type Sort } from "./order.ts";
import { TraitHistory } from "./trait-history.ts";
import { chosen } from "../kit/chosen.ts";
import { perFrame } from "../kit/per-frame.ts";

export type CardsTraits = {
  /** Citizens' ids. */
  selected: readonly string[];
  pinned: readonly string[];
  /** A legend key, or "". */
  focus: string;
  /** Level of detail of the list, 0 to 5. */
  lod: number;
  /** In CSS pixels; 0 fills the element. */
  height: number;
};

/** Most cards that are pinned side by side. */
const MOST_PINNED = 4;

/** What the parts of the widget share. */
export type Cards = {
  readonly traits: TraitSignals<CardsTraits>;
  /** The moment to draw: the observer's, at most once a frame. */
  readonly view: ReadonlySignal<View | undefined>;
  readonly following: ReadonlySignal<boolean>;
  readonly lod: ReadonlySignal<Lod>;
  readonly query: Signal<string>;
  readonly sort: Signal<Sort>;
  /** Rows of the list. A new one is another list: it begins at its top. */
  readonly order: ReadonlySignal<readonly number[]>;
  /** Whether the list would be in another order if it were sorted now. */
  readonly stale: ReadonlySignal<boolean>;
  /** Whether someone reads the list: it is not sorted anew by itself meanwhile. */
  readonly reading: Signal<boolean>;
  /** How many levels deeper the opened cards are than the list. */
  readonly deeper: Signal<number>;
  readonly history: TraitHistory;
  castOf(town: TownState): Cast;
  sortAnew(): void;
  /** Selects one citizen alone, or nobody if it was the only one; `more` adds it to the others or takes it away. */
  choose(id: string, more: boolean): void;
  /** Pins or unpins; of more than four, the one pinned first goes. */
  pin(id: string): void;
  /** Changes the list's level by so many. */
  zoom(by: number): void;
  seek(seq: number): void;
  /** `Day 3, 06:40`, or undefined when the event is not held. */
  momentOf(seq: number): string | undefined;
};

export function cardsModel(observer: Observer, traits: TraitSignals<CardsTraits>, abort: AbortSignal): Cards {
  const view = oncePerFrame(observer, abort);
  const query = signal("");
  const sort = signal<Sort>("name");
  const order = signal<readonly number[]>([]);
  const stale = signal(false);
  const reading = signal(false);
  let cast: Cast | undefined;
  const castNow = (town: TownState) => (cast = castOf(town, cast));
  let named: { readonly citizens: TownState["citizens"]; readonly rows: readonly number[] } | undefined;
  const byName = (town: TownState) => {
    if (named?.citizens !== town.citizens) named = { citizens: town.citizens, rows: rowsByName(town) };
    return named.rows;
  };
  /** The selection that was made here: it does not move the list under the hand that made it. */
  let own: readonly string[] | undefined;

  const sortNow = () => {
    const town = view.peek()?.town;
    const wish = { query: query.value, sort: sort.value, focus: traits.focus.value, selected: traits.selected.peek() };
    batch(() => {
      order.value = town ? orderOf(town, castNow(town), byName(town), wish) : [];
      stale.value = false;
    });
  };
  /** Changes when the people are others. Each moment sought has citizens of its own, but the same people. */
  const people = computed(() => view.value?.town.run_id);
  const phase = computed(() => (view.value ? `${view.value.town.day} ${view.value.town.phase}` : ""));
  const stops = [
    effect(() => {
      void people.value;
      sortNow();
    }),
    effect(() => {
      if (traits.selected.value !== own) untracked(sortNow);
    }),
    effect(() => {
      if (phase.value === "" || sort.peek() === "name") return;
      if (reading.peek()) stale.value = true;
      else untracked(sortNow);
    }),
  ];
  abort.addEventListener("abort", () => stops.forEach((stop) => stop()));

  const lod = computed(() => Math.min(5, Math.max(0, Math.round(traits.lod.value) || 0)) as Lod);
  return {
    traits,
    view,
    following: observer.following,
    lod,
    query,
    sort,
    order,
    stale,
    reading,
    deeper: signal(1),
    history: new TraitHistory(observer.events),
    castOf: castNow,
    sortAnew: () => untracked(sortNow),
    choose(id, more) {
      traits.selected.value = own = chosen(traits.selected.peek(), id, more);
    },
    pin(id) {
      const now = traits.pinned.peek();
      traits.pinned.value = now.includes(id) ? now.filter((other) => other !== id) : [...now, id].slice(-MOST_PINNED);
    },
    zoom(by) {
      traits.lod.value = Math.min(5, Math.max(0, lod.peek() + by));
    },
    seek: (seq) => observer.seek(seq),
    momentOf(seq) {
      const event = observer.events.at(seq);
      return event && `Day ${event.day}, ${event.timestamp.slice(11, 16)}`;
    },
  };
}

/** The moment shown, and again when earlier events have come to look back on; at most once a frame. */
function oncePerFrame({ view, events }: Observer, abort: AbortSignal): ReadonlySignal<View | undefined> {
  const moment = computed(() => {
    void events.version.value;
    return view.value && { ...view.value };
  });
  return perFrame(moment, abort);
}
