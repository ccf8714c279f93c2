import { membershipsOf } from "../sim/memberships.ts";
import type { Citizen } from "../sim/citizen.ts";
import type { Coalition, TownState } from "../sim/state.ts";
import { BRIDGE_MARK, coalitionMark, UNAFFILIATED_MARK, type Mark } from "./palette.ts";

/**
 * Who is who in the picture: each citizen's coalitions and look, wherever they are, and the legend of those looks. It is of
 * the town as it was when it was made. In a crowd few are ever asked for as a `Member`: these are made on demand.
 */
export class Cast {
  /** By row: 0 unaffiliated, 1 member of one coalition, 2 bridge. */
  readonly standings: Uint8Array;
  readonly legend: readonly LegendEntry[];
  readonly #citizens: readonly Citizen[];
  readonly #rows: ReadonlyMap<string, number>;
  readonly #coalitionsOf: (row: number) => readonly Coalition[];
  /** The coalitions with the members that they had: whoever changes them replaces the list. */
  readonly #made: readonly (readonly [Coalition, readonly number[]])[];
  #members: readonly Member[] | undefined;
  #notable: { readonly focus: string; readonly entries: readonly LegendEntry[] } | undefined;

  constructor(town: TownState) {
    this.#citizens = town.citizens;
    this.#rows = town.citizenIndex;
    this.#made = [...town.coalitions.values()].map((coalition) => [coalition, coalition.members] as const);
    this.#coalitionsOf = membershipsOf(town);
    this.standings = new Uint8Array(town.citizens.length);
    const legend: LegendEntry[] = [];
    for (const [coalition, members] of this.#made) {
      const { id, name, colour } = coalition;
      legend.push({ key: id, name, mark: coalitionMark(colour), count: members.length, coalition });
      for (const row of members) if (this.standings[row] < 2) this.standings[row]++;
    }
    const counts = [0, 0, 0];
    for (const standing of this.standings) counts[standing]++;
    legend.push({ key: BRIDGES, name: "Bridges", mark: BRIDGE_MARK, count: counts[2] });
    legend.push({ key: UNAFFILIATED, name: "Unaffiliated", mark: UNAFFILIATED_MARK, count: counts[0] });
    this.legend = legend;
  }

  get size(): number {
    return this.#citizens.length;
  }

  /** Everyone, by row. Made when first asked for: 2 ms for 5,000. */
  get members(): readonly Member[] {
    return (this.#members ??= this.#citizens.map((_, row) => this.#make(row)));
  }

  member(row: number): Member {
    return this.#members?.[row] ?? this.#make(row);
  }

  /** The row of a citizen's id; undefined for a stranger's. */
  rowOf(id: string): number | undefined {
    return this.#rows.get(id);
  }

  coalitionsOf(row: number): readonly Coalition[] {
    return this.#coalitionsOf(row);
  }

  /** The legend's entries that get a line and an outline: the largest coalitions, the one in focus, bridges and unaffiliated. */
  notable(focus: string): readonly LegendEntry[] {
    if (this.legend.length <= MOST_NOTABLE) return this.legend;
    if (this.#notable?.focus !== focus) {
      const bySize = this.legend.filter(({ coalition }) => coalition).sort((a, b) => b.count - a.count);
      const chosen = new Set(bySize.slice(0, MOST_NOTABLE));
      const entries = this.legend.filter((entry) => chosen.has(entry) || !entry.coalition || entry.key === focus);
      this.#notable = { focus, entries };
    }
    return this.#notable.entries;
  }

  /** Whether it is the cast of this town as it is now. Linear in coalitions. */
  isOf(town: TownState): boolean {
    if (town.citizens !== this.#citizens || town.coalitions.size !== this.#made.length) return false;
    let i = 0;
    for (const coalition of town.coalitions.values()) {
      const [then, members] = this.#made[i++];
      if (then !== coalition || members !== coalition.members) return false;
    }
    return true;
  }

  #make(row: number): Member {
    const { id, name } = this.#citizens[row];
    const coalitions = this.#coalitionsOf(row);
    const kind = KINDS[this.standings[row]];
    const mark =
      kind === "member" ? coalitionMark(coalitions[0].colour) : kind === "bridge" ? BRIDGE_MARK : UNAFFILIATED_MARK;
    return { row, id, name, kind, coalitions, mark };
  }
}

/** More lines or outlines than this help nobody. */
const MOST_NOTABLE = 40;

const KINDS = ["unaffiliated", "member", "bridge"] as const;

export type Member = {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  /** In the order of their forming. */
  readonly coalitions: readonly Coalition[];
  readonly mark: Mark;
};

/** A line of the legend, which is also the filter: its key is what focus takes. */
export type LegendEntry = {
  /** A coalition's id, BRIDGES or UNAFFILIATED. */
  readonly key: string;
  readonly name: string;
  readonly mark: Mark;
  readonly count: number;
  /** Missing for BRIDGES and UNAFFILIATED. */
  readonly coalition?: Coalition;
};

/** Keys that no coalition has: an asterisk is not part of ids. */
export const BRIDGES = "*bridges";
export const UNAFFILIATED = "*unaffiliated";

/** The cast of a town as it is now; `before`, if it is that. Linear in citizens and memberships: a millisecond for 5,000. */
export function castOf(town: TownState, before?: Cast): Cast {
  return before?.isOf(town) ? before : new Cast(town);
}

/** Whether a citizen stands out when `focus` (a legend key) does. No focus, or one that has ended, dims nobody. */
export function isInFocus(member: Member, focus: string): boolean {
  switch (focus) {
    case "":
      return true;
    case BRIDGES:
      return member.kind === "bridge";
    case UNAFFILIATED:
      return member.kind === "unaffiliated";
    default:
      return member.coalitions.some(({ id }) => id === focus);
  }
}

/** The focus to draw with: none if its coalition is no more. */
export function livingFocus({ legend }: Cast, focus: string): string {
  return legend.some(({ key }) => key === focus) ? focus : "";
}

/**
 * Who stands back, by row, 1 for each: those who are not in focus (a legend key; none, or one that has ended, holds nobody
 * back), and those who are not `involved` (1 by row), where that is asked. Whoever is selected never does.
 */
export function standingBack(
  cast: Cast,
  focus: string,
  selected: readonly number[] = [],
  involved?: Uint8Array,
): Uint8Array {
  const back = new Uint8Array(cast.size);
  const key = livingFocus(cast, focus);
  if (key === BRIDGES) for (let row = 0; row < back.length; row++) back[row] = Number(cast.standings[row] !== 2);
  else if (key === UNAFFILIATED)
    for (let row = 0; row < back.length; row++) back[row] = Number(cast.standings[row] > 0);
  else if (key !== "") {
    back.fill(1);
    for (const row of cast.legend.find((entry) => entry.key === key)!.coalition!.members) back[row] = 0;
  }
  if (involved) for (let row = 0; row < back.length; row++) back[row] |= 1 - involved[row];
  for (const row of selected) back[row] = 0;
  return back;
}
