import type { Command } from "commander";
import { jsonLog } from "../../server/logger.ts";
import { TownError } from "../../sim/error.ts";
import { checkSpeed, type Speed } from "../../stream/town-flux.ts";
import type { CliIo } from "../io.ts";
import { natsOptions, writerNatsOptions, type NatsCliOptions, type WriterNatsOptions } from "../nats-options.ts";
import { writeToNats } from "../nats-writing.ts";
import { inherit, open } from "../opening.ts";
import { serverOptions, servingOf, type ServerOptions } from "../server-options.ts";
import { townOptions, type TownOptions } from "../town-options.ts";
import { welcome } from "../welcome.ts";

type ServeOptions = TownOptions &
  ServerOptions &
  NatsCliOptions &
  WriterNatsOptions & {
    readonly speed: Speed;
    readonly paused?: boolean;
    readonly record?: string;
  };

export function register(program: Command, io: CliIo): void {
  const command = townOptions(program.command("serve").description("open a town that people watch live in a browser"))
    .option("--speed <times>", 'pace: 1 is a day a minute; 0.25 to 64, or "max"', parseSpeed, 1)
    .option("--paused", "begin paused")
    .option("--record <file>", "keep the run in this file; if it exists, go on with the run in it");
  writerNatsOptions(natsOptions(serverOptions(command)))
    .addHelpText("after", EXAMPLES)
    .action((options: ServeOptions) => serve(options, io));
}

const EXAMPLES = `
Where commands need a token, open the link with #token=<secret> at its end: the page reads it there, and a browser never
sends that part to any server. Whoever opens the link without it can watch, not command; where watching needs a token too,
the same way gives it. Programs send the header Authorization: Bearer <secret>. More towns are made by POST /v1/town;
/docs on the server says how.

With --nats, every event also goes to NATS, where gateways (agent-town gateway) and other programs follow the town. While NATS is
away the town lives on here, and NATS gets what it missed when it is back.

Examples:
  $ agent-town serve
  $ agent-town serve --citizens 1000 --seed 3 --speed 8 --port 8080
  $ agent-town serve --town examples/lantern-point.yaml --record lantern-point.ndjson
  $ agent-town serve --allow-host town.example.org --cors https://example.org --log-level info
  $ agent-town serve --nats nats://127.0.0.1:4222
  $ agent-town serve --nats nats://127.0.0.1:4222 --resume smallville
`;

async function serve(options: ServeOptions, io: CliIo): Promise<void> {
  const { citizens, seed, town: file, townId, param, speed, paused = false, record, ...rest } = options;
  const { clock, interrupted } = io;
  const serving = servingOf(rest, io);
  const which = { citizens, seed, town: file, townId, param };
  checkResumed(rest.resume, which, record);
  const log = jsonLog(rest.logLevel, (line) => io.say(line));
  // The other commands need no server, and don't wait for one to be loaded.
  const { startServer } = await import("../../server/town-server.ts");
  const nats = await writeToNats(rest, log, io);
  try {
    const wish = { which, record, pace: { clock, speed, paused }, newLog: nats?.newLog };
    const { town, release } =
      nats && rest.resume !== undefined
        ? inherit(await nats.takeOver(rest.resume), { ...wish, newLog: nats.newLog })
        : await open(wish, io);
    try {
      if (nats && rest.resume === undefined) await nats.checkVacant(town);
      const { url, hall, close } = await startServer({
        ...serving,
        towns: [town],
        log,
        copies: nats?.writer,
      });
      const { town_id, citizens: count, seed: sown } = town.status;
      io.out(welcome(`${town_id}: ${count} citizens, seed ${sown}`, url, serving, io));
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
        release();
      }
    }
  } finally {
    await nats?.leave(record);
  }
}

function checkResumed(resume: string | undefined, which: TownOptions, record: string | undefined): void {
  if (resume === undefined) return;
  if (record === undefined && Object.values(which).every((option) => option === undefined)) return;
  throw new TownError(
    "invalid_input",
    `--resume ${resume} goes on with the town that NATS holds: leave out the options that say another one, and --record, which would lack its beginning`,
  );
}

function parseSpeed(text: string): Speed {
  return checkSpeed(text === "max" || !/^\d+(\.\d+)?$/.test(text) ? text : Number(text));
}
