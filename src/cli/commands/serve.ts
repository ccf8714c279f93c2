import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { TownError } from "../../sim/error.ts";
import { runIdOf } from "../../sim/genesis/run-id.ts";
import { hash128 } from "../../sim/hash.ts";
import { Simulation } from "../../sim/simulation.ts";
import { isLoopback } from "../../server/guard.ts";
import { startServer } from "../../server/town-server.ts";
import type { EventLog } from "../../stream/event-log.ts";
import { lockFile } from "../../stream/file-lock.ts";
import { FileLog } from "../../stream/file-log.ts";
import { LiveTown } from "../../stream/live-town.ts";
import { LogFile } from "../../stream/log-file.ts";
import { MemoryLog } from "../../stream/memory-log.ts";
import { checkSpeed, type Speed } from "../../stream/town-flux.ts";
import type { CliIo } from "../io.ts";
import { townConfig, townOptions, type TownOptions } from "../town-options.ts";
import { wholeNumber } from "../whole-number.ts";
import { tornLine } from "./replay.ts";

type ServeOptions = TownOptions & {
  readonly port?: number;
  readonly host: string;
  readonly token?: string;
  readonly speed: Speed;
  readonly paused?: boolean;
  readonly record?: string;
};

export function register(program: Command, io: CliIo): void {
  townOptions(program.command("serve").description("open a town that people watch live in a browser"))
    .option(
      "--port <n>",
      "port to listen on, 0 for any (default: PORT of the environment, else 4321)",
      wholeNumber("--port", 0, MOST_PORT),
    )
    .option(
      "--host <address>",
      "address to listen on; any but this machine's own needs a token",
      parseHost,
      "127.0.0.1",
    )
    .option(
      "--token <secret>",
      "whoever commands the town must have it; made up where one is needed; the link that is printed carries it",
      parseToken,
    )
    .option("--speed <times>", 'pace: 1 is a day a minute; 0.25 to 64, or "max"', parseSpeed, 1)
    .option("--paused", "begin paused")
    .option("--record <file>", "keep the run in this file; if it exists, go on with the run in it")
    .addHelpText("after", EXAMPLES)
    .action((options: ServeOptions) => serve(options, io));
}

const MOST_PORT = 65_535;

const EXAMPLES = `
Where commands need a token, the printed link ends with #token=<secret>: the page reads it there, and a browser never
sends that part to any server. Whoever opens the link without it can watch, not command. Programs send the header
Authorization: Bearer <secret>.

Examples:
  $ agent-town serve
  $ agent-town serve --citizens 1000 --seed 3 --speed 8 --port 8080
  $ agent-town serve --town examples/lantern-point.yaml --record lantern-point.ndjson
`;

async function serve(
  { port: chosen, host, token, speed, paused = false, record, ...which }: ServeOptions,
  io: CliIo,
): Promise<void> {
  const { clock, interrupted } = io;
  const { simulation, log, isNew, release } = await open(which, record, io);
  const town = new LiveTown(simulation, log, { clock, speed, paused });
  const secret = token ?? (isLoopback(host) ? undefined : randomBytes(16).toString("base64url"));
  try {
    const server = await startServer({
      towns: [town],
      host,
      port: chosen ?? (io.env["PORT"] ? wholeNumber("PORT", 0, MOST_PORT)(io.env["PORT"]) : 4321),
      token: secret,
      pageDir: PAGE,
      clock,
      report: (error) => io.say(`agent-town: ${error instanceof Error ? error.stack : String(error)}\n`),
    });
    const { town_id, citizens, seed } = town.status;
    const link = secret === undefined ? server.url : `${server.url}/#token=${encodeURIComponent(secret)}`;
    const advice = secret === undefined ? "" : "The link carries the token that commands need. ";
    io.out(`${town_id}: ${citizens} citizens, seed ${seed}\n\n  ${link}\n\n${advice}Ctrl-C ends it.\n`);
    const ended = new Promise<void>((resolve) =>
      interrupted.addEventListener("abort", () => resolve(), { once: true }),
    );
    try {
      if (!interrupted.aborted) await Promise.race([town.run(), ended]);
    } finally {
      await server.close();
    }
  } finally {
    town.close();
    // A run that never began leaves no record behind to be stumbled over.
    if (record !== undefined && isNew && town.status.seq === 0) rmSync(record);
    release();
  }
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
  // People may perturb this run, so it is another than every other of the same config.
  const runId = hash128(`${runIdOf(config)} ${randomUUID()}`).slice(0, 16);
  const simulation = new Simulation(config, { runId });
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

function parseHost(text: string): string {
  if (/^\S+$/.test(text)) return text;
  throw new TownError("invalid_input", `--host must be an address such as 127.0.0.1, got ${JSON.stringify(text)}`);
}

/** As the header that carries it takes it. */
function parseToken(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new TownError(
    "invalid_input",
    `--token must be one or more letters, digits or signs without spaces, got ${JSON.stringify(text)}`,
  );
}
