import type { Command } from "commander";
import { formatMoment, ordinal, parseMoment, type Moment } from "../../sim/clock.ts";
import { TownError } from "../../sim/error.ts";
import { runIdOf } from "../../sim/genesis/run-id.ts";
import { hash128 } from "../../sim/hash.ts";
import type { Measures } from "../../sim/measures.ts";
import { arityInWords } from "../../sim/operations/enact.ts";
import { OPERATIONS } from "../../sim/operations/registry.ts";
import { Simulation } from "../../sim/simulation.ts";
import { rowOf } from "../../sim/state.ts";
import { logHeader, LogWriter } from "../../stream/log-format.ts";
import type { CliIo } from "../io.ts";
import { picture } from "../picture.ts";
import { Progress } from "../progress.ts";
import { Gathering, intoSink, refuseSame, type Sink } from "../sink.ts";
import { townConfig, townOptions, type TownOptions } from "../town-options.ts";
import { wholeNumber } from "../whole-number.ts";

type RunOptions = TownOptions & {
  readonly days?: number;
  readonly until?: string;
  readonly out?: string;
  readonly perturb?: readonly string[];
};

export function register(program: Command, io: CliIo): void {
  townOptions(program.command("run").description("simulate a town as fast as it goes, and write its log (NDJSON)"))
    .option("--days <n>", "how many days to simulate (default: 30)", wholeNumber("--days", 1, 1_000_000))
    .option("--until <moment>", "stop when this moment begins, such as day:12/evening")
    .option("--out <file>", "write the log to this file, whole or not at all (default: standard output)")
    .option(
      "--perturb <what>",
      'make something happen when a moment begins: "day:2/morning greet alice bob" (may be repeated)',
      (text, before: readonly string[] | undefined) => [...(before ?? []), text],
    )
    .addHelpText("after", EXAMPLES)
    .action((options: RunOptions) => run(options, io));
}

const EXAMPLES = `
The same arguments give the same bytes, on every machine. Without --out, a terminal is shown a picture of the run
and a pipe gets the log. Operations for --perturb: ${Object.keys(OPERATIONS).join(", ")}.

Examples:
  $ agent-town run --days 30 --seed 7 --out a.ndjson
  $ agent-town run --citizens 1000 --until day:12/evening | gzip > a.ndjson.gz
  $ agent-town run --town examples/lantern-point.yaml --perturb "day:2/morning solo merrin"
`;

async function run({ days, until, out, perturb = [], ...which }: RunOptions, io: CliIo): Promise<void> {
  if (days !== undefined && until !== undefined) {
    throw new TownError("invalid_input", "--days and --until exclude each other: give one");
  }
  const end: Moment = until === undefined ? { day: (days ?? 30) + 1, phase: "MORNING" } : parseMoment(until);
  await refuseSame(which.town, out);
  const config = await townConfig(which, io);
  const runId = runIdOf(config);
  const simulation = new Simulation(config, {
    runId: perturb.length === 0 ? runId : hash128([runId, ...perturb].join("\n")).slice(0, 16),
  });
  const perturbations = perturb.map((text) => parsePerturbation(text, simulation, end));
  const course: Measures[] = [];
  const progress = new Progress(io);
  const fill = async (sink: Sink) => {
    const lines = new Gathering(sink);
    const writer = new LogWriter();
    await lines.add(writer.header(logHeader(simulation.town.run_id, config, formatMoment(end))));
    const due: Perturbation[] = [];
    const take = (event: ReturnType<Simulation["next"]>) => lines.add(writer.event(event));
    for (let over = false; !over;) {
      const event = simulation.next();
      const full = take(event);
      if (full) await full;
      const { town } = simulation;
      const pause = progress.at(ordinal(town) / ordinal(end), `day ${town.day} of ${end.day - 1 || 1}`, town.seq);
      if (pause) await pause;
      if (event.type === "town_status") {
        if (event.seq > 1) course.push(event.metrics);
        over = ordinal(event) >= ordinal(end);
        due.push(...perturbations.filter(({ at }) => at === ordinal(event)));
        // A morning begins asleep: its first event wakes everyone, and only then can anyone be made to do something.
        if (event.phase === "MORNING" && event.metrics.resting > 0) continue;
      }
      for (const { operation, participants } of due.splice(0)) await take(simulation.perturb(operation, participants));
    }
    await lines.flush();
  };
  const silent = out === undefined && io.outIsTerminal;
  try {
    await (silent ? fill({ write: async () => {} }) : intoSink(out, io, fill));
  } finally {
    progress.end();
  }
  if (silent) io.out(picture(simulation.town, course, io.columns));
  else if (io.errIsTerminal)
    io.say(`${simulation.town.seq.toLocaleString("en")} events${out === undefined ? "" : ` in ${out}`}\n`);
}

type Perturbation = { readonly at: number; readonly operation: string; readonly participants: readonly string[] };

/** @throws TownError when it can never happen; whether it can then is known when it is tried. */
function parsePerturbation(text: string, { town }: Simulation, end: Moment): Perturbation {
  const [moment, operation, ...participants] = text.trim().split(/\s+/);
  if (operation === undefined || participants.length === 0) {
    throw new TownError(
      "invalid_input",
      `--perturb must be like "day:2/morning greet alice bob", got ${JSON.stringify(text)}`,
    );
  }
  const at = parseMoment(moment);
  if (!Object.hasOwn(OPERATIONS, operation)) {
    throw new TownError(
      "unknown_operation",
      `no operation "${operation}"; expected one of ${Object.keys(OPERATIONS).join(", ")}`,
    );
  }
  for (const id of participants) rowOf(town, id);
  const { least, most } = OPERATIONS[operation].arity;
  if (participants.length < least || participants.length > most) {
    throw new TownError(
      "invalid_input",
      `--perturb: ${operation} takes ${arityInWords(OPERATIONS[operation])}, got ${participants.length} in ${JSON.stringify(text)}`,
    );
  }
  const twice = participants.find((id, i) => participants.indexOf(id) !== i);
  if (twice !== undefined) {
    throw new TownError("invalid_input", `--perturb: ${twice} can take part only once, got ${JSON.stringify(text)}`);
  }
  if (ordinal(at) >= ordinal(end)) {
    throw new TownError(
      "invalid_input",
      `--perturb in ${formatMoment(at)} never happens: the run ends when ${formatMoment(end)} begins`,
    );
  }
  return { at: ordinal(at), operation, participants };
}
