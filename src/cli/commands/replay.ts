import type { Command } from "commander";
import { formatMoment } from "../../sim/clock.ts";
import { digest } from "../../sim/digest.ts";
import { TownError } from "../../sim/error.ts";
import type { Measures } from "../../sim/measures.ts";
import { snapshot } from "../../sim/snapshot.ts";
import { LogFile } from "../../stream/log-file.ts";
import { Replay } from "../../stream/replay.ts";
import type { CliIo } from "../io.ts";
import { picture } from "../picture.ts";
import { Progress } from "../progress.ts";
import { wholeNumber } from "../whole-number.ts";

type ReplayOptions = { readonly verify?: true; readonly at?: number };

export function register(program: Command, io: CliIo): void {
  program
    .command("replay")
    .description("fold a log again: prove it, look at it, or ask for the state at any moment")
    .argument("<log>", "a file that run --out or serve --record wrote")
    .option("--verify", "say what was proved: every line's check, gapless events, every digest, and the final digest")
    .option(
      "--at <seq>",
      "print the state after this event as JSON; 0 is the founding",
      wholeNumber("--at", 0, Number.MAX_SAFE_INTEGER),
    )
    .addHelpText("after", EXAMPLES)
    .action((path: string, options: ReplayOptions) => replay(path, options, io));
}

const EXAMPLES = `
A line that was changed, lost, doubled or moved is named, and the exit code is 1. A last line that its writer was stopped
in is reported and left out. The file is read in constant memory, whatever its size.

Examples:
  $ agent-town replay a.ndjson --verify
  $ agent-town replay a.ndjson --at 1287 > state.json
`;

async function replay(path: string, { verify, at }: ReplayOptions, io: CliIo): Promise<void> {
  const log = new LogFile(path);
  const { torn, town, digests, course } = await fold(log, at, io);
  if (at !== undefined) {
    await io.write(`${JSON.stringify(snapshot(town))}\n`);
    return;
  }
  if (torn) io.say(`agent-town: ${tornLine(path, log)}\n`);
  if (!verify) return io.out(picture(town, course, io.columns));
  io.out(
    `${path}: run ${town.run_id} of ${town.town_id}, seed ${town.seed}\n` +
      `${town.seq} events without a gap, to ${formatMoment(town)}; every line's check and ${digests} digests agree\n` +
      `digest ${digest(town)}\n`,
  );
}

/** Folds the log to its end, or to event `at`. */
async function fold(log: LogFile, at: number | undefined, io: CliIo) {
  const replay = new Replay(log);
  const { town } = replay;
  const course: Measures[] = [];
  const progress = new Progress(io);
  try {
    for (const logged of town.seq === at ? [] : log.events()) {
      replay.take(logged);
      const { event } = logged;
      if (event.type === "town_status" && event.seq > 1) course.push(event.metrics);
      const pause = progress.at(0, `day ${town.day}`, town.seq);
      if (pause) await pause;
      if (town.seq === at) break;
    }
  } finally {
    progress.end();
  }
  if (at === undefined) replay.finish();
  else if (town.seq < at) {
    throw new TownError("out_of_range", `--at must be from 0 to ${town.seq}, the last event of ${log.path}; got ${at}`);
  }
  return { torn: log.torn, town, digests: replay.digests, course };
}

/** What to say of a torn last line. */
export function tornLine(path: string, { torn }: LogFile): string {
  return `${path}, line ${torn!.line} is torn: its writer was stopped while it wrote it; the ${torn!.line - 2} events before it are whole`;
}
