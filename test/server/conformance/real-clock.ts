import { setTimeout } from "node:timers/promises";
import type { Clock } from "../../../src/stream/clock.ts";

/** Time as it passes. */
export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => setTimeout(Math.max(0, ms), undefined, signal && { signal }).catch(() => {}),
};
