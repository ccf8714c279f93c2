import { goOn } from "../../../src/stream/heritage.ts";
import { startServer, type TownServer } from "../../../src/server/town-server.ts";
import type { Logger } from "../../../src/server/logger.ts";
import { found } from "../../../src/sim/genesis/found.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import type { Clock } from "../../../src/stream/clock.ts";
import { ExternalTown } from "../../../src/stream/external-town.ts";
import { LiveTown } from "../../../src/stream/live-town.ts";
import { NatsLink } from "../../../src/stream/nats/connection.ts";
import { Gateway } from "../../../src/stream/nats/gateway.ts";
import { NatsWriter } from "../../../src/stream/nats/writer.ts";
import type { Town } from "../../../src/stream/town.ts";
import { until } from "../../integration/nats-node.ts";
import type { Nats } from "../../integration/nats-server.ts";
import { realClock } from "../../server/conformance/real-clock.ts";

/** Time that passes so many times as fast. */
export function quickClock(times: number): Clock {
  return { now: () => realClock.now() * times, sleep: (ms, signal) => realClock.sleep(ms / times, signal) };
}

type WriterWish = {
  /** Default: a new run r1. */
  readonly runId?: string;
  readonly seed?: number;
  readonly kind?: "simulated" | "external" | "resumed";
  readonly replace?: boolean;
};

/** A process that writes a paused smallville of seven to NATS, as `serve --nats` does. */
export async function writing(
  nats: Nats,
  { runId = "r1", seed = 3, kind = "simulated", replace = false }: WriterWish = {},
) {
  const link = new NatsLink({ servers: nats.urls, name: "writer" });
  const writer = new NatsWriter({ link, clock: realClock, replace });
  const config = smallConfig(7, seed);
  const pace = { clock: realClock, paused: true };
  let town: Town;
  if (kind === "resumed") {
    await link.connected();
    const heritage = await writer.takeOver("smallville");
    const log = writer.newLog(heritage.config, heritage.state);
    town = new LiveTown(goOn(heritage, log), log, pace);
  } else if (kind === "external") {
    const state = found(config, runId);
    town = new ExternalTown(config, state, writer.newLog(config, state));
  } else {
    const simulation = new Simulation(config, { runId });
    town = new LiveTown(simulation, writer.newLog(config, simulation.town), pace);
  }
  const server = await startServer({ towns: [town], port: 0, clock: realClock, copies: writer });
  return {
    ...asking(server),
    town,
    link,
    /** Resolves when all that has happened is in NATS. */
    confirmed: () => until("NATS to confirm", async () => town.status.nats?.confirmed === town.status.seq || undefined),
    /** As a process that dies: nothing more is said. */
    die: async () => {
      await link.close();
      await server.close();
      await writer.close();
    },
    end: async () => {
      await server.close();
      await writer.close();
      await link.close();
    },
  };
}

/** A process that shows what is in NATS, as `gateway` does. */
export async function showing(nats: Nats, { clock = realClock, log }: { clock?: Clock; log?: Logger } = {}) {
  const link = new NatsLink({ servers: nats.urls, name: "gateway" });
  const server = await startServer({ towns: [], port: 0, clock: realClock, madeElsewhere: "this is a gateway" });
  const gateway = new Gateway(server.hall, { link, clock, ...(log ? { log } : {}) });
  const ended = new AbortController();
  const running = gateway.run(ended.signal);
  const asked = asking(server);
  return {
    ...asked,
    gateway,
    /** Resolves when it shows what is in NATS up to an event of a run. */
    reached: (seq: number, run = "r1") =>
      until(`the gateway to reach event ${seq} of ${run}`, async () => {
        const room = server.hall.rooms().find(({ town }) => town.status.run_id === run);
        return (room && room.town.status.seq >= seq) || undefined;
      }),
    end: async () => {
      ended.abort();
      await running;
      await server.close();
      await link.close();
    },
  };
}

function asking({ url, hall }: TownServer) {
  return {
    url,
    hall,
    get: async (path: string) => {
      const response = await fetch(`${url}/v1/town${path}`);
      return { status: response.status, text: await response.text() };
    },
    post: async (path: string, body: unknown, type = "application/json") => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const response = await fetch(`${url}/v1/town${path}`, {
        method: "POST",
        headers: { "content-type": type },
        body: text,
      });
      return { status: response.status, text: await response.text() };
    },
    /** As the API tells it. */
    status: async () => (await (await fetch(`${url}/v1/town/smallville`)).json()) as Record<string, unknown>,
  };
}
