import { dayNumber } from "../clock.ts";
import type { Population, TownConfig } from "../config.ts";
import { TownError } from "../error.ts";
import type { Lineage } from "../lineage.ts";
import { FEWEST, MOST, parseCitizens } from "./parse-citizens.ts";
import { parseRegions } from "./parse-regions.ts";
import { parseRules } from "./parse-rules.ts";
import { knownIn, objectIn, refuse, textIn, wholeIn } from "./reader.ts";
import { SMALLVILLE } from "./smallville.ts";

/** What a town is that does not say: smallville, with the seed that the documentation shows. */
const SEED = 7;
const START_DATE = "2025-12-03";

const KEYS = ["town_id", "id", "seed", "start_date", "citizens", "regions", "rules", "population"] as const;
type Fields = { readonly [key in (typeof KEYS)[number]]?: unknown };

/**
 * A config from what a town file says, once its YAML or JSON is read: `town_id` (or `id`), `seed`, `start_date`,
 * `citizens` (how many, or a list), `regions` (smallville's, if a list of citizens gives none) and `rules`. All may be
 * missing. A config is a town file too (with `population`) and comes back unchanged, save that of a fork: nobody founds one.
 * @throws TownError invalid_config naming the path, what was expected and what was found, at the first fault.
 */
export function parseConfig(
  value: unknown,
  defaults: Partial<Pick<TownConfig, "town_id" | "seed" | "start_date">> = {},
): TownConfig {
  const fields: Fields = objectIn(value, "", KEYS);
  if (fields.town_id !== undefined && fields.id !== undefined) {
    throw new TownError("invalid_config", "a town must have one id: town_id and id mean the same, so leave one out");
  }
  const population = fields.population === undefined ? handwritten(fields) : recorded(fields);
  const start = fields.start_date ?? defaults.start_date ?? START_DATE;
  if (typeof start !== "string") return refuse("start_date", "a date like 2025-12-03", start);
  dayNumber(start);
  return {
    town_id: townIdIn(fields.town_id ?? fields.id ?? defaults.town_id ?? townIdFor(population)),
    seed: wholeIn(fields.seed ?? defaults.seed ?? SEED, "seed", 0, Number.MAX_SAFE_INTEGER),
    start_date: start,
    population,
    rules: fields.rules === undefined ? {} : parseRules(fields.rules, "rules"),
  };
}

/** A config as logs hold it, also that of a fork. @throws TownError as `parseConfig` does */
export function parseRecorded(value: unknown): TownConfig {
  const { lineage, ...rest } = objectIn(value, "", [...KEYS, "lineage"]);
  const config = parseConfig(rest);
  return lineage === undefined ? config : { ...config, lineage: lineageIn(lineage, "lineage") };
}

/**
 * The config of a town of `citizens`: smallville of 3, 7, 10 or 25, or one from the generator.
 * @throws TownError invalid_config for a number outside 3 .. 100,000, a seed or an id that cannot be.
 */
export function smallConfig(citizens: number, seed: number, town_id?: string): TownConfig {
  return parseConfig({ town_id, seed, citizens });
}

function lineageIn(value: unknown, path: string): Lineage {
  const fields = objectIn(value, path, ["town_id", "run_id", "seq", "founding_seed", "phase_seed"]);
  const whole = (name: "seq" | "founding_seed" | "phase_seed") =>
    wholeIn(fields[name], `${path}.${name}`, 0, Number.MAX_SAFE_INTEGER);
  return {
    town_id: townIdIn(fields.town_id),
    run_id: textIn(fields.run_id, `${path}.run_id`, 64),
    seq: whole("seq"),
    founding_seed: whole("founding_seed"),
    phase_seed: whole("phase_seed"),
  };
}

/** The population of a town file: a number of citizens, or citizens and regions. */
function handwritten({ citizens = 25, regions }: Fields): Population {
  if (typeof citizens !== "number") {
    const places = regions === undefined ? SMALLVILLE : parseRegions(regions, "regions");
    return { kind: "custom", regions: places, citizens: parseCitizens(citizens, "citizens", places) };
  }
  if (regions !== undefined) {
    throw new TownError(
      "invalid_config",
      `regions need a list of citizens who live in them, got citizens: ${citizens}`,
    );
  }
  const count = wholeIn(citizens, "citizens", FEWEST, MOST);
  return isSmallville(count) ? { kind: "smallville", citizens: count } : { kind: "generated", citizens: count };
}

/** The population of a config. */
function recorded(fields: Fields): Population {
  if (fields.citizens !== undefined || fields.regions !== undefined) {
    throw new TownError("invalid_config", "a town must have either a population or citizens and regions, got both");
  }
  const { kind, regions, citizens } = objectIn(fields.population, "population", ["kind", "regions", "citizens"]);
  switch (knownIn(kind, "population.kind", new Set(["smallville", "generated", "custom"]))) {
    case "smallville": {
      const count = wholeIn(citizens, "population.citizens", FEWEST, 25);
      if (isSmallville(count)) return { kind: "smallville", citizens: count };
      throw new TownError("invalid_config", `population.citizens must be 3, 7, 10 or 25 in smallville, got ${count}`);
    }
    case "generated":
      return { kind: "generated", citizens: wholeIn(citizens, "population.citizens", FEWEST, MOST) };
    default: {
      const places = parseRegions(regions, "population.regions");
      return { kind: "custom", regions: places, citizens: parseCitizens(citizens, "population.citizens", places) };
    }
  }
}

function isSmallville(citizens: number): citizens is 3 | 7 | 10 | 25 {
  return citizens === 3 || citizens === 7 || citizens === 10 || citizens === 25;
}

function townIdFor(population: Population): string {
  if (population.kind === "smallville") return "smallville";
  return `town-${population.kind === "custom" ? population.citizens.length : population.citizens}`;
}

/** A town's id becomes part of URLs and NATS subjects. */
function townIdIn(value: unknown): string {
  if (typeof value === "string" && /^[a-z0-9][a-z0-9_-]{0,62}$/.test(value)) return value;
  throw new TownError(
    "invalid_config",
    `town id ${JSON.stringify(value)} must be a small letter or digit, then small letters, digits, - or _; at most 63 in all`,
  );
}
