import type { Command } from "commander";
import { formatMoment } from "../../sim/clock.ts";
import { digest } from "../../sim/digest.ts";
import { TownError } from "../../sim/error.ts";
import { GLOSSARY, type Measures } from "../../sim/measures.ts";
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
    .description("fold a log again: check it, look at it, or ask for the state at any moment")
    .argument("<log>", "a file that run --out or serve --record wrote")
    .option("--verify", "say what was checked: every line's check, gapless events, every digest, and the final digest")
    .option(
      "--at <seq>",
      "print the state after this event as JSON; 0 is the founding",
      wholeNumber("--at", 0, Number.MAX_SAFE_INTEGER),
    )
    .addHelpText("after", EXAMPLES)
    .action((path: string, options: ReplayOptions) => replay(path, options, io));
}

const EXAMPLES = `
A line that was changed, lost, doubled or moved is named, and the exit code is 1. The checks are CRC-32s of each line and all
before it, and digests of the state: they find accidents; they are no signature, and do not stop someone who makes them
anew. A last line that its writer was stopped in is reported and left out. The file is read in constant memory, whatever
its size.

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
      const { event, line } = logged;
      if (event.type === "town_status" && event.seq > 1) {
        course.push(checkedMeasures(event.metrics, `${log.path}, line ${line}`));
      }
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

/** Measures as a file has them: folding never reads them. @throws TownError corrupt_log at the first that is no number. */
function checkedMeasures(metrics: { readonly [K in keyof Measures]?: unknown } | undefined, at: string): Measures {
  for (const key of Object.keys(GLOSSARY) as (keyof Measures)[]) {
    const value = metrics?.[key];
    if (typeof value === "number") continue;
    const got = value === undefined ? "nothing" : JSON.stringify(value);
    throw new TownError("corrupt_log", `${at}: metrics.${key} must be a number, got ${got}`);
  }
  return metrics as Measures;
}

/** What to say of a torn last line. */
export function tornLine(path: string, { torn }: LogFile): string {
  return `${path}, line ${torn!.line} is torn: its writer was stopped while it wrote it; the ${torn!.line - 2} events before it are whole`;
}
