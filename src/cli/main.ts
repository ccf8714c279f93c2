import { Command, CommanderError } from "commander";
import { TownError } from "../sim/error.ts";
import { REFUSALS } from "../wire/problem.ts";
import { register as communities } from "./commands/communities.ts";
import { register as exportLog } from "./commands/export.ts";
import { register as gateway } from "./commands/gateway.ts";
import { register as project } from "./commands/project.ts";
import { register as replay } from "./commands/replay.ts";
import { register as run } from "./commands/run.ts";
import { register as serve } from "./commands/serve.ts";
import { register as status } from "./commands/status.ts";
import { register as watch } from "./commands/watch.ts";
import { register as sweep } from "./commands/sweep.ts";
import { processIo, type CliIo } from "./io.ts";

/** Every command: each one file in `commands/` and one line here; `--help` follows. */
const COMMANDS: readonly ((program: Command, io: CliIo) => void)[] = [
  serve,
  watch,
  status,
  gateway,
  run,
  sweep,
  replay,
  exportLog,
  communities,
  project,
];

/**
 * Runs the command line and returns the exit code: 0 done, 1 it failed, 2 the input was wrong (one line on standard
 * error says how), 130 interrupted. @param args without the program's name
 */
export async function main(args: readonly string[], io: CliIo = processIo()): Promise<number> {
  const program = new Command("agent-town")
    .description("A town of simulated citizens that people watch live, rewind, question and share.")
    .showSuggestionAfterError()
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.say(text),
      outputError: (text, write) => write(text.replace(/^error: /, "agent-town: ")),
    })
    .addHelpText("after", EXAMPLES);
  for (const register of COMMANDS) register(program, io);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return explain(error, io);
  }
}

function explain(error: unknown, io: CliIo): number {
  // Commander has said it already; help that was asked for is no failure, anything else is a wrong command line.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  // What breaks off because of an interruption says nothing; what was lost is no part of that.
  const lost = error instanceof TownError && error.code === "internal";
  if (io.interrupted.aborted && !lost) return io.interrupted.reason === "EPIPE" ? 0 : 130;
  if (error instanceof TownError) {
    io.say(`agent-town: ${error.message.replaceAll(/\s*\n\s*/g, " ")}\n`);
    return REFUSALS[error.code].exitCode;
  }
  io.say(`agent-town: an error of ours, please report it: ${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

const EXAMPLES = `
Examples:
  $ agent-town serve                                  a town of 25 citizens at http://127.0.0.1:4321
  $ agent-town watch                                  the same town in this terminal; status prints one frame
  $ agent-town run --days 30 --seed 7 --out a.ndjson  thirty days in a file, the same bytes every time
  $ agent-town replay a.ndjson --verify               fold it again and find any accidental change
  $ agent-town export a.ndjson --format csv --to a.csv
`;
