import { existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { TownError } from "../../sim/error.ts";
import { Simulation } from "../../sim/simulation.ts";
import { jsonLog } from "../../server/logger.ts";
import type { EventLog } from "../../stream/event-log.ts";
import { lockFile } from "../../stream/file-lock.ts";
import { FileLog } from "../../stream/file-log.ts";
import { LiveTown } from "../../stream/live-town.ts";
import { LogFile } from "../../stream/log-file.ts";
import { MemoryLog } from "../../stream/memory-log.ts";
import { newRunId } from "../../stream/new-run-id.ts";
import { checkSpeed, type Speed } from "../../stream/town-flux.ts";
import type { CliIo } from "../io.ts";
import { portOf, serverOptions, tokensOf, type ServerOptions, type Tokens } from "../server-options.ts";
import { townConfig, townOptions, type TownOptions } from "../town-options.ts";
import { tornLine } from "./replay.ts";

type ServeOptions = TownOptions &
  ServerOptions & {
    readonly speed: Speed;
    readonly paused?: boolean;
    readonly record?: string;
  };

export function register(program: Command, io: CliIo): void {
  const command = townOptions(program.command("serve").description("open a town that people watch live in a browser"))
    .option("--speed <times>", 'pace: 1 is a day a minute; 0.25 to 64, or "max"', parseSpeed, 1)
    .option("--paused", "begin paused")
    .option("--record <file>", "keep the run in this file; if it exists, go on with the run in it");
  serverOptions(command)
    .addHelpText("after", EXAMPLES)
    .action((options: ServeOptions) => serve(options, io));
}

const EXAMPLES = `
Where commands need a token, open the link with #token=<secret> at its end: the page reads it there, and a browser never
sends that part to any server. Whoever opens the link without it can watch, not command; where watching needs a token too,
the same way gives it. Programs send the header Authorization: Bearer <secret>. More towns are made by POST /v1/town;
/docs on the server says how.

Examples:
  $ agent-town serve
  $ agent-town serve --citizens 1000 --seed 3 --speed 8 --port 8080
  $ agent-town serve --town examples/lantern-point.yaml --record lantern-point.ndjson
  $ agent-town serve --allow-host town.example.org --cors https://example.org --log-level info
`;

async function serve(options: ServeOptions, io: CliIo): Promise<void> {
  const { citizens, seed, town: file, townId, speed, paused = false, record, ...server } = options;
  const { clock, interrupted } = io;
  const port = portOf(server, io);
  const tokens = tokensOf(server, io);
  const log = jsonLog(server.logLevel, (line) => io.say(line));
  // The other commands need no server, and don't wait for one to be loaded.
  const { startServer } = await import("../../server/town-server.ts");
  const opened = await open({ citizens, seed, town: file, townId }, record, io);
  const town = new LiveTown(opened.simulation, opened.log, { clock, speed, paused });
  try {
    const { url, hall, close } = await startServer({
      towns: [town],
      host: server.host,
      port,
      ...tokens,
      allowHosts: server.allowHost,
      cors: server.cors,
      pageDir: PAGE,
      clock,
      limits: { towns: server.maxTowns, clients: server.maxClients, citizens: server.maxCitizens },
      log,
    });
    io.out(welcome(town, url, tokens, io));
    const ended = new Promise<void>((resolve) =>
      interrupted.addEventListener("abort", () => resolve(), { once: true }),
    );
    try {
      if (!interrupted.aborted) await Promise.race([hall.desolation, ended]);
    } finally {
      await close();
    }
  } finally {
    try {
      // Whoever interrupts must hear it too if the record could not be written to its end.
      town.close();
    } finally {
      // A run that never began leaves no record behind to be stumbled over.
      if (record !== undefined && opened.isNew && town.status.seq === 0) rmSync(record);
      opened.release();
    }
  }
}

/** What the person reads first. A secret that they chose themselves is shown on their screen only: elsewhere, it would stay. */
function welcome(town: LiveTown, url: string, { token, observeToken, isNew }: Tokens, io: CliIo): string {
  const { town_id, citizens, seed } = town.status;
  const link = (secret: string) => `  ${url}/#token=${encodeURIComponent(secret)}\n\n`;
  let text = `${town_id}: ${citizens} citizens, seed ${seed}\n\n`;
  if (token === undefined) text += `  ${url}\n\n`;
  else if (isNew || io.outIsTerminal) text += `${link(token)}The link carries the token that commands need. `;
  else text += `  ${url}\n\nCommands need the token that was given: put #token=<it> at the end of the link. `;
  if (observeToken !== undefined) {
    text += io.outIsTerminal
      ? `The next one is for whoever only watches:\n\n${link(observeToken)}`
      : "So does watching, with its own. ";
  }
  return `${text}Ctrl-C ends it.\n`;
}

/** The page, as `npm run build` leaves it beside this program. */
const PAGE = fileURLToPath(new URL("../../../page", import.meta.url));

/** A new run, or the one that the record holds; the record is this process's own until `release`. */
async function open(
  which: TownOptions,
  record: string | undefined,
  io: CliIo,
): Promise<{ simulation: Simulation; log: EventLog; isNew: boolean; release: () => void }> {
  if (record !== undefined && existsSync(record)) {
    const file = new LogFile(record);
    const { config, run_id, until } = file.header;
    if (until !== undefined) {
      throw new TownError(
        "invalid_input",
        `${record} holds a finished run (agent-town run made it, to ${until}), which can't go on: choose another file for --record`,
      );
    }
    if (Object.values(which).some((option) => option !== undefined)) {
      throw new TownError(
        "conflict",
        `${record} exists and says which town it is of: leave out the options that say another, or record to another file`,
      );
    }
    return locked(record, () => {
      const simulation = Simulation.resume(config, run_id, eventsOf(file));
      const log = FileLog.reopen(file, simulation.town);
      if (file.torn) io.say(`agent-town: ${tornLine(record, file)}; it goes on after them\n`);
      return { simulation, log, isNew: false };
    });
  }
  const config = await townConfig(which, io);
  const simulation = new Simulation(config, { runId: newRunId(config) });
  const { town } = simulation;
  if (record === undefined) return { simulation, log: new MemoryLog(town), isNew: true, release: () => {} };
  return locked(record, () => ({ simulation, log: FileLog.create(record, town, config), isNew: true }));
}

/** What `make` makes of a record that no one else writes; a record that it refuses is free again. */
function locked<T extends object>(record: string, make: () => T): T & { release: () => void } {
  const release = lockFile(record);
  try {
    return { ...make(), release };
  } catch (error) {
    release();
    throw error;
  }
}

function* eventsOf(file: LogFile) {
  for (const { event } of file.events()) yield event;
}

function parseSpeed(text: string): Speed {
  return checkSpeed(text === "max" || !/^\d+(\.\d+)?$/.test(text) ? text : Number(text));
}
