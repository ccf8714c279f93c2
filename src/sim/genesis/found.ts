import { dayNumber } from "../clock.ts";
import type { CitizenSpec, Population, TownConfig } from "../config.ts";
import type { Citizen } from "../citizen.ts";
import { randomFor } from "../random.ts";
import { DEFAULT_RULES } from "../rules.ts";
import { newState, type TownState } from "../state.ts";
import { eigenvectorOf } from "./archetypes.ts";
import { generate } from "./generator.ts";
import { runIdOf } from "./run-id.ts";
import { type Settlement, smallville } from "./smallville.ts";

/**
 * Founds the town of a config that `parseConfig` has checked: its state before the first event, a function of the config
 * alone; that of a fork is its parent's. Each kind of draw has a random stream of its own. Cost: linear in the citizens.
 * @throws TownError invalid_config when the start date is none.
 */
export function found(config: TownConfig, runId: string = runIdOf(config)): TownState {
  const { town_id, seed, start_date, population, rules, lineage } = config;
  return newState({
    town_id,
    run_id: runId,
    seed,
    start_date,
    startDay: dayNumber(start_date),
    rules: { ...DEFAULT_RULES, ...rules },
    ...settle(population, lineage?.founding_seed ?? seed),
  });
}

function settle(population: Population, seed: number): Settlement {
  if (population.kind === "smallville") return smallville(population.citizens, randomFor(seed, 0, "genesis:noise"));
  if (population.kind === "generated") return generate(population.citizens, seed);
  return { regions: population.regions, citizens: population.citizens.map(citizenOf) };
}

function citizenOf({ region, traits, ...who }: CitizenSpec): Citizen {
  return { ...who, home: region, temperament: eigenvectorOf(traits) };
}
