import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import { withParameters } from "../sim/genesis/parameters.ts";
import { runIdOf } from "../sim/genesis/run-id.ts";

/** What a sweep asks: how one town fares under every combination of seeds and parameters. */
export type Question = {
  /** The town; of it, the seed and the varied parameters don't matter. */
  readonly town: TownConfig;
  readonly seeds: readonly number[];
  readonly days: number;
  /** By name, in the order of the columns: each its values. */
  readonly params: Readonly<Record<string, readonly number[]>>;
};

/** One of a sweep's runs. */
export type Run = {
  /** From 1, in the order of the result's rows. */
  readonly run: number;
  readonly seed: number;
  readonly params: Readonly<Record<string, number>>;
  readonly days: number;
  readonly config: TownConfig;
  readonly runId: string;
};

/** More rows than anyone plots are a slip of the pen. */
const MOST_RUNS = 1_000_000;

/**
 * The Cartesian product: the first parameter changes slowest, the seed fastest.
 * @throws TownError invalid_input for too many; invalid_config for a parameter that there is not, or a value outside its range
 */
export function runsOf({ town, seeds, days, params }: Question): Run[] {
  const count = Object.values(params).reduce((count, values) => count * values.length, seeds.length);
  if (count > MOST_RUNS) {
    throw new TownError(
      "invalid_input",
      `a sweep has at most ${MOST_RUNS.toLocaleString("en")} runs, got ${count.toLocaleString("en")}: give fewer seeds or values`,
    );
  }
  let combinations: Readonly<Record<string, number>>[] = [{}];
  for (const [name, values] of Object.entries(params)) {
    combinations = combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value })));
  }
  return combinations
    .flatMap((params) => {
      const config = withParameters(town, params);
      return seeds.map((seed) => ({ seed, params, days, config: { ...config, seed } }));
    })
    .map((run, i) => ({ run: i + 1, ...run, runId: runIdOf(run.config) }));
}
