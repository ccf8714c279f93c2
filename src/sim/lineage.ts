import type { TownConfig } from "./config.ts";

/** Where a fork comes from: a town that goes on from a moment of another one. */
export type Lineage = {
  /** The parent, its run, and the newest event that both have. */
  readonly town_id: string;
  readonly run_id: string;
  readonly seq: number;
  /** The seed by which the first town of the line was founded: it says who lives there. */
  readonly founding_seed: number;
  /** The seed that had begun the phase in which it was forked, and ends it. */
  readonly phase_seed: number;
};

/**
 * The seed that decides a phase whose first decision follows event `seq`. What was begun before the fork its own seed ends; that
 * of the fork speaks from there on.
 *
 *      parent's seed          fork                     the fork's own
 *     ├── phase ──┼── phase ───╂──────────┼── phase ──────┼── phase ──►
 */
export function seedAfter({ seed, lineage }: TownConfig, seq: number): number {
  return lineage && seq < lineage.seq ? lineage.phase_seed : seed;
}
