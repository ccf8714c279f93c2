import type { Effect } from "../sim/effects/registry.ts";
import type { RelationshipEffect } from "../sim/effects/relationship.ts";
import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import { onLattice } from "../sim/lattice.ts";
import { relationship, rowOf, type TownState } from "../sim/state.ts";
import { canonical } from "./canonical.ts";
import { forms, lives, slotsOf } from "./publish-limits.ts";

/**
 * What a batch asks of everyone else in the process, who wait for it and hold it in memory: each event as it is completed, which
 * may be a hundred times what was sent.
 */
export class Batch {
  #events = 0;
  #work = 0;
  #bytes = 0;

  /**
   * Counts the next event, before `town` folds it. Cost: its serialisation.
   * @throws TownError too_large when it is too much for this batch
   */
  take(event: TownEvent, town: TownState): void {
    this.#work += workOf(event, town);
    this.#bytes += Buffer.byteLength(canonical(event));
    if (this.#work > MOST_WORK || this.#bytes > MOST_BYTES) {
      throw new TownError(
        "too_large",
        this.#events > 0
          ? "the events before this one are as much as one batch may be; publish them first"
          : "this event is more than one batch may be: it is about too many citizens, or too many pairs of them",
      );
    }
    this.#events++;
  }
}

/** Of a batch, in the units of `workOf`: two or three tenths of a second. */
const MOST_WORK = 4_000_000;
/** Of a batch's events, as they are kept. */
const MOST_BYTES = 16 * 2 ** 20;

/** What it costs to complete an event, fold it twice and write it, in units of about 50 ns. */
function workOf(event: TownEvent, town: TownState): number {
  const n = town.citizens.length;
  let work = 100;
  switch (event.type) {
    case "town_event":
      work += 4 * event.participant_ids.length;
      break;
    case "town_status":
      // Digest and measures.
      work += 10 * n + Math.min(20_000, (n * n) / 2) + town.meetings.length + slotsOf(town) / 4 + lives(town);
      break;
    case "coalition": {
      // The members before are looked at whatever is said of them.
      const before = town.coalitions.get(event.coalition)?.members.length ?? 0;
      work += 2 * before + 4 * (event.members.length + event.joined.length + event.left.length) + lives(town) / 4;
      break;
    }
    case "eigenvector_drift":
      work += n + 100 * event.moved.length;
      break;
    case "citizen":
      work += 4 * event.citizens.length;
  }
  for (const effect of event.effects) work += workOfEffect(effect, town);
  return work + workOfTies(event.effects.filter(ties), town);
}

function workOfEffect(effect: Effect, town: TownState): number {
  if (effect.kind === "fade") return town.citizens.length + 2 * town.totals.ties;
  if (effect.kind === "eigenvector") return 10 + 2 * effect.deltas.length;
  // Members are sorted.
  if (forms(effect)) return 10 + 10 * effect.members.length + lives(town) / 4;
  return "citizens" in effect ? 10 + 6 * effect.citizens.length : 10;
}

/**
 * A tie that ends makes all others of that citizen be put in order again. Whether one does is known where a pair is touched first;
 * where an event may have touched it before, it may.
 */
function workOfTies(effects: readonly RelationshipEffect[], town: TownState): number {
  let pairs = 0;
  let named = 0;
  for (const effect of effects) {
    const size = "among" in effect ? effect.among.length : 1;
    pairs += size ** 2;
    named += size;
  }
  // Too much already to be looked at.
  if (10 * pairs > MOST_WORK) return 10 * pairs;
  const overlap = effects.length > 1 && effects.some((effect) => "among" in effect);
  const touched = new Set<string>();
  let work = 10 * pairs;
  const touch = (from: number, to: number, delta: number, again: boolean) => {
    const weight = relationship(town, from, to);
    // In this event it may have gained as many ties as are named.
    if (again || (weight !== 0 && onLattice(weight + delta) === 0)) work += 4 * (town.relationships[from].size + named);
  };
  for (const effect of effects) {
    const { delta } = effect;
    if ("among" in effect) {
      const rows = effect.among.map((id) => rowOf(town, id));
      for (const from of rows) for (const to of rows) if (from !== to) touch(from, to, delta, overlap);
    } else {
      const pair = `${effect.from} ${effect.to}`;
      touch(rowOf(town, effect.from), rowOf(town, effect.to), delta, overlap || touched.has(pair));
      touched.add(pair);
    }
  }
  return work;
}

function ties(effect: Effect): effect is RelationshipEffect {
  return effect.kind === "relationship";
}
