import type { TownEvent } from "../event.ts";
import type { TownState } from "../state.ts";

/**
 * An effect is the only thing that changes state, and all that `apply` knows: a foreign simulation that emits effects
 * is folded like our own. One file per kind and one line in `registry.ts`.
 */
export type EffectKind<E extends { readonly kind: string }> = {
  readonly kind: E["kind"];
  /** One sentence for the documentation of the wire. */
  readonly summary: string;
  /** What is wrong with an effect that came from outside, or undefined. Must hold before `apply`. */
  check(effect: Unchecked<E>, town: TownState): string | undefined;
  /** Folds the effect into the state. The effect must be sound. */
  apply(town: TownState, effect: E, event: TownEvent): void;
};

/** An effect off the wire: every field may be anything. */
export type Unchecked<E> = { readonly [K in keyof E]?: unknown };

export function checkCitizen(id: unknown, town: TownState): string | undefined {
  return typeof id === "string" && town.citizenIndex.has(id)
    ? undefined
    : `no citizen ${JSON.stringify(id)} in this town`;
}

export function checkCitizens(ids: unknown, town: TownState): string | undefined {
  if (!Array.isArray(ids)) return `a list of citizens' ids was expected, got ${JSON.stringify(ids)}`;
  for (const id of ids) {
    const problem = checkCitizen(id, town);
    if (problem) return problem;
  }
  return undefined;
}

export function checkNumber(
  value: unknown,
  name: string,
  least = -Number.MAX_VALUE,
  most = Number.MAX_VALUE,
): string | undefined {
  return typeof value === "number" && value >= least && value <= most
    ? undefined
    : `${name} must be a number${least === -Number.MAX_VALUE ? "" : ` from ${least}`}${most === Number.MAX_VALUE ? "" : ` to ${most}`}, got ${JSON.stringify(value)}`;
}

export function checkNumbers(values: unknown, name: string, length: number): string | undefined {
  if (!Array.isArray(values) || values.length !== length) {
    return `${name} must be a list of ${length} numbers, got ${Array.isArray(values) ? `${values.length}` : JSON.stringify(values)}`;
  }
  for (const value of values) {
    const problem = checkNumber(value, name);
    if (problem) return problem;
  }
  return undefined;
}
