import type { TownConfig } from "../../../src/sim/config.ts";
import { serialize } from "../../../src/sim/event.ts";
import { parseConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { startServer, type ServerOptions } from "../../../src/server/town-server.ts";
import { LiveTown } from "../../../src/stream/live-town.ts";
import { MemoryLog } from "../../../src/stream/memory-log.ts";
import { realClock as clock } from "./real-clock.ts";

const NOWHERE = { name: "-", metaphor: "-", opacity: "-" };

/** Three neighbours whose names take up to four bytes a character, and a town as short to tell as can be. */
export const NEIGHBOURS = parseConfig({
  town_id: "babel",
  regions: [{ id: "inn", name: "旅館" }],
  citizens: [
    { id: "zoe", name: "Zoë 👩‍👩‍👧 Ж", region: "inn", worldview: NOWHERE },
    { id: "noor", name: "نور \u202Eabc\u202C", region: "inn", worldview: NOWHERE },
    { id: "mei", name: "美 </script> \\u0022 \"'", region: "inn", worldview: NOWHERE },
  ],
});

/** A paused town in run r1, served on a free port by the real server in real time. Whoever opens it ends it. */
export async function serveTown(config: TownConfig, options: Partial<ServerOptions> = {}) {
  const simulation = new Simulation(config, { runId: "r1" });
  const town = new LiveTown(simulation, new MemoryLog(simulation.town), { clock, paused: true });
  const server = await startServer({ towns: [town], port: 0, clock, random: () => 0, ...options });
  return {
    town,
    /** Of the stream, for a client that reaches the server at `base`. */
    events: (base = server.url) => `${base}/v1/town/${config.town_id}/events`,
    server,
    /** The town lives so many events. */
    live: async (events: number) => {
      for (let i = 0; i < events; i++) await town.flux.step("event");
    },
    end: () => server.close(),
  };
}

export type Served = Awaited<ReturnType<typeof serveTown>>;

/** The log, as pairs of an event's id and its line. */
export async function logOf({ town }: Served): Promise<(readonly [id: string, line: string])[]> {
  const { log } = town;
  const lines: [string, string][] = [];
  if (log.head === 0) return lines;
  for await (const event of log.read({ after: 0 })) {
    lines.push([`${event.run_id}-${event.seq}`, serialize(event)]);
    if (event.seq === log.head) break;
  }
  return lines;
}

/** Of what a client heard, what is part of the history, to compare with the log. */
export function heardOf(messages: readonly { id: string; data: string }[]): (readonly [id: string, line: string])[] {
  return messages.filter(({ data }) => "seq" in JSON.parse(data)).map(({ id, data }) => [id, data]);
}
