import { ACTIVITIES, type Activity, type Citizen } from "./citizen.ts";
import { dayNumber, isPhase, type Phase } from "./clock.ts";
import { eigenvectorRecord, TRAITS, TRAIT_COUNT, type EigenvectorRecord } from "./eigenvector.ts";
import { TownError } from "./error.ts";
import { inMillionths } from "./lattice.ts";
import type { OperationTotals, Totals } from "./measures.ts";
import type { Region } from "./region.ts";
import type { Rules } from "./rules.ts";
import { newState, remember, type TownState } from "./state.ts";

/** A whole state as JSON, for latecomers, keyframes and people: `restore(snapshot(town))` is the same town. */
export type TownSnapshot = {
  readonly town_id: string;
  readonly run_id: string;
  readonly seed: number;
  readonly start_date: string;
  readonly seq: number;
  readonly day: number;
  readonly phase: Phase;
  readonly timestamp: string;
  readonly rules: Rules;
  readonly regions: readonly Region[];
  readonly citizens: readonly CitizenSnapshot[];
  readonly coalitions: readonly CoalitionSnapshot[];
  readonly mourned: readonly { id: string; name: string; members: readonly string[]; day: number; seq: number }[];
  readonly coalitions_formed: number;
  /** Who met in this phase, event by event. */
  readonly meetings: readonly (readonly string[])[];
  readonly totals: Omit<Totals, "operations"> & { readonly operations: Readonly<Record<string, OperationTotals>> };
};

/** A citizen with all that is known: who they are (`Citizen`) and what events made of them. */
export type CitizenSnapshot = Citizen & {
  readonly activity: Activity;
  readonly region: string;
  readonly surplus: number;
  readonly tokens: number;
  readonly eigenvector: EigenvectorRecord;
  readonly eigenvector_at_phase_start: EigenvectorRecord;
  readonly relationships: Readonly<Record<string, number>>;
  readonly memories: readonly { seq: number; kind: string; about: string | null }[];
};

type CoalitionSnapshot = {
  readonly id: string;
  readonly name: string;
  readonly colour: number;
  readonly since: number;
  readonly members: readonly string[];
  readonly strength: number;
  readonly cohesion: number;
};

/** Cost: O(state). The result shares nothing that later events change. */
export function snapshot(town: TownState): TownSnapshot {
  const ids = (rows: readonly number[]) => rows.map((row) => town.citizens[row].id);
  const { operations, ...totals } = town.totals;
  return {
    town_id: town.town_id,
    run_id: town.run_id,
    seed: town.seed,
    start_date: town.start_date,
    seq: town.seq,
    day: town.day,
    phase: town.phase,
    timestamp: town.timestamp,
    rules: town.rules,
    regions: town.regions,
    citizens: town.citizens.map((_, row) => citizenSnapshot(town, row)),
    coalitions: Array.from(town.coalitions.values(), (coalition) => ({
      ...coalition,
      members: ids(coalition.members),
    })),
    mourned: town.mourned.map((ended) => ({ ...ended, members: ids(ended.members) })),
    coalitions_formed: town.coalitionsFormed,
    meetings: meetings(town).map(ids),
    totals: {
      ...totals,
      operations: Object.fromEntries(Array.from(operations, ([name, value]) => [name, { ...value }])),
    },
  };
}

export function citizenSnapshot(town: TownState, row: number): CitizenSnapshot {
  const idOf = (other: number) => town.citizens[other].id;
  const { others, weights } = town.relationships[row];
  return {
    ...town.citizens[row],
    activity: ACTIVITIES[town.activity[row]],
    region: town.regions[town.region[row]].id,
    surplus: town.surplus[row],
    tokens: town.tokens[row],
    eigenvector: eigenvectorRecord(town.traits, row),
    eigenvector_at_phase_start: eigenvectorRecord(town.traitsAtPhaseStart, row),
    relationships: Object.fromEntries(others.map((other, i) => [idOf(other), weights[i]])),
    memories: town.memories[row].map(({ seq, kind, about }) => ({ seq, kind, about: about < 0 ? null : idOf(about) })),
  };
}

/**
 * The state that a snapshot describes.
 * @throws TownError invalid_input when it is no snapshot, or one that contradicts itself.
 */
export function restore(from: TownSnapshot): TownState {
  try {
    return restored(from);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TownError("invalid_input", `this is not a snapshot of a town: ${why}`, { cause });
  }
}

function restored(from: TownSnapshot): TownState {
  if (!isPhase(from.phase)) throw new Error(`phase ${JSON.stringify(from.phase)} is unknown`);
  const town = newState({
    town_id: from.town_id,
    run_id: from.run_id,
    seed: from.seed,
    start_date: from.start_date,
    startDay: dayNumber(from.start_date),
    rules: from.rules,
    citizens: from.citizens.map(profile),
    regions: from.regions,
  });
  const rowOf = (id: string) => known(town.citizenIndex, id, "citizen");
  from.citizens.forEach((citizen, row) => {
    town.traits.set(traitsOf(citizen.eigenvector), row * TRAIT_COUNT);
    town.traitsAtPhaseStart.set(traitsOf(citizen.eigenvector_at_phase_start), row * TRAIT_COUNT);
    const activity = ACTIVITIES.indexOf(citizen.activity);
    if (activity < 0) throw new Error(`activity ${JSON.stringify(citizen.activity)} is unknown`);
    town.activity[row] = activity;
    town.region[row] = known(town.regionIndex, citizen.region, "region");
    town.surplus[row] = citizen.surplus;
    town.tokens[row] = citizen.tokens;
    for (const [id, weight] of Object.entries(citizen.relationships)) {
      const other = rowOf(id);
      town.relationships[row].set(other, weight);
      town.relationshipsHash.add(row, other, inMillionths(weight));
    }
    for (const { seq, kind, about } of citizen.memories) {
      remember(town, row, { seq, kind, about: about === null ? -1 : rowOf(about) });
    }
  });
  for (const coalition of from.coalitions) {
    town.coalitions.set(coalition.id, { ...coalition, members: coalition.members.map(rowOf) });
  }
  for (const ended of from.mourned) town.mourned.push({ ...ended, members: ended.members.map(rowOf) });
  for (const meeting of from.meetings) town.meetings.push(meeting.length, ...meeting.map(rowOf));
  const { operations, ...totals } = from.totals;
  Object.assign(town.totals, totals);
  for (const [name, value] of Object.entries(operations)) town.totals.operations.set(name, { ...value });
  town.roster.rebuild();
  return Object.assign(town, {
    seq: from.seq,
    day: from.day,
    phase: from.phase,
    timestamp: from.timestamp,
    coalitionsFormed: from.coalitions_formed,
  });
}

/** Meetings of the phase as lists of rows: the state keeps them flat. */
function meetings({ meetings: flat }: TownState): number[][] {
  const lists: number[][] = [];
  for (let at = 0; at < flat.length; at += flat[at] + 1) lists.push(flat.slice(at + 1, at + 1 + flat[at]));
  return lists;
}

function profile(citizen: CitizenSnapshot): Citizen {
  const { id, name, archetype, home, worldview, plasticity, evolving, temperament } = citizen;
  return { id, name, archetype, home, worldview, plasticity, evolving, temperament };
}

function traitsOf(record: EigenvectorRecord): number[] {
  return TRAITS.map((trait) => record[trait]);
}

function known(index: ReadonlyMap<string, number>, id: string, what: string): number {
  const at = index.get(id);
  if (at === undefined) throw new Error(`${what} ${JSON.stringify(id)} is unknown`);
  return at;
}
