import { Selection, type Events } from "../../observer/selection.ts";
import { characterOf } from "../../scene/compare.ts";
import type { DriftEvent } from "../../sim/event.ts";
import type { TownState } from "../../sim/state.ts";

/** Phases that it looks back: ten days. */
const BACK = 40;
/** Citizens whose past is kept, so that it is not looked up anew each frame. */
const KEPT = 64;

/** How the traits of a few citizens moved over the last phases, read from the drift events held. */
export class TraitHistory {
  readonly #events: Events;
  readonly #drifts = new Selection((event) => event.type === "eigenvector_drift");
  readonly #pasts = new Map<
    string,
    { readonly upTo: object; readonly end: number; points: readonly (readonly number[])[] }
  >();

  constructor(events: Events) {
    this.#events = events;
  }

  /**
   * The seven traits of `row`, oldest first: when the first of the phases held began, at the end of each, and now. At least
   * two points; the same list while nothing has moved. Cost: the first time, and once a phase, a look through the last 40
   * drift events.
   */
  of(town: TownState, row: number): readonly (readonly number[])[] {
    this.#drifts.update(this.#events);
    const { id } = town.citizens[row];
    const now = characterOf(town.traits, row);
    const end = this.#drifts.countThrough(town.seq);
    // The newest drift event stands for all before it, but for how far back they reach: that grows when the past comes.
    const upTo = this.#drift(end - 1) ?? this;
    const known = this.#pasts.get(id);
    if (known?.upTo === upTo && known.end === end) {
      if (known.points.at(-1)!.some((value, k) => value !== now[k])) known.points = [...known.points.slice(0, -1), now];
      return known.points;
    }
    if (this.#pasts.size >= KEPT) this.#pasts.clear();
    const points = [...this.#past(town, row, end), now];
    this.#pasts.set(id, { upTo, end, points });
    return points;
  }

  /** From the newest back: an event that says nothing of a citizen leaves them where the later one found them. */
  #past(town: TownState, row: number, end: number): (readonly number[])[] {
    const points: (readonly number[])[] = [];
    let later: readonly number[] = characterOf(town.traitsAtPhaseStart, row);
    for (let i = end - 1; i >= Math.max(0, end - BACK); i--) {
      const moved = moveOf(this.#drift(i)!, town.citizens[row].id, row);
      points.push(moved?.to ?? later);
      later = moved?.from ?? later;
    }
    points.push(later);
    return points.reverse();
  }

  #drift(index: number): DriftEvent | undefined {
    const seq = this.#drifts.at(index);
    return seq === undefined ? undefined : (this.#events.at(seq) as DriftEvent);
  }
}

/**
 * What an event says of a citizen. The simulation lists who moved in the order of rows, so from place `row` downward they are
 * near; a foreign one may list them otherwise, hence the rest.
 */
function moveOf({ moved }: DriftEvent, id: string, row: number): DriftEvent["moved"][number] | undefined {
  const from = Math.min(row, moved.length - 1);
  for (let i = from; i >= 0; i--) if (moved[i].citizen === id) return moved[i];
  for (let i = from + 1; i < moved.length; i++) if (moved[i].citizen === id) return moved[i];
  return undefined;
}
