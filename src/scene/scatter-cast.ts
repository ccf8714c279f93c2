import type { Coalition, TownState } from "../sim/state.ts";
import { BRIDGE_MARK, coalitionMark, UNAFFILIATED_MARK, type Mark } from "./palette.ts";

/** Who is who in the picture: each citizen's coalitions and look, wherever they are, and the legend of those looks. */
export type Cast = {
  /** By row. */
  readonly members: readonly Member[];
  readonly legend: readonly LegendEntry[];
};

export type Member = {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly kind: "member" | "bridge" | "unaffiliated";
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

/** The cast of a town as it is now. Linear in citizens and memberships: 2 ms for 5,000. */
export function castOf(town: TownState): Cast {
  const memberships: Coalition[][] = town.citizens.map(() => []);
  const legend: LegendEntry[] = [];
  const marks = new Map<Coalition, Mark>();
  for (const coalition of town.coalitions.values()) {
    const mark = coalitionMark(coalition.colour);
    marks.set(coalition, mark);
    legend.push({ key: coalition.id, name: coalition.name, mark, count: coalition.members.length, coalition });
    for (const row of coalition.members) memberships[row].push(coalition);
  }
  const counts = { member: 0, bridge: 0, unaffiliated: 0 };
  const members = town.citizens.map(({ id, name }, row): Member => {
    const coalitions = memberships[row];
    const kind = coalitions.length === 0 ? "unaffiliated" : coalitions.length === 1 ? "member" : "bridge";
    counts[kind]++;
    const mark =
      kind === "member" ? (marks.get(coalitions[0]) as Mark) : kind === "bridge" ? BRIDGE_MARK : UNAFFILIATED_MARK;
    return { row, id, name, kind, coalitions, mark };
  });
  legend.push({ key: BRIDGES, name: "Bridges", mark: BRIDGE_MARK, count: counts.bridge });
  legend.push({ key: UNAFFILIATED, name: "Unaffiliated", mark: UNAFFILIATED_MARK, count: counts.unaffiliated });
  return { members, legend };
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

/** More lines or outlines than this help nobody. */
const MOST_NOTABLE = 40;

/** The legend's entries that get a line and an outline: the largest coalitions, the one in focus, bridges and unaffiliated. */
export function notable({ legend }: Cast, focus: string): readonly LegendEntry[] {
  if (legend.length <= MOST_NOTABLE) return legend;
  const bySize = legend.filter(({ coalition }) => coalition).sort((a, b) => b.count - a.count);
  const chosen = new Set(bySize.slice(0, MOST_NOTABLE));
  return legend.filter((entry) => chosen.has(entry) || !entry.coalition || entry.key === focus);
}
