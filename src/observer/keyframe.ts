import { Roster } from "../sim/roster.ts";
import type { TownState } from "../sim/state.ts";
import { Ties } from "../sim/ties.ts";

/**
 * A state set aside, to be folded on from later. It shares with the town only what never changes, and packs the
 * relationships, which are most of it: 0.3 to 0.9 kB a citizen where a snapshot
 * takes 2.9 kB, and made 50 times as fast.
 */
export type Keyframe = Packed<TownState> & { readonly ties: PackedTies };

/** Row by row, in their order: how many ties, to whom, of what weight. */
type PackedTies = { readonly counts: Uint32Array; readonly others: Uint32Array; readonly weights: Float64Array };

type Packed<T> = Omit<T, "relationships" | "roster">;

/** Cost: O(state). */
export function freeze(town: TownState): Keyframe {
  const { relationships, roster: _derived, ...rest } = town;
  return { ...apart(rest), ties: pack(relationships) };
}

/** The town as it was frozen, free to be folded on. Cost: O(state). */
export function thaw(frame: Keyframe): TownState {
  const { ties, ...rest } = frame;
  const town = apart(rest);
  return { ...town, relationships: unpack(ties), roster: new Roster(town.region, town.activity, town.regions.length) };
}

/** The same, sharing nothing that `apply` changes. */
function apart(town: Packed<TownState>): Packed<TownState> {
  return {
    ...town,
    traits: town.traits.slice(),
    traitsAtPhaseStart: town.traitsAtPhaseStart.slice(),
    activity: town.activity.slice(),
    region: town.region.slice(),
    surplus: town.surplus.slice(),
    tokens: town.tokens.slice(),
    memories: town.memories.map((memories) => memories.slice()),
    relationshipsHash: town.relationshipsHash.copy(),
    memoriesHash: town.memoriesHash.copy(),
    coalitions: copies(town.coalitions),
    mourned: town.mourned.slice(),
    meetings: town.meetings.slice(),
    totals: { ...town.totals, operations: copies(town.totals.operations) },
  };
}

function copies<T extends object>(map: ReadonlyMap<string, T>): Map<string, T> {
  return new Map(Array.from(map, ([key, value]) => [key, { ...value }]));
}

function pack(relationships: TownState["relationships"]): PackedTies {
  const counts = Uint32Array.from(relationships, (ties) => ties.size);
  const length = counts.reduce((sum, count) => sum + count, 0);
  const others = new Uint32Array(length);
  const weights = new Float64Array(length);
  let at = 0;
  for (const ties of relationships) {
    others.set(ties.others, at);
    weights.set(ties.weights, at);
    at += ties.size;
  }
  return { counts, others, weights };
}

function unpack({ counts, others, weights }: PackedTies): Ties[] {
  let at = 0;
  return Array.from(counts, (count) => {
    const ties = new Ties();
    for (const end = at + count; at < end; at++) ties.set(others[at], weights[at]);
    return ties;
  });
}
