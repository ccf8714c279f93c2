import { apply } from "../src/sim/apply.ts";
import type { TownEvent } from "../src/sim/event.ts";
import { found } from "../src/sim/genesis/found.ts";
import { smallConfig } from "../src/sim/genesis/parse.ts";
import { Simulation } from "../src/sim/simulation.ts";

/**
 * Claims: an event costs about the same in a town of 25 and of 100,000 (within 2x), and folding is faster than deciding.
 *
 * Headless, nothing written or kept: events are folded a few hundred at a time into a state of its own, which must
 * arrive at the simulator's seq. A span is whole days; spans of the three sizes take turns; medians. Times are of all the
 * process's threads, the collector's too, so that a busy machine tells nearly the same.
 *
 *       citizens  us per event      events/s    cost vs 25   fold events/s   fold vs decide
 *             25         10.13        98,700         1.00x         392,000             3.9x
 *           1000         12.86        77,700         1.27x         207,000             2.7x
 *         100000         18.49        54,100         1.83x         147,000             2.7x
 *
 * Medians of five runs on two cores of a shared AMD EPYC that others kept busy, Node 20. Run by run, the
 * cost of 100,000 citizens was 1.7 to 2.4 times that of 25: the claim of 2x has no room to spare. Deciding includes the
 * run's own fold.
 */
const SPANS = 3;
const SIZES = [
  { citizens: 25, days: 1000 },
  { citizens: 1000, days: 30 },
  { citizens: 100_000, days: 1 },
] as const;
const BATCH = 500;

type Lane = {
  citizens: number;
  days: number;
  run: Simulation;
  folded: ReturnType<typeof found>;
  decide: number[];
  fold: number[];
};

const lanes = SIZES.map(({ citizens, days }): Lane => {
  const config = smallConfig(citizens, 1);
  return { citizens, days, run: new Simulation(config), folded: found(config), decide: [], fold: [] };
});

for (let span = -1; span < SPANS; span++) {
  for (const { days, run, folded, decide, fold } of lanes) {
    const batch: TownEvent[] = [];
    const from = run.town.seq;
    const until = run.town.day + days;
    let decided = 0;
    let applied = 0;
    while (run.town.day < until) {
      batch.length = 0;
      const start = cpuTime();
      while (batch.length < BATCH && run.town.day < until) batch.push(run.next());
      const middle = cpuTime();
      for (const event of batch) apply(folded, event);
      decided += middle - start;
      applied += cpuTime() - middle;
    }
    if (folded.seq !== run.town.seq) throw new Error("the fold lost its place");
    // The first span warms the engine up.
    if (span < 0) continue;
    decide.push(decided / (run.town.seq - from));
    fold.push(applied / (run.town.seq - from));
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
const smallest = median(lanes[0].decide);
const row = (cells: readonly string[]) => console.log(cells.map((cell) => cell.padStart(14)).join(""));
row(["citizens", "us per event", "events/s", "cost vs 25", "fold events/s", "fold vs decide"]);
for (const { citizens, decide, fold } of lanes) {
  const [cost, folding] = [median(decide), median(fold)];
  const rate = (us: number) => Math.round(1e6 / us).toLocaleString("en");
  row([
    String(citizens),
    cost.toFixed(2),
    rate(cost),
    `${(cost / smallest).toFixed(2)}x`,
    rate(folding),
    `${(cost / folding).toFixed(1)}x`,
  ]);
}

/** Microseconds of processor time so far. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
