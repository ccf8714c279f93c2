import { PHASES } from "../clock.ts";
import { DEFAULT_RULES, DRAWN, type DrawnOperation, type Rules } from "../rules.ts";
import { listIn, numberIn, objectIn, refuse, wholeIn } from "./reader.ts";

type Reader = (value: unknown, path: string) => unknown;

/** How each rule is read: what it may be is said here and nowhere else. */
const READERS: Readonly<Record<keyof Rules, Reader>> = {
  chances: (value, path) => byName(value, path, PHASES, DEFAULT_RULES.chances, chancesIn),
  rate: (value, path) => byName(value, path, PHASES, DEFAULT_RULES.rate, from(0, 10)),
  mobility: from(0, 1),
  rest: (value, path) => byName(value, path, ["EVENING", "NIGHT"] as const, DEFAULT_RULES.rest, from(0, 1)),
  confidence: from(0, 3),
  attraction: from(0, 1),
  repulsion: from(0, 1),
  teaching: from(0, 1),
  practice: from(0, 1),
  homing: from(0, 1),
  homingEvolving: from(0, 1),
  restlessness: from(0, 1),
  maxStep: from(0, 1),
  fade: from(0, 1),
  forget: from(0, 1),
  refusal: from(-1, 1),
  refusalCost: from(0, 1),
  friction: from(0, 1),
  festival: from(0, 1e6),
  similarity: from(0.01, 1),
  cliqueSize: whole(2, 6),
  smoothing: from(0, 1),
  grief: whole(0, 365),
  memory: whole(1, 1000),
};

/**
 * The rules in which a town differs from DEFAULT_RULES, in the order of these: a default said aloud is no difference.
 * Of `chances`, `rate` and `rest` one may give some phases, and of a phase's chances some operations by name.
 * @throws TownError invalid_config naming the rule and its range.
 */
export function parseRules(value: unknown, path: string): Partial<Rules> {
  const names = Object.keys(READERS) as (keyof Rules)[];
  const fields = objectIn(value, path, names);
  const rules: [string, unknown][] = [];
  for (const name of names) {
    if (fields[name] === undefined) continue;
    const rule = READERS[name](fields[name], `${path}.${name}`);
    if (JSON.stringify(rule) !== JSON.stringify(DEFAULT_RULES[name])) rules.push([name, rule]);
  }
  return Object.fromEntries(rules);
}

function from(least: number, most: number) {
  return (value: unknown, path: string): number => numberIn(value, path, least, most);
}

function whole(least: number, most: number) {
  return (value: unknown, path: string): number => wholeIn(value, path, least, most);
}

/** An object with some of the names; the others as in `defaults`. */
function byName<K extends string, T>(
  value: unknown,
  path: string,
  names: readonly K[],
  defaults: Readonly<Record<K, T>>,
  read: (value: unknown, path: string, fallback: T) => T,
): Record<K, T> {
  const fields = objectIn(value, path, names);
  return Object.fromEntries(
    names.map((name) => {
      const fallback = defaults[name];
      return [name, fields[name] === undefined ? fallback : read(fields[name], `${path}.${name}`, fallback)];
    }),
  ) as Record<K, T>;
}

/** Relative chances of a phase: eight in the order of DRAWN, or some by name; not all of them 0. */
function chancesIn(value: unknown, path: string, fallback: readonly number[]): readonly number[] {
  const expected = `chances of ${DRAWN.join(", ")}: eight numbers from 0 in this order, or some of them by name`;
  if (typeof value !== "object" || value === null) return refuse(path, expected, value);
  const chances = Array.isArray(value)
    ? listIn(value, path, expected).map((chance, k) => numberIn(chance, `${path}[${k}]`, 0, 1000))
    : Object.values(byName(value, path, DRAWN, named(fallback), from(0, 1000)));
  if (chances.length !== DRAWN.length) return refuse(path, expected, value);
  if (!chances.some((chance) => chance > 0)) return refuse(path, "chances of which at least one is above 0", value);
  return chances;
}

function named(chances: readonly number[]): Record<DrawnOperation, number> {
  return Object.fromEntries(DRAWN.map((operation, k) => [operation, chances[k]])) as Record<DrawnOperation, number>;
}
