import { Option, type Command } from "commander";
import { still } from "../scene/scatter-still.ts";
import type { Theme } from "../scene/palette.ts";
import { TownError } from "../sim/error.ts";
import { found } from "../sim/genesis/found.ts";
import { smallConfig } from "../sim/genesis/parse.ts";
import type { Lod } from "../sim/manifest.ts";
import { DEPTHS, depthOf, type Depth } from "../terminal/colour.ts";
import { PANELS } from "../terminal/panels.ts";
import type { CliIo } from "./io.ts";
import { wholeNumber } from "./whole-number.ts";

/** The options that say what is watched in a terminal, and how it looks there. */
export type TerminalOptions = {
  readonly town?: string;
  readonly token?: string;
  readonly at?: number;
  readonly panel: string;
  readonly lod: number;
  readonly projection: string;
  readonly theme?: Theme;
  readonly color: Depth | "auto";
  readonly ascii?: true;
};

export function terminalOptions(command: Command): Command {
  return command
    .argument(
      "[source]",
      "a server's address, or a file that run --out or serve --record wrote",
      "http://127.0.0.1:4321",
    )
    .option("--town <id>", "which of the server's towns (default: its first)")
    .option(
      "--token <secret>",
      "for a server that asks for one (default: AGENT_TOWN_TOKEN or AGENT_TOWN_OBSERVE_TOKEN)",
    )
    .option("--at <seq>", "begin at the moment after this event", wholeNumber("--at", 0, Number.MAX_SAFE_INTEGER))
    .addOption(
      new Option("--panel <name>", "what is beside the picture")
        .choices(PANELS.map(({ id }) => id))
        .default("citizens"),
    )
    .option("--lod <level>", "how much is told of citizens, 0 to 5", wholeNumber("--lod", 0, 5), 2)
    .option("--projection <id>", "pca, axes:warmth,trust or linear:warmth+trust;ambition", projection, "pca")
    .addOption(new Option("--theme <theme>", "default: as COLORFGBG says, else dark").choices(["light", "dark"]))
    .addOption(
      new Option("--color <depth>", "default: as NO_COLOR, COLORTERM and TERM say")
        .choices(["auto", ...DEPTHS])
        .default("auto"),
    )
    .option("--ascii", "letters of ASCII alone (default: where the locale is not UTF-8)");
}

/** How a terminal of this environment is drawn on. */
export function looksOf({ theme, color, ascii, lod, panel, projection }: TerminalOptions, { env }: CliIo) {
  return {
    depth: color === "auto" ? depthOf(env) : color,
    ascii: ascii ?? hasOnlyAscii(env),
    choices: { theme: theme ?? themeOf(env), lod: lod as Lod, panel, projection },
  };
}

/** The ground that some terminals tell of as the last number: 7 and 15 are white. */
function themeOf({ COLORFGBG = "" }: CliIo["env"]): Theme {
  return /;(?:7|15)$/.test(COLORFGBG) ? "light" : "dark";
}

/** Whether the locale says so. One that says nothing is no reason to do without. */
function hasOnlyAscii(env: CliIo["env"]): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "UTF-8";
  return !/utf-?8/i.test(locale);
}

/** @throws TownError invalid_input for one that is unknown, or that no terminal can fit */
function projection(id: string): string {
  try {
    still(found(smallConfig(3, 1), "any"), id);
    return id;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new TownError("invalid_input", `--projection: ${cause.message}`, { cause });
  }
}
