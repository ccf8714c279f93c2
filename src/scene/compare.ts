import { drift, TRAIT_COUNT, TRAITS } from "../sim/eigenvector.ts";
import { relationship, type Coalition, type TownState } from "../sim/state.ts";

/** How citizens differ, and what is between them, for cards that stand side by side. */

/** A smaller difference of a trait is not worth a word. */
const NOTABLE = 0.05;
/** More than so many say nothing. */
const FEW = 3;

/**
 * In what one character is unlike another, the greatest difference first: `more warmth, less ambition`. Undefined when no
 * trait differs by a twentieth. Both are seven traits in the order of TRAITS.
 */
export function difference(of: readonly number[], from: readonly number[]): string | undefined {
  const said = TRAITS.map((trait, k) => ({ trait, by: of[k] - from[k] }))
    .filter(({ by }) => Math.abs(by) >= NOTABLE)
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .slice(0, FEW);
  return said.length === 0 ? undefined : said.map(({ trait, by }) => `${by > 0 ? "more" : "less"} ${trait}`).join(", ");
}

/** What is between two citizens, given by row. */
type Between = {
  readonly one: number;
  readonly other: number;
  /** Euclidean distance of their characters, in [0, sqrt 7]. */
  readonly apart: number;
  /** The weight of one's tie to the other, and the way back, in [-1, 1]; 0 for strangers. */
  readonly there: number;
  readonly back: number;
  /** In the order of their forming. */
  readonly shared: readonly Coalition[];
};

/** All pairs of `rows`, in their order. Cost: quadratic in the rows, and in their memberships. */
export function between(
  town: TownState,
  rows: readonly number[],
  coalitionsOf: (row: number) => readonly Coalition[],
): Between[] {
  return rows.flatMap((one, i) =>
    rows.slice(i + 1).map((other) => ({
      one,
      other,
      apart: drift(town.traits, one, other),
      there: relationship(town, one, other),
      back: relationship(town, other, one),
      shared: coalitionsOf(one).filter((coalition) => coalitionsOf(other).includes(coalition)),
    })),
  );
}

/** The seven traits of a row. */
export function characterOf(traits: Float64Array, row: number): number[] {
  return Array.from(traits.subarray(row * TRAIT_COUNT, (row + 1) * TRAIT_COUNT));
}
