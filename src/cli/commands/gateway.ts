import type { Command } from "commander";
import { LIMITS } from "../../server/limits.ts";
import { jsonLog } from "../../server/logger.ts";
import { TownError } from "../../sim/error.ts";
import type { CliIo } from "../io.ts";
import { natsOf, natsOptions, type NatsCliOptions } from "../nats-options.ts";
import { serverOptions, servingOf, type ServerOptions } from "../server-options.ts";
import { welcome } from "../welcome.ts";

export function register(program: Command, io: CliIo): void {
  const command = program
    .command("gateway")
    .description("show the towns that others write to NATS: the same pages and streams, on another machine");
  natsOptions(serverOptions(command))
    .addHelpText("after", EXAMPLES)
    .action((options: ServerOptions & NatsCliOptions) => gateway(options, io));
}

const EXAMPLES = `
It simulates nothing and keeps nothing: any number of gateways may run, and come and go. What is asked of a town on a gateway,
its writer (agent-town serve --nats) does and answers; while there is none, the town stands still and commands are refused.

Examples:
  $ agent-town gateway --nats nats://127.0.0.1:4222
  $ agent-town gateway --nats tls://a.example.org:4222,tls://b.example.org:4222 --nats-creds town.creds --port 8080
`;

async function gateway({ nats, ...options }: ServerOptions & NatsCliOptions, io: CliIo): Promise<void> {
  const { clock, interrupted } = io;
  const serving = servingOf(options, io);
  const where = await natsOf({ ...options, ...(nats ? { nats } : {}) }, io);
  if (!where) {
    throw new TownError(
      "invalid_input",
      "a gateway shows what is in NATS: say where that is with --nats <url>, such as --nats nats://127.0.0.1:4222",
    );
  }
  const log = jsonLog(options.logLevel, (line) => io.say(line));
  // The other commands need neither, and don't wait for them to be loaded.
  const { startServer } = await import("../../server/town-server.ts");
  const { NatsLink } = await import("../../stream/nats/connection.ts");
  const { Gateway } = await import("../../stream/nats/gateway.ts");
  const link = new NatsLink({ name: "agent-town gateway", ...where });
  try {
    const { url, hall, readiness, close } = await startServer({
      ...serving,
      towns: [],
      log,
      madeElsewhere:
        "this is a gateway: it simulates nothing; make and end towns at a writer (agent-town serve --nats)",
    });
    const arrived = readiness.wait("NATS");
    const shown = new Gateway(hall, { link, clock, log, maxBytes: Math.floor(LIMITS.logBytes / options.maxTowns) });
    void shown.arrived.then(arrived);
    io.out(welcome("a gateway: the towns that are in NATS", url, serving, io));
    try {
      await shown.run(interrupted);
    } finally {
      await close();
    }
  } finally {
    await link.close();
  }
}
