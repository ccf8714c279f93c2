import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../src/stream/clock.ts";

/** Time as it passes. */
export const benchClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }).catch(() => {}),
};
