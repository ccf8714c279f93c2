import type { Command } from "commander";
import { LineCounter, parseDocument, type YAMLParseError } from "yaml";
import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import { parseConfig, smallConfig } from "../sim/genesis/parse.ts";
import type { CliIo } from "./io.ts";
import { wholeNumber } from "./whole-number.ts";

/** The options that say which town: the same for every command that founds one. */
export type TownOptions = {
  readonly citizens?: number;
  readonly seed?: number;
  readonly town?: string;
  readonly townId?: string;
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
  const value = parseYaml(await io.readText(town), name);
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

/** YAML 1.2, of which JSON is a part. @throws TownError invalid_config with line and column. */
function parseYaml(text: string, name: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new TownError("invalid_config", `${name}, line ${line}, column ${col}: ${inOurWords(error)}`, {
      cause: error,
    });
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new TownError("invalid_config", `${name}: ${(cause as Error).message}`, { cause });
  }
}

/** The parser's own message, save where it speaks to a programmer. */
function inOurWords({ code, message }: YAMLParseError): string {
  return code === "MULTIPLE_DOCS"
    ? "a second document begins here; a file holds one town, so split it at the ---"
    : message;
}
