import { randomUUID } from "node:crypto";
import type { TownConfig } from "../sim/config.ts";
import { runIdOf } from "../sim/genesis/run-id.ts";
import { hash128 } from "../sim/hash.ts";

/** An id for a run that people may perturb: such a run is another than every other of the same config. */
export function newRunId(config: TownConfig): string {
  return hash128(`${runIdOf(config)} ${randomUUID()}`).slice(0, 16);
}
