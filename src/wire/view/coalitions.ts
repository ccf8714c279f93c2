import type { Chronicle, Lifeline } from "../../sim/chronicle.ts";
import { TownError } from "../../sim/error.ts";
import { membershipsOf } from "../../sim/memberships.ts";
import type { Coalition, TownState } from "../../sim/state.ts";
import { pageOf } from "./page.ts";

/** Communities as they are: the living coalitions in the order of their forming, who is in several, and who in none. */
export type CoalitionsView = {
  readonly seq: number;
  readonly coalitions: readonly CoalitionView[];
  /** In more than one, with the coalitions' ids. */
  readonly bridges: readonly { readonly citizen: string; readonly coalitions: readonly string[] }[];
  /** Ids. */
  readonly unaffiliated: readonly string[];
};

/** A living coalition, members and bridges among them by id. */
export type CoalitionView = Omit<Coalition, "members"> & {
  readonly members: readonly string[];
  readonly bridges: readonly string[];
};

/** Cost: linear in citizens and memberships. */
export function viewCoalitions(town: TownState): CoalitionsView {
  const coalitionsOf = membershipsOf(town);
  const bridges: { citizen: string; coalitions: string[] }[] = [];
  const unaffiliated: string[] = [];
  for (const [row, { id }] of town.citizens.entries()) {
    const coalitions = coalitionsOf(row);
    if (coalitions.length === 0) unaffiliated.push(id);
    else if (coalitions.length > 1) bridges.push({ citizen: id, coalitions: coalitions.map((held) => held.id) });
  }
  const coalitions = Array.from(town.coalitions.values(), (coalition) => told(town, coalition, coalitionsOf));
  return { seq: town.seq, coalitions, bridges, unaffiliated };
}

/** A coalition's life, and how it is now if it lives. */
export type CoalitionLifeView = {
  readonly seq: number;
  readonly lifeline: Lifeline;
  readonly coalition: CoalitionView | null;
};

/**
 * @param chronicle of the same moment as the state
 * @throws TownError not_found of one that never lived, or ended long ago
 */
export function viewCoalition(town: TownState, chronicle: Chronicle, id: string): CoalitionLifeView {
  const coalition = town.coalitions.get(id);
  return {
    seq: town.seq,
    lifeline: lifelineOf(chronicle, id),
    coalition: coalition ? told(town, coalition, membershipsOf(town)) : null,
  };
}

export type LifelinesQuery = {
  /** A coalition's id. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Only those that live, or only those that ended. */
  readonly living?: boolean | undefined;
};

/** The lives of coalitions, in the order of their forming. */
export type LifelinesView = {
  readonly seq: number;
  readonly lifelines: readonly Lifeline[];
  readonly next: string | null;
};

/**
 * Cost: linear in the lives that are kept.
 * @throws TownError not_found when `after` is not kept
 */
export function viewLifelines(chronicle: Chronicle, { after, limit, living }: LifelinesQuery): LifelinesView {
  const last = after === undefined ? undefined : lifelineOf(chronicle, after);
  const lives = [...chronicle.lifelines.values()];
  const rest = lives
    .slice(last === undefined ? 0 : lives.indexOf(last) + 1)
    .filter(({ ended }) => living === undefined || living === (ended === null));
  const { items, next } = pageOf(rest, limit, ({ coalition }) => coalition);
  return { seq: chronicle.seq, lifelines: items, next };
}

function told(town: TownState, coalition: Coalition, coalitionsOf: ReturnType<typeof membershipsOf>): CoalitionView {
  const { id, name, colour, since, members, strength, cohesion } = coalition;
  const ids = (rows: readonly number[]) => rows.map((row) => town.citizens[row].id);
  const bridges = ids(members.filter((row) => coalitionsOf(row).length > 1));
  return { id, name, colour, since, members: ids(members), bridges, strength, cohesion };
}

function lifelineOf({ lifelines }: Chronicle, id: string): Lifeline {
  const lifeline = lifelines.get(id);
  if (lifeline) return lifeline;
  throw new TownError(
    "not_found",
    `no coalition ${JSON.stringify(id)} is kept: those that live are, and the last that ended`,
  );
}
