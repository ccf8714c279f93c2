import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { History } from "../src/observer/history.ts";
import { apply } from "../src/sim/apply.ts";
import { digest } from "../src/sim/digest.ts";
import { serialize, type TownEvent } from "../src/sim/event.ts";
import { smallConfig } from "../src/sim/genesis/parse.ts";
import { Simulation } from "../src/sim/simulation.ts";
import { restore, snapshot } from "../src/sim/snapshot.ts";
import { MemoryLog } from "../src/stream/memory-log.ts";

/**
 * Claim: any moment of a run of a million events is had in under 100 ms, whether it is held here or asked of the server.
 *
 * 25 citizens, 200 moments at random (the same in every run). "Asked of the server" is a log in memory that keeps everything (by default it
 * keeps 256 MB, about the newest 310,000 of these), its answer as JSON, and the state made from it, without the network. Both ways must give the
 * same digest. Times are of all the process's threads, the collector's too, so that a busy machine tells nearly the same.
 *
 *            held here, anywhere   median   1.65 ms   p95   6.71 ms   worst  17.64 ms
 *     held here, one event back    median   1.29 ms   p95   2.65 ms   worst   8.07 ms
 *       held here, one event on    median   0.29 ms   p95   1.36 ms   worst   2.10 ms
 *           asked of the server    median  14.67 ms   p95  30.47 ms   worst  44.77 ms
 *     from the founding, folded            1391 ms: 845 times the median
 *
 * To take an event costs 20 us, to hold it 1.3 kB, keyframes included: 1.3 GB for the million, and 0.9 GB more here for the log, within
 * Node's ordinary heap. Node 20, two cores of a virtual machine that others kept busy.
 */
const EVENTS = 1_000_000;
const SEEKS = 200;
const NAIVE = 3;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const run = new Simulation(smallConfig(25, 7));
const founding = snapshot(run.town);
const log = new MemoryLog(run.town, { maxBytes: 4 * 2 ** 30 });
const history = new History(founding, { limit: EVENTS });
const before = heap();
let [folding, bytes] = [0, 0];
for (let seq = 1; seq <= EVENTS; seq++) {
  const event = run.next();
  log.append(event);
  const line = serialize(event);
  bytes += line.length;
  // As it comes off the wire: an object of its own.
  const received = JSON.parse(line) as TownEvent;
  const start = cpuTime();
  history.take(received);
  folding += cpuTime() - start;
}
const held = heap() - before - log.size.memory;
console.log(
  `${EVENTS.toLocaleString("en")} events of ${Math.round(bytes / EVENTS)} bytes of JSON: ${((1000 * folding) / EVENTS).toFixed(1)} us each to take, ${Math.round(held / EVENTS)} bytes each to hold with keyframes; heap limit ${megabytes(getHeapStatistics().heap_size_limit)} MB`,
);

let seed = 1;
/** Park and Miller's minimal standard generator: the same moments in every run. */
const anySeq = () => Math.floor(((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647) * (EVENTS + 1));
const moments = Array.from({ length: SEEKS }, anySeq);

const naive = moments.slice(0, NAIVE).map((seq) => timed(() => foldTo(seq)));
const cost = naive.reduce((sum, ms) => sum + ms, 0) / moments.slice(0, NAIVE).reduce((sum, seq) => sum + seq, 0);
const anywhere = report(
  "held here, anywhere",
  moments.map((seq) => timed(() => history.at(seq))),
);
report(
  "held here, one event back",
  moments.map((seq) => {
    history.at(seq);
    return timed(() => history.at(Math.max(0, seq - 1)));
  }),
);
report(
  "held here, one event on",
  moments.map((seq) => {
    history.at(Math.max(0, seq - 1));
    return timed(() => history.at(seq));
  }),
);
const asked: number[] = [];
for (const seq of moments) {
  const start = cpuTime();
  const town = restore(await log.keyframe(seq));
  if (town.seq < seq) {
    for await (const event of log.read({ after: town.seq })) {
      apply(town, event);
      if (town.seq === seq) break;
    }
  }
  const answer = JSON.stringify(snapshot(town));
  const shown = restore(JSON.parse(answer));
  asked.push(cpuTime() - start);
  if (digest(shown) !== digest(history.at(seq)!)) throw new Error(`the two ways to event ${seq} differ`);
}
report("asked of the server", asked);
console.log(
  `from the founding, every event folded: ${((cost * EVENTS) / 2).toFixed(0)} ms on average, ${((cost * EVENTS) / 2 / anywhere).toFixed(0)} times the median`,
);

function foldTo(seq: number): void {
  const town = restore(founding);
  for (const event of history.events.since(0)) {
    if (event.seq > seq) break;
    apply(town, event);
  }
  if (digest(town) !== digest(history.at(seq)!)) throw new Error(`a seek to ${seq} shows another town`);
}

function timed(action: () => unknown): number {
  const start = cpuTime();
  action();
  return cpuTime() - start;
}

function report(what: string, times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const [median, p95, worst] = [0.5, 0.95, 1].map((share) => sorted[Math.ceil(share * sorted.length) - 1]);
  console.log(
    `${what.padStart(26)}   median ${median.toFixed(2).padStart(6)} ms   p95 ${p95.toFixed(2).padStart(6)} ms   worst ${worst.toFixed(2).padStart(6)} ms`,
  );
  return median;
}

/** Milliseconds of processor time so far, the collector's threads included: a busy machine tells nearly the same. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function megabytes(size: number): string {
  return (size / 2 ** 20).toFixed(0);
}
