import type { Lineage } from "./lineage.ts";
import type { Rules } from "./rules.ts";

/**
 * What a run is made of, small enough for a log's header: with the seed it determines every byte of the log.
 * Parsed and checked by `genesis/parse.ts`.
 */
export type TownConfig = {
  /** `[a-z0-9][a-z0-9_-]{0,62}`: it becomes part of URLs and NATS subjects. */
  readonly town_id: string;
  readonly seed: number;
  /** `YYYY-MM-DD`: the date of day 1. */
  readonly start_date: string;
  readonly population: Population;
  /** Rules that differ from DEFAULT_RULES. */
  readonly rules: Partial<Rules>;
  /** Of a fork. */
  readonly lineage?: Lineage;
};

/** The default town and its smaller sisters, a generated town of any size, or a town written by hand. */
export type Population =
  | { readonly kind: "smallville"; readonly citizens: 3 | 7 | 10 | 25 }
  | { readonly kind: "generated"; readonly citizens: number }
  | { readonly kind: "custom"; readonly regions: readonly RegionSpec[]; readonly citizens: readonly CitizenSpec[] };

export type RegionSpec = {
  readonly id: string;
  readonly name: string;
  readonly capacity: number;
  readonly neighbours: readonly string[];
  readonly district: number;
};

export type CitizenSpec = {
  readonly id: string;
  readonly name: string;
  readonly archetype: string;
  readonly region: string;
  readonly worldview: { readonly name: string; readonly metaphor: string; readonly opacity: string };
  readonly plasticity: number;
  readonly evolving: boolean;
  /** Seven numbers in [0, 1], in the order of TRAITS. */
  readonly traits: readonly number[];
};
