import type { TownConfig } from "../config.ts";
import { hash128 } from "../hash.ts";

/** The run's id when nobody perturbs it: 16 hexadecimal digits of its config, whatever the order of the config's keys. */
export function runIdOf(config: TownConfig): string {
  return hash128(canonical(config)).slice(0, 16);
}

/** JSON with every object's keys in the order of their code units, as RFC 8785 has it. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
