import { connect } from "@nats-io/transport-node";
import { headers, type NatsConnection } from "@nats-io/nats-core";
import { afterEach } from "vitest";
import { serialize, type TownEvent } from "../../../src/sim/event.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { NatsLink } from "../../../src/stream/nats/connection.ts";
import { openEventStream, type StreamOptions } from "../../../src/stream/nats/streams.ts";
import { formatEventId } from "../../../src/wire/frames.ts";
import { EVENT_HEADER, subjectOf } from "../../../src/wire/subjects.ts";
import { startNats, type Nats, type NatsOptions } from "../../integration/nats-server.ts";

/** The town that these tests keep in JetStream. */
export const TOWN = "millbrook";

/** Ended after each test, the last first. */
const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server of its own, a connection that lasts, and a plain one to write with. */
export async function served(options: NatsOptions = {}): Promise<{ nats: Nats; link: NatsLink; nc: NatsConnection }> {
  const nats = await startNats(options);
  ends.push(() => nats.stop());
  const link = new NatsLink({ servers: nats.urls });
  ends.push(() => link.close());
  await link.connected();
  const nc = await connect({ servers: nats.urls, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  ends.push(() => nc.close());
  return { nats, link, nc };
}

/** Aborts when the test is over. */
export function testSignal(): AbortSignal {
  const over = new AbortController();
  ends.push(() => over.abort());
  return over.signal;
}

/** The first events of a run of the town. */
export function events(count: number, runId = "r1"): TownEvent[] {
  const run = new Simulation(smallConfig(7, 3, TOWN), { runId });
  return Array.from({ length: count }, () => run.next());
}

/** Publishes as the town's writer does, one after the other: each must be the stream's next. */
export async function publish(nc: NatsConnection, said: readonly TownEvent[]): Promise<void> {
  let last: number | undefined;
  for (const event of said) {
    const header = headers();
    header.set(EVENT_HEADER, formatEventId(event.run_id, event.seq));
    if (last !== undefined) header.set("Nats-Expected-Last-Sequence", String(last));
    last = await send(nc, subjectOf(event), serialize(event), header);
  }
}

/** A message that is no event of the town. */
export async function publishJunk(nc: NatsConnection, data = "junk", header = headers()): Promise<number> {
  return send(nc, `kgent.town.${TOWN}.morning.gossip`, data, header);
}

async function send(nc: NatsConnection, subject: string, data: string, header = headers()): Promise<number> {
  const answer = await nc.request(subject, data, { headers: header, timeout: 5000 });
  const { seq, duplicate, error } = answer.json<{
    seq: number;
    duplicate?: boolean;
    error?: { description: string };
  }>();
  if (error ?? duplicate) throw new Error(error?.description ?? "the server took it for a duplicate");
  return seq;
}

/** Makes the stream and publishes. */
export async function keep(nc: NatsConnection, said: readonly TownEvent[], options: StreamOptions = {}): Promise<void> {
  await openEventStream(nc, TOWN, options);
  await publish(nc, said);
}

/** All of it, or as many as there are until `count`. */
export async function take(events: AsyncIterable<TownEvent>, count = Infinity): Promise<TownEvent[]> {
  const list: TownEvent[] = [];
  if (count === 0) return list;
  for await (const event of events) if (list.push(event) === count) break;
  return list;
}
