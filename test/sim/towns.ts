import fc from "fast-check";
import type { TownConfig } from "../../src/sim/config.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import type { Rules } from "../../src/sim/rules.ts";
import type { Simulation } from "../../src/sim/simulation.ts";

/** The default town of 25. */
export function smallville(seed = 7): TownConfig {
  return smallConfig(25, seed);
}

/** Towns of many sizes, seeds and tempers: rules far from the default, so that rare things happen often. */
export function anyTown(): fc.Arbitrary<TownConfig> {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const rules: fc.Arbitrary<Partial<Rules>> = fc.record(
    {
      mobility: unit,
      rest: fc.record({ EVENING: unit, NIGHT: unit }),
      friction: unit,
      attraction: unit,
      repulsion: unit,
      restlessness: fc.double({ min: 0, max: 0.2, noNaN: true }),
      refusal: fc.double({ min: -0.5, max: 0.2, noNaN: true }),
      festival: fc.double({ min: 0.5, max: 10, noNaN: true }),
      memory: fc.integer({ min: 1, max: 30 }),
      cliqueSize: fc.integer({ min: 2, max: 5 }),
      similarity: fc.double({ min: 0.3, max: 0.95, noNaN: true }),
      rate: fc.constant({ MORNING: 1, AFTERNOON: 1.5, EVENING: 1, NIGHT: 0.5 }),
    },
    { requiredKeys: [] },
  );
  return fc
    .record({
      citizens: fc.oneof(fc.constantFrom(3, 7, 10, 25), fc.integer({ min: 3, max: 80 })),
      seed: fc.nat(),
      rules,
    })
    .map(({ citizens, seed, rules }) => ({ ...smallConfig(citizens, seed), rules }));
}

/** The run's next events, until `days` days have passed. */
export function* eventsOf(run: Simulation, days: number): Generator<TownEvent> {
  const end = run.town.day + days;
  while (run.town.day < end || run.town.phase !== "MORNING") yield run.next();
}
