import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Option, type Command } from "commander";
import { TownError } from "../../sim/error.ts";
import type { TownEvent } from "../../sim/event.ts";
import { serialize } from "../../sim/event.ts";
import { citizenSnapshot } from "../../sim/snapshot.ts";
import { LogFile } from "../../stream/log-file.ts";
import { Replay } from "../../stream/replay.ts";
import type { CliIo } from "../io.ts";
import { PAGE_FOLDER } from "../page-folder.ts";
import { Progress } from "../progress.ts";
import { replayFile } from "../replay-file.ts";
import { Gathering, intoSink, refuseSame } from "../sink.ts";
import { wholeNumber } from "../whole-number.ts";
import { tornLine } from "./replay.ts";

type Pieces = Generator<string | Uint8Array, void, void>;

/** What a log can become, piece by piece; the order is that of --help. */
const FORMATS: Readonly<Record<string, (log: LogFile, options: ExportOptions) => Pieces | Promise<Pieces>>> = {
  csv,
  ndjson,
  "citizens.json": citizens,
  html,
  arrow,
};

const WHAT = ["citizens", "relationships", "events"] as const;

type ExportOptions = {
  readonly format: string;
  readonly what?: (typeof WHAT)[number];
  readonly at?: number;
  readonly to?: string;
};

export function register(program: Command, io: CliIo): void {
  program
    .command("export")
    .description("turn a log into something other programs read")
    .argument("<log>", "a file that run --out or serve --record wrote")
    .addOption(
      new Option(
        "--format <format>",
        "csv: an event a row; ndjson: the events alone; citizens.json: everyone at the end; html: a page that replays it; arrow: a table for polars, pandas or DuckDB",
      )
        .choices(Object.keys(FORMATS))
        .makeOptionMandatory(),
    )
    .addOption(new Option("--what <table>", "of arrow: what the table is of").choices(WHAT))
    .option(
      "--at <seq>",
      "of arrow: as it was after this event (default: the last)",
      wholeNumber("--at", 0, Number.MAX_SAFE_INTEGER),
    )
    .option("--out, --to <file>", "write to this file, whole or not at all (default: standard output)")
    .addHelpText("after", EXAMPLES)
    .action((path: string, options: ExportOptions) => exportLog(path, options, io));
}

const EXAMPLES = `
Examples:
  $ agent-town export a.ndjson --format csv --to a.csv
  $ agent-town export a.ndjson --format citizens.json | jq '.[].eigenvector'
  $ agent-town export a.ndjson --format html --out a.html
  $ agent-town export a.ndjson --format arrow --what citizens --at 100 --to citizens.arrow

The page is whole in one file: it opens from a disk, asks no server for anything, and proves every digest as it goes.
`;

async function exportLog(path: string, options: ExportOptions, io: CliIo): Promise<void> {
  const { format, what, at, to } = options;
  if ((format === "arrow") !== (what !== undefined) || (at !== undefined && what === undefined)) {
    throw new TownError(
      "invalid_input",
      `--format arrow needs --what ${WHAT.join("|")}, and nothing else takes --what or --at`,
    );
  }
  await refuseSame(path, to);
  const log = new LogFile(path);
  const progress = new Progress(io);
  let pieces = 0;
  try {
    await intoSink(to, io, async (sink) => {
      const gathering = new Gathering(sink);
      for (const piece of await FORMATS[format](log, options)) {
        const full = typeof piece === "string" ? gathering.add(piece) : sink.write(piece);
        const wait = full ?? progress.at(0, path, ++pieces);
        if (wait) await wait;
      }
      await gathering.flush();
    });
  } finally {
    progress.end();
  }
  if (log.torn) io.say(`agent-town: ${tornLine(path, log)}\n`);
}

/** RFC 4180: a header, CRLF, quotes where they are needed. Lists are separated by spaces; ids have none. */
function* csv(log: LogFile): Generator<string, void, void> {
  yield row(Object.keys(COLUMNS));
  for (const { event, line } of log.events()) {
    const at = `${log.path}, line ${line}`;
    yield row(Object.values(COLUMNS).map((column) => field(column(event, at))));
  }
}

/** What of an event goes into which column; `at` is where it stands, for what is wrong with it. */
const COLUMNS: Readonly<Record<string, (event: TownEvent, at: string) => unknown>> = {
  seq: ({ seq }) => seq,
  timestamp: ({ timestamp }) => timestamp,
  day: ({ day }) => day,
  phase: ({ phase }) => phase,
  type: ({ type }) => type,
  kind: (event) => (event.type === "town_event" ? event.operation : "kind" in event ? event.kind : undefined),
  who,
  success: (event) => (event.type === "town_event" ? event.success : undefined),
  message: (event) => ("message" in event ? event.message : undefined),
  tokens_used: (event) => (event.type === "town_event" ? event.tokens_used : undefined),
  drama_contribution: (event) => (event.type === "town_event" ? event.drama_contribution : undefined),
  caused_by: (event, at) =>
    event.type === "town_event" || event.type === "coalition" ? listed("caused_by", event.caused_by, at) : undefined,
};

function who(event: TownEvent, at: string): string | undefined {
  if (event.type === "town_event") return listed("participant_ids", event.participant_ids, at);
  if (event.type === "citizen") return listed("citizens", event.citizens, at);
  if (event.type === "coalition") return listed("members", event.members, at);
  return event.type === "eigenvector_drift" ? listed("moved", event.moved, at, (one) => one?.citizen) : undefined;
}

/** A list's items with spaces between. @throws TownError corrupt_log where the file has no such list. */
function listed<T>(name: string, list: readonly T[], at: string, of: (item: T) => unknown = (item) => item): string {
  if (Array.isArray(list)) return list.map((item: T) => field(of(item))).join(" ");
  const got = list === undefined ? "nothing" : JSON.stringify(list);
  throw new TownError("corrupt_log", `${at}: ${name} must be a list, got ${got}`);
}

/** A value of a file as text, whatever it is; nothing is an empty field. */
function field(value: unknown): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
}

function row(fields: readonly string[]): string {
  return `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",")}\r\n`;
}

function* ndjson(log: LogFile): Generator<string, void, void> {
  for (const { event } of log.events()) yield `${serialize(event)}\n`;
}

async function arrow(log: LogFile, { what, at }: ExportOptions): Promise<Pieces> {
  // It takes a while to load, and only this needs it.
  const { logTable } = await import("../log-tables.ts");
  return logTable(log, what!, at);
}

async function html(log: LogFile): Promise<Pieces> {
  const path = join(PAGE_FOLDER, "replay-template.html");
  const template = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new TownError("not_found", "the page of a replay is not built: run npm run build, then try again", { cause });
  });
  return replayFile(log, template);
}

function* citizens(log: LogFile): Generator<string, void, void> {
  const replay = new Replay(log);
  for (const logged of log.events()) {
    replay.take(logged);
    yield "";
  }
  replay.finish();
  const { town } = replay;
  for (let row = 0; row < town.citizens.length; row++) {
    yield `${row === 0 ? "[\n" : ",\n"}${JSON.stringify(citizenSnapshot(town, row))}`;
  }
  yield "\n]\n";
}
