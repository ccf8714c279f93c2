import type { Command } from "commander";
import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
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
    .option("--town-id <id>", "what the town is called in addresses: small letters, digits, - and _");
}

/** @throws TownError naming the file's line or the option, and what was expected. */
export async function townConfig({ citizens, seed, town, townId }: TownOptions, io: CliIo): Promise<TownConfig> {
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
