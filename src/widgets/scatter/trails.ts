import type { EventStore } from "../../observer/event-store.ts";
import type { View } from "../../observer/observer.ts";
import { Selection } from "../../observer/selection.ts";
import type { Cast } from "../../scene/scatter-cast.ts";
import { driftsUntil, pastOf, type Past } from "../../scene/scatter-trails.ts";

/** In a town of more, only the selected have trails; and of these so many. */
const FEW = 60;

/** The trails' memory: the drift events among those held, and the past that was last asked for. */
export class Trails {
  readonly #events: EventStore;
  readonly #drifts = new Selection(({ type }) => type === "eigenvector_drift");
  #last: { readonly key: string; readonly past: Past } | undefined;

  constructor(events: EventStore) {
    this.#events = events;
  }

  /** Where the selected were (in a small town, if nobody is: everybody) in the days before the moment shown. New events are looked at once. */
  past({ town, seq }: View, cast: Cast, selected: ReadonlySet<string>): Past {
    this.#drifts.update(this.#events);
    const drifts = driftsUntil(this.#events, this.#drifts, seq, town.day);
    const key = [town.run_id, cast.size, drifts[0]?.seq, drifts.at(-1)?.seq, ...selected].join(" ");
    if (this.#last?.key === key) return this.#last.past;
    const everyone = selected.size === 0 && cast.size <= FEW;
    const rows = everyone ? [...cast.standings.keys()] : [...selected].flatMap((id) => cast.rowOf(id) ?? []);
    const past = pastOf(drifts, new Set(rows.slice(0, FEW)), (id) => cast.rowOf(id));
    this.#last = { key, past };
    return past;
  }
}
