import { setTimeout as sleep } from "node:timers/promises";
import { microseconds } from "./fan-out/beat.ts";
import { RawViewer } from "./fan-out/raw-viewer.ts";
import { Worker } from "./fan-out/worker.ts";
import type { GatewayAnswers } from "./nats/gateway.ts";
import { NatsServer } from "./nats/nats-server.ts";
import { officialNoticesHang, OfficialReader } from "./nats/official-reader.ts";
import type { WriterAnswers } from "./nats/writer.ts";

/**
 * Claims: a server that hangs is noticed within 3 s, and 1 s after a server is back a viewer of a gateway has the next event.
 *
 * A town with 50 events a second, or at rest; a writer, a gateway and a viewer. A server hangs by SIGSTOP; it dies by SIGKILL, with its
 * store, for 1 to 2.6 s, and is back when it takes connections. Beside ours the official client with the options that it has by
 * default, and its ordered consumer. The viewer must get every event, once and in order, through all of it.
 *
 *     seconds, of 5                                                             median   worst
 *     server hangs -> the writer's breaker is open                                1.10    1.20
 *                     the same, of a town at rest                                 2.27    2.61
 *     server hangs -> the gateway says degraded                                   1.69    1.70
 *                     the same, of a town at rest                                 1.35    1.55
 *     server hangs -> the official client's connect() has noticed                 > 20    > 20
 *     server is back -> the first new event at a gateway's viewer                 0.19    0.30
 *     server is back -> the first event made since, after all the others          0.21    0.31
 *     server is back -> the first new event at the official client's consumer     0.96    1.82
 *
 * On two cores of a virtual machine; nats-server 2.15.1, Node 20.
 */
/** Events a second. */
const RATE = 50;
/** Milliseconds. How long a server is dead differs by round, so that no client's rhythm of attempts fits it by chance. */
const DEAD = [1000, 1400, 1800, 2200, 2600];
const ROUNDS = DEAD.length;
const [SETTLED, PATIENCE] = [800, 20_000];

const seconds = (ms: number) => (ms === Infinity ? `> ${PATIENCE / 1000}` : (ms / 1000).toFixed(2));
const row = (what: string, median: string, worst: string) =>
  console.log(`${what.padEnd(72)}${median.padStart(8)}${worst.padStart(8)}`);
const tell = (what: string, times: readonly number[]) => {
  const sorted = times.toSorted((a, b) => a - b);
  row(what, seconds(sorted[sorted.length >> 1]), seconds(sorted.at(-1)!));
};

const nats = await NatsServer.start();
const other = await NatsServer.start();
const writer = new Worker<WriterAnswers>("../nats/writer");
const gateway = new Worker<GatewayAnswers>("../nats/gateway");
try {
  await writer.ask("serve", nats.url);
  await writer.ask("beat", { rate: RATE, count: RATE });
  const port = await gateway.ask("serve", nats.url);
  const official = await OfficialReader.open(nats.url);
  /** When each event came, and when it was made. */
  const heard: { readonly at: number; readonly due: number }[] = [];
  const viewer = new RawViewer(
    { port },
    { began: () => {}, heard: (_, due) => heard.push({ at: microseconds(), due }) },
  );
  await sleep(SETTLED);

  row(`seconds, of ${ROUNDS}`, "median", "worst");
  const officialHang = officialNoticesHang(other.url, () => other.hang(), PATIENCE);
  const atRest = await hang();
  await writer.ask("live", RATE);
  const living = await hang();
  tell("server hangs -> the writer's breaker is open", living.writer);
  tell("                the same, of a town at rest", atRest.writer);
  tell("server hangs -> the gateway says degraded", living.gateway);
  tell("                the same, of a town at rest", atRest.gateway);
  tell("server hangs -> the official client's connect() has noticed", [await officialHang]);

  const returns = { first: [] as number[], fresh: [] as number[], official: [] as number[] };
  for (const dead of DEAD) {
    await nats.kill();
    await sleep(dead);
    const back = await nats.start();
    const after = async (time: () => number | undefined) => {
      while (time() === undefined && microseconds() - back < PATIENCE * 1000) await sleep(10);
      return ((time() ?? Infinity) - back) / 1000;
    };
    returns.first.push(await after(() => heard.find(({ at }) => at >= back)?.at));
    returns.fresh.push(await after(() => heard.find(({ due }) => due >= back)?.at));
    returns.official.push(await after(() => official.heard.find((at) => at >= back)));
    await sleep(SETTLED);
  }
  tell("server is back -> the first new event at a gateway's viewer", returns.first);
  tell("server is back -> the first event made since, after all the others", returns.fresh);
  tell("server is back -> the first new event at the official client's consumer", returns.official);
  if (viewer.fault !== undefined) throw new Error(`the viewer missed something: ${viewer.fault}`);
  console.log("aims: a hang noticed within 3 s, the first new event within 1 s");
  viewer.close();
  await official.close();
} finally {
  await Promise.all([writer.end(), gateway.end()]);
  await Promise.all([nats.end(), other.end()]);
}
process.exit();

/** Milliseconds until each of the two has noticed that the server hangs. */
async function hang() {
  const times = { writer: [] as number[], gateway: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const noticed = [writer.ask("becomesDegraded", true), gateway.ask("becomesDegraded", true)];
    const start = microseconds();
    nats.hang();
    const [byWriter, byGateway] = await Promise.all(noticed);
    nats.goOn();
    times.writer.push((byWriter - start) / 1000);
    times.gateway.push((byGateway - start) / 1000);
    await Promise.all([writer.ask("becomesDegraded", false), gateway.ask("becomesDegraded", false)]);
    await sleep(SETTLED);
  }
  return times;
}
