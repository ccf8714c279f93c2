import { Option, type Command } from "commander";
import type { TownEvent } from "../../sim/event.ts";
import { serialize } from "../../sim/event.ts";
import { citizenSnapshot } from "../../sim/snapshot.ts";
import { LogFile } from "../../stream/log-file.ts";
import { Replay } from "../../stream/replay.ts";
import type { CliIo } from "../io.ts";
import { Progress } from "../progress.ts";
import { Gathering, intoSink } from "../sink.ts";
import { tornLine } from "./replay.ts";

/** What a log can become, piece by piece; the order is that of --help. */
const FORMATS: Readonly<Record<string, (log: LogFile) => Generator<string, void, void>>> = {
  csv,
  ndjson,
  "citizens.json": citizens,
};

type ExportOptions = { readonly format: string; readonly to?: string };

export function register(program: Command, io: CliIo): void {
  program
    .command("export")
    .description("turn a log into something other programs read")
    .argument("<log>", "a file that run --out or serve --record wrote")
    .addOption(
      new Option(
        "--format <format>",
        "csv: an event a row; ndjson: the events alone; citizens.json: everyone at the end",
      )
        .choices(Object.keys(FORMATS))
        .makeOptionMandatory(),
    )
    .option("--to <file>", "write to this file, whole or not at all (default: standard output)")
    .addHelpText("after", EXAMPLES)
    .action((path: string, options: ExportOptions) => exportLog(path, options, io));
}

const EXAMPLES = `
Examples:
  $ agent-town export a.ndjson --format csv --to a.csv
  $ agent-town export a.ndjson --format citizens.json | jq '.[].eigenvector'
`;

async function exportLog(path: string, { format, to }: ExportOptions, io: CliIo): Promise<void> {
  const log = new LogFile(path);
  const progress = new Progress(io);
  let pieces = 0;
  try {
    await intoSink(to, io, async (sink) => {
      const gathering = new Gathering(sink);
      for (const piece of FORMATS[format](log)) {
        const wait = gathering.add(piece) ?? progress.at(0, path, ++pieces);
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
  for (const { event } of log.events()) yield row(Object.values(COLUMNS).map((column) => String(column(event) ?? "")));
}

/** What of an event goes into which column; undefined is an empty field. */
const COLUMNS: Readonly<Record<string, (event: TownEvent) => string | number | boolean | undefined>> = {
  seq: ({ seq }) => seq,
  timestamp: ({ timestamp }) => timestamp,
  day: ({ day }) => day,
  phase: ({ phase }) => phase,
  type: ({ type }) => type,
  kind: (event) => (event.type === "town_event" ? event.operation : "kind" in event ? event.kind : undefined),
  who: (event) => who(event).join(" "),
  success: (event) => (event.type === "town_event" ? event.success : undefined),
  message: (event) => ("message" in event ? event.message : undefined),
  tokens_used: (event) => (event.type === "town_event" ? event.tokens_used : undefined),
  drama_contribution: (event) => (event.type === "town_event" ? event.drama_contribution : undefined),
  caused_by: (event) => ("caused_by" in event ? event.caused_by.join(" ") : undefined),
};

function who(event: TownEvent): readonly string[] {
  if (event.type === "town_event") return event.participant_ids;
  if (event.type === "citizen") return event.citizens;
  if (event.type === "coalition") return event.members;
  return event.type === "eigenvector_drift" ? event.moved.map(({ citizen }) => citizen) : [];
}

function row(fields: readonly string[]): string {
  return `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",")}\r\n`;
}

function* ndjson(log: LogFile): Generator<string, void, void> {
  for (const { event } of log.events()) yield `${serialize(event)}\n`;
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
