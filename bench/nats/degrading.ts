import type { Town } from "../../src/stream/town.ts";
import { microseconds } from "../fan-out/beat.ts";

/** When the town says that its events don't flow through NATS (or do again), in microseconds; now, if it is so already. */
export function becomesDegraded(town: Town, degraded: boolean): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      if ((town.status.degraded !== null) !== degraded) return false;
      resolve(microseconds());
      return true;
    };
    if (look()) return;
    const stop = town.listen({
      event: () => {},
      announcement: () => {
        if (look()) stop();
      },
    });
  });
}
