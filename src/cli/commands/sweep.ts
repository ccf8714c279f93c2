import { existsSync, mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { csv } from "../../scene/csv.ts";
import { TownError } from "../../sim/error.ts";
import { lockFile } from "../../stream/file-lock.ts";
import { Journal } from "../../sweep/journal.ts";
import { runsOf, type Question, type Run } from "../../sweep/question.ts";
import { sweep as liveAll } from "../../sweep/sweep.ts";
import { sweepTable, type Outcome } from "../../sweep/table.ts";
import { logPath, threadHand } from "../../sweep/threads.ts";
import type { CliIo } from "../io.ts";
import { Progress } from "../progress.ts";
import { Gathering, intoSink, refuseSame } from "../sink.ts";
import { parameterIn, townConfig, type TownOptions } from "../town-options.ts";
import { wholeNumber } from "../whole-number.ts";

type SweepOptions = Pick<TownOptions, "citizens" | "town" | "townId"> & {
  readonly seeds: readonly number[];
  readonly days: number;
  readonly param?: Question["params"];
  readonly workers: number;
  readonly out: string;
  readonly logs?: string;
};

export function register(program: Command, io: CliIo): void {
  program
    .command("sweep")
    .description("simulate a town under many seeds and parameters, and write one row of measures a run")
    .requiredOption("--seeds <list>", "which seeds, such as 1..100 or 1,5,20..30", seedsIn)
    .option("--days <n>", "how many days each run lives", wholeNumber("--days", 1, 1_000_000), 30)
    .option(
      "--param <name=values>",
      "a number of the rules and its values, such as drift.confidence=0.2,0.35,0.5 (may be repeated: every combination is run)",
      parametersIn,
    )
    .option("--citizens <n>", "how many citizens, 3 to 100000 (default: 25)", wholeNumber("--citizens", 3, 100_000))
    .option("--town <file>", "a town by hand, YAML or JSON (see examples/); - is standard input")
    .option("--town-id <id>", "what the town is called in addresses")
    .option("--workers <n>", "threads at work at a time", wholeNumber("--workers", 1, 1024), availableParallelism())
    .requiredOption("--out <file>", "write the rows to this file: .csv or .arrow", outIn)
    .option("--logs <folder>", "keep each run's log here too, to be replayed and shown")
    .addHelpText("after", EXAMPLES)
    .action((options: SweepOptions) => sweep(options, io));
}

const EXAMPLES = `
The rows come in the same order, and the same bytes, however many workers there are. Runs that are done are kept in
<out>.journal until all are: after Ctrl-C, or worse, the same command goes on where it was. docs/sweep.md tells of the
parameters and the columns.

Examples:
  $ agent-town sweep --seeds 1..100 --days 50 --param drift.confidence=0.2,0.35,0.5 --out confidence.csv
  $ agent-town sweep --seeds 1..20 --town examples/lantern-point.yaml --out lantern.arrow --logs lantern/
  $ agent-town serve --seed 17 --param drift.confidence=0.2       any run of it, in the dashboard
`;

async function sweep(
  { seeds, days, param = {}, workers, out, logs, ...which }: SweepOptions,
  io: CliIo,
): Promise<void> {
  await refuseSame(which.town, out);
  const question: Question = { town: await townConfig(which, io), seeds, days, params: param };
  const runs = runsOf(question);
  if (logs !== undefined) makeFolder(logs);
  const release = lockFile(out);
  try {
    const journal = new Journal(`${out}.journal`, question);
    try {
      const failed = await live(runs, { workers, logs, journal }, io);
      await write(question, runs, { out, journal, failed }, io);
      if (failed.size > 0) throw lost(failed, runs, out);
    } finally {
      journal.close();
    }
    journal.remove();
  } finally {
    release();
  }
}

type Living = { readonly workers: number; readonly logs: string | undefined; readonly journal: Journal };

/** Lives what the journal doesn't have yet. @returns the runs that failed, and why */
async function live(runs: readonly Run[], { workers, logs, journal }: Living, io: CliIo): Promise<Map<Run, string>> {
  const missing = runs.filter(
    (run) => !journal.done.has(run.run) || (logs !== undefined && !existsSync(logPath(logs, run))),
  );
  const failed = new Map<Run, string>();
  const began = io.clock.now();
  const progress = new Progress(io, "runs");
  let ended = 0;
  const told = runs.length - missing.length;
  if (told > 0) io.say(`agent-town: ${told} of ${runs.length} runs are in ${journal.path} already\n`);
  try {
    await liveAll(missing, {
      workers,
      newHand: () => threadHand(logs),
      signal: io.interrupted,
      done: (run, outcome) => {
        if ("measured" in outcome) journal.add(run, outcome.measured);
        else failed.set(run, outcome.error);
        ended++;
        const left = ((io.clock.now() - began) / ended) * (missing.length - ended);
        const what = `${told + ended} of ${runs.length} · ${inWords(left)} left`;
        progress.at((told + ended) / runs.length, what, ended)?.catch(() => {});
      },
    });
  } catch (error) {
    progress.end();
    if (io.interrupted.aborted) {
      io.say(
        `agent-town: ${journal.done.size} of ${runs.length} runs are done and kept in ${journal.path}; the same command goes on from there\n`,
      );
    }
    throw error;
  }
  progress.end();
  return failed;
}

type Writing = { readonly out: string; readonly journal: Journal; readonly failed: ReadonlyMap<Run, string> };

async function write({ params }: Question, runs: readonly Run[], { out, journal, failed }: Writing, io: CliIo) {
  const table = sweepTable(Object.keys(params));
  const rows = runs.map((run) => {
    const error = failed.get(run);
    const outcome: Outcome = error === undefined ? { measured: journal.done.get(run.run)! } : { error };
    return { run, outcome };
  });
  await intoSink(out, io, async (sink) => {
    if (out.endsWith(".arrow")) {
      const { arrow } = await import("../../server/arrow.ts");
      for (const piece of arrow(table, rows)) await sink.write(piece);
      return;
    }
    const gathering = new Gathering(sink);
    for (const line of csv(cellsOf(table), rows)) await gathering.add(line);
    await gathering.flush();
  });
}

/** What of a row goes under which name; a sweep's table has no lists. */
function cellsOf(table: ReturnType<typeof sweepTable>) {
  type Cell = (row: Parameters<(typeof table)[string]["of"]>[0]) => string | number | boolean | null;
  return Object.fromEntries(Object.entries(table).map(([name, { of }]) => [name, of as Cell]));
}

function lost(failed: ReadonlyMap<Run, string>, runs: readonly Run[], out: string): TownError {
  const [[run, why]] = failed;
  return new TownError(
    "unavailable",
    `${failed.size} of ${runs.length} runs failed, the first of them run ${run.run} (seed ${run.seed}): ${why}; ${out} has the others, and the same command tries these again`,
  );
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new TownError("invalid_input", `--logs must be a folder, can't make ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** `1..100`, `7`, `1,5,20..30`: each once, in this order. */
function seedsIn(text: string): number[] {
  const seeds = new Set<number>();
  for (const part of text.split(",")) {
    const [, first, last = first] = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(from <= to) || to - from >= MOST_SEEDS) {
      throw new TownError(
        "invalid_input",
        `--seeds must be like 1..100 or 1,5,20..30, at most ${MOST_SEEDS.toLocaleString("en")} of them, got ${JSON.stringify(text)}`,
      );
    }
    for (let seed = from; seed <= to; seed++) seeds.add(seed);
  }
  return [...seeds];
}

const MOST_SEEDS = 1_000_000;

function parametersIn(text: string, before: Question["params"] = {}): Question["params"] {
  const [name, values] = parameterIn(text);
  if (!Object.hasOwn(before, name) && new Set(values).size === values.length) return { ...before, [name]: values };
  throw new TownError(
    "invalid_input",
    `--param ${name} and each of its values must be given once, got ${JSON.stringify(text)}`,
  );
}

function outIn(text: string): string {
  if (/[^/\\]\.(csv|arrow)$/.test(text)) return text;
  throw new TownError("invalid_input", `--out must be a file that ends in .csv or .arrow, got ${JSON.stringify(text)}`);
}

/** `2 h 5 min`, `40 s`. */
function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
