import type { TownState } from "../sim/state.ts";

/**
 * A town's strongest ties as a graph for a drawing. A tie between two is the mean of what each feels for the other, from -1
 * (aversion) to 1 (affection); one that is not returned counts half.
 */
export type Society = {
  /** By node: the citizen's row in the town, ascending. */
  readonly rows: readonly number[];
  /** Nodes of tie e: `ends[2 * e]` < `ends[2 * e + 1]`. Strongest first. */
  readonly ends: Uint32Array;
  /** One a tie. */
  readonly weights: Float64Array;
  /** How many of each citizen's ties are surely in it. */
  readonly perCitizen: number;
  /** The town is too large to be drawn whole: only those around somebody are in it. */
  readonly partial: boolean;
};

/** Larger towns are shown only around somebody. */
export const MOST_WHOLE = 5_000;
/** In a partial picture: so many of each one's friends and foes, and so many people altogether. */
const AROUND = 12;
const MOST_AROUND = 400;

/** What the two citizens of a tie feel, by row: `forth` is what `a` feels for `b`. */
export type Feeling = { readonly a: number; readonly b: number; readonly forth: number; readonly back: number };

/**
 * Every citizen with their strongest ties; of a town of more than MOST_WHOLE, `around` (rows) with those nearest to them.
 * Cost: linear in relationships.
 */
export function societyOf(town: TownState, around: readonly number[] = []): Society {
  const partial = town.citizens.length > MOST_WHOLE;
  const rows = partial ? circle(town, around) : town.citizens.map((_, row) => row);
  const perCitizen = rows.length <= 60 ? 4 : 3;
  const nodeOf = partial ? new Map(rows.map((row, node) => [row, node])) : undefined;
  /** Each node's strongest pairs so far, strongest first. */
  const strongest: Pair[][] = rows.map(() => []);
  const enter = (node: number, pair: Pair) => {
    const own = strongest[node];
    const size = Math.abs(pair.weight);
    let place = own.length;
    while (place > 0 && Math.abs(own[place - 1].weight) < size) place--;
    if (place === perCitizen) return;
    own.splice(place, 0, pair);
    if (own.length > perCitizen) own.pop();
  };
  for (const [a, row] of rows.entries()) {
    const { others, weights } = town.relationships[row];
    for (let i = 0; i < others.length; i++) {
      const b = nodeOf ? nodeOf.get(others[i]) : others[i];
      if (b === undefined) continue;
      const back = town.relationships[others[i]].get(row);
      // A pair in which both feel something is met from both ends.
      if (b < a && back !== 0) continue;
      const weight = (weights[i] + back) / 2;
      if (weight === 0) continue;
      const pair = { a: Math.min(a, b), b: Math.max(a, b), weight };
      enter(a, pair);
      enter(b, pair);
    }
  }
  const kept = [...new Set(strongest.flat())].sort(
    (p, q) => Math.abs(q.weight) - Math.abs(p.weight) || p.a - q.a || p.b - q.b,
  );
  return {
    rows,
    ends: Uint32Array.from(kept.flatMap(({ a, b }) => [a, b])),
    weights: Float64Array.from(kept, ({ weight }) => weight),
    perCitizen,
    partial,
  };
}

type Pair = { readonly a: number; readonly b: number; readonly weight: number };

/**
 * The strongest feelings, by the mean of both directions: those of `rows` if any are given. At most `most`. Of a town of more than
 * MOST_WHOLE, those of `rows` are the ones they feel themselves. Cost: linear in the relationships looked at, and a sort.
 */
export function strongestFeelings(town: TownState, rows: readonly number[], most: number): readonly Feeling[] {
  const all = town.citizens.length <= MOST_WHOLE || rows.length === 0;
  const wanted = new Set(rows);
  const feelings: Feeling[] = [];
  for (const a of all ? town.citizens.keys() : rows) {
    const { others, weights } = town.relationships[a];
    for (let i = 0; i < others.length; i++) {
      const b = others[i];
      if (wanted.size > 0 && !wanted.has(a) && !wanted.has(b)) continue;
      const back = town.relationships[b].get(a);
      const isMetFromBothEnds = back !== 0 && (all || wanted.has(b));
      if (isMetFromBothEnds && b < a) continue;
      feelings.push({ a, b, forth: weights[i], back });
    }
  }
  const strength = ({ forth, back }: Feeling) => Math.abs(forth + back);
  return feelings.sort((p, q) => strength(q) - strength(p) || p.a - q.a || p.b - q.b).slice(0, most);
}

/** Whether most of the ties are the same: the share of those in either that are in both (Jaccard). 1 for two without ties. */
export function likeness(before: Society, now: Society): number {
  const keys = ({ rows, ends }: Society) => {
    const set = new Set<string>();
    for (let e = 0; e < ends.length; e += 2) set.add(`${rows[ends[e]]} ${rows[ends[e + 1]]}`);
    return set;
  };
  const [old, fresh] = [keys(before), keys(now)];
  let shared = 0;
  for (const key of fresh) if (old.has(key)) shared++;
  const all = old.size + fresh.size - shared;
  return all === 0 ? 1 : shared / all;
}

/** Rows of `around`, with the strongest of each one's ties. */
function circle(town: TownState, around: readonly number[]): number[] {
  const rows = new Set(around.slice(0, MOST_AROUND));
  for (const row of around) {
    const { others, weights } = town.relationships[row];
    const strongest = others
      .map((other, i) => [other, Math.abs(weights[i])] as const)
      .sort(([a, x], [b, y]) => y - x || a - b);
    for (const [other] of strongest.slice(0, AROUND)) if (rows.size < MOST_AROUND) rows.add(other);
  }
  return [...rows].sort((a, b) => a - b);
}
