import { membershipsOf } from "../sim/memberships.ts";
import type { Coalition, TownState } from "../sim/state.ts";
import { chipText } from "./chip.ts";
import { coalitionMark } from "./palette.ts";
import { printable } from "./printable.ts";

/** Two living coalitions that share members: `a` formed before `b`. */
export type Overlap = {
  readonly a: Coalition;
  readonly b: Coalition;
  /** Rows of those in both, ascending. */
  readonly shared: readonly number[];
  /** |A ∩ B| / |A ∪ B| (Jaccard 1901): 0 when nobody is in both, 1 when everybody is. */
  readonly jaccard: number;
};

/** All overlaps: those of the most members first, then the closest, then the oldest. Cost: pairs of memberships. */
export function overlapsOf(town: TownState): readonly Overlap[] {
  const order = new Map([...town.coalitions.values()].map((coalition, i) => [coalition, i]));
  const coalitionsOf = membershipsOf(town);
  const found = new Map<number, { readonly a: Coalition; readonly b: Coalition; readonly shared: number[] }>();
  for (let row = 0; row < town.citizens.length; row++) {
    const own = coalitionsOf(row);
    for (let j = 1; j < own.length; j++) {
      for (let i = 0; i < j; i++) {
        const key = order.get(own[i])! * order.size + order.get(own[j])!;
        const known = found.get(key);
        if (known) known.shared.push(row);
        else found.set(key, { a: own[i], b: own[j], shared: [row] });
      }
    }
  }
  return [...found]
    .sort(([p], [q]) => p - q)
    .map(([, { a, b, shared }]) => {
      const union = a.members.length + b.members.length - shared.length;
      return { a, b, shared, jaccard: shared.length / union };
    })
    .sort((p, q) => q.shared.length - p.shared.length || q.jaccard - p.jaccard);
}

/** Overlaps as a lower triangle: the cell of row i and column j < i, if those two share anybody. */
export type OverlapMatrix = {
  readonly coalitions: readonly Coalition[];
  readonly cells: readonly (readonly (Overlap | undefined)[])[];
  /** Overlaps that are not in it. */
  readonly left: number;
};

/** The triangle of at most `most` coalitions, those of the greatest overlaps first. */
export function overlapMatrix(overlaps: readonly Overlap[], most: number): OverlapMatrix {
  const places = new Map<Coalition, number>();
  for (const { a, b } of overlaps) {
    const fresh = [a, b].filter((coalition) => !places.has(coalition));
    if (places.size + fresh.length > most) continue;
    for (const coalition of fresh) places.set(coalition, places.size);
  }
  const cells = [...places.keys()].map((_, i) => Array<Overlap | undefined>(i).fill(undefined));
  let left = 0;
  for (const overlap of overlaps) {
    const [i, j] = [places.get(overlap.a), places.get(overlap.b)];
    if (i === undefined || j === undefined) left++;
    else cells[Math.max(i, j)][Math.min(i, j)] = overlap;
  }
  return { coalitions: [...places.keys()], cells, left };
}

/** The greatest overlaps in letters, a line each: who with whom, how many, how much of both, and their names. */
export function overlapText(town: TownState, most = 12): string {
  const chip = ({ colour, name }: Coalition) => chipText(coalitionMark(colour), name);
  return overlapsOf(town)
    .slice(0, most)
    .map(({ a, b, shared, jaccard }) => {
      const names = shared.map((row) => printable(town.citizens[row].name)).join(", ");
      return `${chip(a)} ∩ ${chip(b)}: ${shared.length} (${jaccard.toFixed(2)}) ${names}\n`;
    })
    .join("");
}
