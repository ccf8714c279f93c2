import { apply } from "../src/sim/apply.ts";
import type { TownEvent } from "../src/sim/event.ts";
import { found } from "../src/sim/genesis/found.ts";
import { smallConfig } from "../src/sim/genesis/parse.ts";
import { Simulation } from "../src/sim/simulation.ts";

/**
 * Claims: an event costs about the same in a town of 25 and of 100,000 (within 2x), and folding is faster than deciding.
 *
 * Headless, nothing written. Each size decides whole days; every span is then folded into a state of its own, which must
 * arrive at the simulator's seq. Spans of the three sizes take turns, so that a busy machine slows all alike; medians.
 *
RESULT
 */
const SPANS = 7;
const SIZES = [
  { citizens: 25, events: 30_000 },
  { citizens: 1000, events: 30_000 },
  { citizens: 100_000, events: 120_000 },
] as const;

type Lane = {
  citizens: number;
  events: number;
  run: Simulation;
  folded: ReturnType<typeof found>;
  decide: number[];
  fold: number[];
};

const lanes = SIZES.map(({ citizens, events }): Lane => {
  const config = smallConfig(citizens, 1);
  return { citizens, events, run: new Simulation(config), folded: found(config), decide: [], fold: [] };
});

for (let span = -1; span < SPANS; span++) {
  for (const lane of lanes) {
    const log: TownEvent[] = [];
    let start = performance.now();
    for (let i = 0; i < lane.events; i++) log.push(lane.run.next());
    const decided = performance.now() - start;
    start = performance.now();
    for (const event of log) apply(lane.folded, event);
    const folded = performance.now() - start;
    if (lane.folded.seq !== lane.run.town.seq) throw new Error("the fold lost its place");
    // The first span warms the engine up.
    if (span < 0) continue;
    lane.decide.push((decided * 1000) / lane.events);
    lane.fold.push((folded * 1000) / lane.events);
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
