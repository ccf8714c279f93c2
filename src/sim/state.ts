import { clamp, inMillionths, onLattice } from "./lattice.ts";
import { IDLE, RESTING, type Citizen } from "./citizen.ts";
import type { Phase } from "./clock.ts";
import { TRAIT_COUNT, TRAITS } from "./eigenvector.ts";
import { TownError } from "./error.ts";
import type { Region } from "./region.ts";
import { Roster } from "./roster.ts";
import type { Rules } from "./rules.ts";
import { newTotals, type Totals } from "./measures.ts";
import { MultisetHash } from "./multiset-hash.ts";
import { Ties } from "./ties.ts";

/**
 * The state of a town after `seq` events. Citizens are rows: their index in `citizens` is their row in every column.
 * Only `apply` changes it; everything in it is a function of genesis and the events folded since.
 */
export type TownState = {
  readonly town_id: string;
  readonly run_id: string;
  readonly seed: number;
  readonly start_date: string;
  /** Days from 1970-01-01 to `start_date`. */
  readonly startDay: number;
  readonly rules: Rules;

  readonly citizens: readonly Citizen[];
  readonly regions: readonly Region[];
  readonly citizenIndex: ReadonlyMap<string, number>;
  readonly regionIndex: ReadonlyMap<string, number>;

  /** Events folded so far. */
  seq: number;
  day: number;
  phase: Phase;
  /** Timestamp of the last event. */
  timestamp: string;

  /** n x 7, row-major, in [0, 1]: now, when the phase began, and when the town was founded. */
  readonly traits: Float64Array;
  readonly traitsAtPhaseStart: Float64Array;
  readonly temperament: Float64Array;
  /** Index into ACTIVITIES. */
  readonly activity: Uint8Array;
  /** Index into regions. */
  readonly region: Uint32Array;
  /** >= 0. */
  readonly surplus: Float64Array;
  /** Estimated tokens spent so far. */
  readonly tokens: Float64Array;
  /** By row. The order of first meeting is part of the state. */
  readonly relationships: readonly Ties[];
  /** Newest last, at most `rules.memory`. */
  readonly memories: readonly Memory[][];

  /** Living coalitions by id, in the order of their forming. */
  readonly coalitions: Map<string, Coalition>;
  /** Coalitions that dissolved within the days of grief, oldest first. */
  readonly mourned: Ended[];
  /** Coalitions ever formed: the next one's number, less one. */
  coalitionsFormed: number;
  /** Rows of those who met in this phase, event by event: [size, row, row, ..., size, ...]. */
  readonly meetings: number[];
  readonly totals: Totals;

  /** Derived: hashes of all relationships and of all memories, for the digest. */
  readonly relationshipsHash: MultisetHash;
  readonly memoriesHash: MultisetHash;
  /** Derived: who is where and available. */
  readonly roster: Roster;
};

/** What a citizen keeps of an event: its seq, what it was, and whom it was about (a row, or -1). */
export type Memory = { readonly seq: number; readonly kind: string; readonly about: number };

export type Coalition = {
  readonly id: string;
  readonly name: string;
  /** Palette slot, from 0, kept for life. */
  readonly colour: number;
  /** The day it formed. */
  readonly since: number;
  /** Rows, ascending. */
  members: readonly number[];
  /** In [0, 1]: the smoothed share of its members' interactions that stay inside. */
  strength: number;
  /** In [-1, 1]: mean similarity of its internal edges. */
  cohesion: number;
};

export type Ended = {
  readonly id: string;
  readonly name: string;
  readonly members: readonly number[];
  readonly day: number;
  readonly seq: number;
};

/** What genesis decides; everything else of a new state follows. */
export type Founding = Pick<
  TownState,
  "town_id" | "run_id" | "seed" | "start_date" | "startDay" | "rules" | "citizens" | "regions"
>;

/** The state before the first event: day 1, everyone at home, idle, unacquainted. */
export function newState(founding: Founding): TownState {
  const { citizens, regions } = founding;
  const n = citizens.length;
  const regionIndex = new Map(regions.map((region, index) => [region.id, index]));
  const temperament = new Float64Array(n * TRAIT_COUNT);
  const region = new Uint32Array(n);
  citizens.forEach((citizen, row) => {
    temperament.set(
      TRAITS.map((trait) => citizen.temperament[trait]),
      row * TRAIT_COUNT,
    );
    region[row] = regionIndex.get(citizen.home)!;
  });
  const activity = new Uint8Array(n).fill(IDLE);
  return {
    ...founding,
    citizenIndex: new Map(citizens.map((citizen, row) => [citizen.id, row])),
    regionIndex,
    seq: 0,
    day: 1,
    phase: "MORNING",
    timestamp: "",
    traits: temperament.slice(),
    traitsAtPhaseStart: temperament.slice(),
    temperament,
    activity,
    region,
    surplus: new Float64Array(n),
    tokens: new Float64Array(n),
    relationships: Array.from({ length: n }, () => new Ties()),
    memories: Array.from({ length: n }, () => []),
    coalitions: new Map(),
    mourned: [],
    coalitionsFormed: 0,
    meetings: [],
    totals: newTotals(),
    relationshipsHash: new MultisetHash(),
    memoriesHash: new MultisetHash(),
    roster: new Roster(region, activity, regions.length),
  };
}

/** Row of a citizen id. @throws TownError unknown_citizen. Cost: one look-up. */
export function rowOf(town: TownState, id: string): number {
  const row = town.citizenIndex.get(id);
  if (row === undefined) {
    throw new TownError(
      "unknown_citizen",
      `no citizen "${id}" in ${town.town_id}; expected one of its ${town.citizens.length} citizens' ids`,
    );
  }
  return row;
}

/** Weight of `from`'s relationship to `to`, in [-1, 1]; 0 for strangers. */
export function relationship(town: TownState, from: number, to: number): number {
  return town.relationships[from].get(to);
}

/** Changes a weight by `delta`, clamped, and keeps the totals of all weights. A weight of 0 is no relationship. */
export function relate(town: TownState, from: number, to: number, delta: number): void {
  const ties = town.relationships[from];
  const before = ties.get(to);
  const after = onLattice(clamp(before + delta, -1, 1));
  if (after === before) return;
  ties.set(to, after);
  const { totals, relationshipsHash } = town;
  if (before !== 0) relationshipsHash.remove(from, to, inMillionths(before));
  if (after !== 0) relationshipsHash.add(from, to, inMillionths(after));
  totals.ties += (after === 0 ? 0 : 1) - (before === 0 ? 0 : 1);
  totals.weight += after - before;
  totals.weightSquared += after * after - before * before;
  totals.positiveWeight += (after > 0 ? after : 0) - (before > 0 ? before : 0);
}

/** Gives a citizen a memory, their newest; the oldest goes when they keep more than `rules.memory`. */
export function remember(town: TownState, row: number, memory: Memory): void {
  const memories = town.memories[row];
  memories.push(memory);
  town.memoriesHash.add(row, memory.seq, memory.about);
  if (memories.length <= town.rules.memory) return;
  const forgotten = memories.shift()!;
  town.memoriesHash.remove(row, forgotten.seq, forgotten.about);
}

export function isAvailable(town: TownState, row: number): boolean {
  return town.activity[row] !== RESTING;
}
