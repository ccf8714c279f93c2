import type { Command } from "commander";
import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import { withParameters } from "../sim/genesis/parameters.ts";
import { parseConfig, smallConfig } from "../sim/genesis/parse.ts";
import { readTownFile } from "../stream/town-file.ts";
import type { CliIo } from "./io.ts";
import { wholeNumber } from "./whole-number.ts";

/** The options that say which town: the same for every command that founds one. */
export type TownOptions = {
  readonly citizens?: number | undefined;
  readonly seed?: number | undefined;
  readonly town?: string | undefined;
  readonly townId?: string | undefined;
  readonly param?: Readonly<Record<string, number>> | undefined;
};

export function townOptions(command: Command): Command {
  return command
    .option(
      "--citizens <n>",
      "how many citizens, 3 to 100000 (default: 25, the town of smallville)",
      wholeNumber("--citizens", 3, 100_000),
    )
    .option(
      "--seed <n>",
      "the seed: the same one gives the same town, byte for byte (default: 7)",
      wholeNumber("--seed", 0, Number.MAX_SAFE_INTEGER),
    )
    .option("--town <file>", "a town by hand, YAML or JSON (see examples/); - is standard input")
    .option("--town-id <id>", "what the town is called in addresses: small letters, digits, - and _")
    .option(
      "--param <name=value>",
      "a number of its rules, such as drift.confidence=0.5 (may be repeated; docs/sweep.md names them)",
      oneParameter,
    );
}

/** @throws TownError naming the file's line or the option, and what was expected. */
export async function townConfig({ param = {}, ...which }: TownOptions, io: CliIo): Promise<TownConfig> {
  return withParameters(await foundingConfig(which, io), param);
}

async function foundingConfig({ citizens, seed, town, townId }: TownOptions, io: CliIo): Promise<TownConfig> {
  if (town === undefined) return smallConfig(citizens ?? 25, seed ?? DEFAULT_SEED, townId);
  if (citizens !== undefined) {
    throw new TownError("invalid_input", "--citizens and --town exclude each other: the file says who lives there");
  }
  const name = town === "-" ? "standard input" : town;
  const value = readTownFile(await io.readText(town), name);
  const fields = typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  const { id: _, ...rest } = (fields ?? {}) as Record<string, unknown>;
  const renamed = fields && townId !== undefined ? { ...rest, town_id: townId } : value;
  const reseeded = fields && seed !== undefined ? { ...(renamed as object), seed } : renamed;
  try {
    return parseConfig(reseeded);
  } catch (cause) {
    if (!(cause instanceof TownError)) throw cause;
    throw new TownError(cause.code, `${name}: ${cause.message}`, { cause });
  }
}

const DEFAULT_SEED = 7;

/** A parameter and its values, as an option says them. @throws TownError invalid_input */
export function parameterIn(text: string): readonly [name: string, values: readonly number[]] {
  const [, name, values] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const numbers = values?.split(",").map((value) => (NUMBER.test(value) ? Number(value) : Number.NaN));
  if (name !== undefined && numbers?.every(Number.isFinite)) return [name, numbers];
  throw new TownError(
    "invalid_input",
    `--param must be a name and a number, like drift.confidence=0.35, got ${JSON.stringify(text)}`,
  );
}

const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e-?\d{1,2})?$/i;

function oneParameter(text: string, before: TownOptions["param"]): TownOptions["param"] {
  const [name, values] = parameterIn(text);
  if (values.length === 1 && !Object.hasOwn(before ?? {}, name)) return { ...before, [name]: values[0] };
  throw new TownError(
    "invalid_input",
    `--param ${name} must have one value, got ${JSON.stringify(text)}; agent-town sweep takes several`,
  );
}
