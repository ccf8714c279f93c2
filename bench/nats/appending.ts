import { jetstream, type PubAck } from "@nats-io/jetstream";
import { serialize, type TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { Appender } from "../../src/stream/nats/appender.ts";
import { Bridge } from "../../src/stream/nats/bridge.ts";
import type { NatsLink } from "../../src/stream/nats/connection.ts";
import { deleteStreams, openEventStream } from "../../src/stream/nats/streams.ts";
import { formatEventId } from "../../src/wire/frames.ts";
import { subjectOf } from "../../src/wire/subjects.ts";
import { benchClock as clock } from "./bench-clock.ts";

/** Three ways of getting the events of a run into a new stream. Each gives the milliseconds until the last is confirmed. */
export type Way = (link: NatsLink, events: readonly TownEvent[]) => Promise<number>;

/** The first events of a town of 25. */
export function eventsOfARun(count: number): TownEvent[] {
  const run = new Simulation(smallConfig(25, 1), { runId: "r1" });
  return Array.from({ length: count }, () => run.next());
}

export const appender: Way = async (link, events) => {
  const nc = await link.connected();
  const { atomic, alone } = await emptyStream(link);
  const count = events.length;
  const start = clock.now();
  let confirmed!: () => void;
  const done = new Promise<void>((resolve) => (confirmed = resolve));
  const appender = new Appender(
    nc,
    { seq: 0, last: 0, short: 0 },
    { clock, atomic, alone, confirmed: (seq) => seq === count && confirmed() },
  );
  const append = async () => {
    for (const event of events) {
      appender.append(event, event.seq === count);
      if (appender.full) await appender.room();
      // As often as the bridge gives the others a turn.
      if (event.seq % 128 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
  };
  await Promise.race([append(), appender.doubt]);
  const ms = clock.now() - start;
  appender.close();
  return ms;
};

/** The official client's, with the same conditions in the headers, and so many under way that the server never waits. */
export const official: Way = async (link, events) => {
  const nc = await link.connected();
  await emptyStream(link);
  const js = jetstream(nc);
  const underWay: Promise<PubAck>[] = [];
  const start = clock.now();
  let lastMsgID: string | undefined;
  for (const event of events) {
    const msgID = formatEventId(event.run_id, event.seq);
    const expect = { lastSequence: event.seq - 1, ...(lastMsgID === undefined ? {} : { lastMsgID }) };
    lastMsgID = msgID;
    const ack = js.publish(subjectOf(event), serialize(event), { msgID, expect });
    // Whoever fails first is waited for below.
    ack.catch(() => {});
    underWay.push(ack);
    if (underWay.length >= IN_FLIGHT) await underWay.shift();
  }
  await Promise.all(underWay);
  return clock.now() - start;
};

/** All of it: the town claimed, the stream made, its end found out, the log read, keyframes put beside the events. */
export const bridge: Way = async (link, events) => {
  await deleteStreams(await link.connected(), TOWN);
  const simulation = new Simulation(smallConfig(25, 1), { runId: "r1" });
  const log = new MemoryLog(simulation.town);
  while (log.head < events.length) log.append(simulation.next());
  const town = new LiveTown(simulation, log, { clock, paused: true });
  const bridge = new Bridge(town, { link, clock });
  const start = clock.now();
  town.close();
  await bridge.run();
  const ms = clock.now() - start;
  if (bridge.close() > 0) throw new Error(`the bridge left events behind: ${bridge.status.why}`);
  return ms;
};

async function emptyStream(link: NatsLink) {
  const nc = await link.connected();
  await deleteStreams(nc, TOWN);
  return openEventStream(nc, TOWN);
}

const TOWN = "smallville";
const IN_FLIGHT = 1000;
