import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digest } from "../../src/sim/digest.ts";
import { serialize } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { eventsOf } from "../sim/towns.ts";
import golden from "./digests.json" with { type: "json" };

/**
 * Frozen runs. A change here changes everyone's replays: it is made by decision (docs/decisions), never to make a test
 * pass. The browser test folds the same seed and must arrive at the same digest.
 */
describe("a frozen seed gives its frozen town", () => {
  it.each(golden)(
    "$citizens citizens, seed $seed, $days days",
    ({ citizens, seed, days, events, sha256, digest: expected }) => {
      const run = new Simulation(smallConfig(citizens, seed));
      const log = createHash("sha256");
      let count = 0;
      for (const event of eventsOf(run, days)) {
        log.update(`${serialize(event)}\n`);
        count++;
      }
      expect({ events: count, sha256: log.digest("hex"), digest: digest(run.town) }).toEqual({
        events,
        sha256,
        digest: expected,
      });
    },
  );
});
