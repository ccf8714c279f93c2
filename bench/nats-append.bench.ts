import { serialize } from "../src/sim/event.ts";
import { NatsLink } from "../src/stream/nats/connection.ts";
import { appender, bridge, eventsOfARun, official } from "./nats/appending.ts";
import { NatsServer, olderProgram } from "./nats/nats-server.ts";

/**
 * Claims: the appender has 40,000 events a second confirmed by JetStream, four times what the official client has, and as many times
 * that where the server writes each through to its disk.
 *
 * Events of a town of 25, about 760 bytes. "js.publish" is the official client's, on the same connection, with the same payloads and
 * headers (the last message's sequence and id are named in each), 1,000 under way; "Bridge" is all of ours, from claiming the town
 * and making its stream to reading the log and putting keyframes beside the events. New streams each time; the three take turns.
 *
 *      nats-server      events  js.publish    Appender       ratio      Bridge       ratio
 *           2.15.1      40,000      12,562      56,788        4.5x      35,509        2.8x
 *    2.15.1, fsync       8,000       2,997      32,387       10.8x      28,689        9.6x
 *           2.9.10      40,000      14,172      73,969        5.2x      40,883        2.9x
 *
 * Medians of five on two cores of a virtual machine, shared with the server; Node 20. The appender takes 14 us of its core for an
 * event, half of it JSON and the socket. With fsync it is atomic batches that make the difference.
 */
const ROUNDS = 5;
const COUNT = 40_000;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
const row = (cells: readonly string[]) =>
  console.log(cells.map((cell, i) => cell.padStart(i === 0 ? 16 : 12)).join(""));
const perSecond = (rate: number) => Math.round(rate).toLocaleString("en");

const older = olderProgram();
const trials = [
  { count: COUNT },
  { sync: true, count: 8000 },
  ...(older === undefined ? [] : [{ program: older, count: COUNT }]),
];
const all = eventsOfARun(COUNT);
const bytes = all.reduce((sum, event) => sum + serialize(event).length, 0) / all.length;
console.log(`appends confirmed per second, events of ${Math.round(bytes)} bytes, medians of ${ROUNDS}`);
row(["nats-server", "events", "js.publish", "Appender", "ratio", "Bridge", "ratio"]);
for (const { count, ...options } of trials) {
  const server = await NatsServer.start(options);
  const link = new NatsLink({ servers: [server.url] });
  const events = all.slice(0, count);
  const rates: Record<"official" | "appender" | "bridge", number[]> = { official: [], appender: [], bridge: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of Object.entries({ official, appender, bridge }))
      rates[name as keyof typeof rates].push((1000 * count) / (await way(link, events)));
  }
  const [theirs, ours, whole] = [rates.official, rates.appender, rates.bridge].map(median);
  row([
    `${server.version}${options.sync ? ", fsync" : ""}`,
    perSecond(count),
    perSecond(theirs),
    perSecond(ours),
    `${(ours / theirs).toFixed(1)}x`,
    perSecond(whole),
    `${(whole / theirs).toFixed(1)}x`,
  ]);
  await link.close();
  await server.end();
}
console.log("aims: 4x, and 40,000 a second");
