import { TownError } from "../error.ts";
import { nearest } from "./nearest.ts";

/**
 * Reads values that somebody wrote by hand. Each reader takes the value and its path (`citizens[3].plasticity`) and
 * returns it checked, or throws invalid_config: the path, what was expected, what was found.
 */

/** An id of a citizen or region: a letter first, so that JSON objects keep their order. */
const ID = /^[a-z][a-z0-9_-]{0,62}$/;

export function refuse(path: string, expected: string, value: unknown): never {
  throw new TownError("invalid_config", `${path || "a town"} must be ${expected}, got ${show(value)}`);
}

/** An object with no keys but those in `known`. A key with the value null (nothing after the colon, in YAML) is absent. */
export function objectIn<K extends string>(
  value: unknown,
  path: string,
  known: readonly K[],
): { readonly [key in K]?: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(path, `an object with ${listed(known)}`, value);
  }
  for (const key of Object.keys(value)) {
    if ((known as readonly string[]).includes(key)) continue;
    const where = path ? `in ${path}` : "in a town";
    throw new TownError(
      "invalid_config",
      `unknown key ${show(key)} ${where}${didYouMean(key, known)}; expected ${listed(known)}`,
    );
  }
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null)) as { [key in K]?: unknown };
}

export function listIn(value: unknown, path: string, expected: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(path, expected, value);
}

export function numberIn(value: unknown, path: string, least: number, most: number): number {
  return typeof value === "number" && value >= least && value <= most
    ? value + 0
    : refuse(path, `a number from ${least} to ${most}`, value);
}

export function wholeIn(value: unknown, path: string, least: number, most: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
    ? value + 0
    : refuse(path, `a whole number from ${least} to ${most}`, value);
}

export function flagIn(value: unknown, path: string): boolean {
  return typeof value === "boolean" ? value : refuse(path, "true or false", value);
}

/** Text for people: one line of 1 to `most` characters, trimmed. */
export function textIn(value: unknown, path: string, most: number): string {
  const text = typeof value === "string" ? value.trim() : "";
  // oxlint-disable-next-line no-control-regex -- control characters are what may not be in a line of text
  return text.length > 0 && text.length <= most && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text)
    ? text
    : refuse(path, `one line of text, at most ${most} characters`, value);
}

export function idIn(value: unknown, path: string): string {
  return typeof value === "string" && ID.test(value)
    ? value
    : refuse(path, "an id (a small letter, then small letters, digits, - or _; at most 63)", value);
}

/** One of the known ids, with the nearest suggested. */
export function knownIn(value: unknown, path: string, known: ReadonlySet<string>): string {
  if (typeof value === "string" && known.has(value)) return value;
  const hint = typeof value === "string" ? didYouMean(value, known) : "";
  throw new TownError("invalid_config", `${path} must be one of ${listed([...known])}, got ${show(value)}${hint}`);
}

/** Refuses the second of two alike; `what` names them. */
export function distinct(ids: readonly string[], path: string, what: string): void {
  const first = new Map<string, number>();
  ids.forEach((id, index) => {
    const before = first.get(id);
    if (before !== undefined) {
      throw new TownError(
        "invalid_config",
        `${path}[${index}].id must be new, but "${id}" is already the ${what} at ${path}[${before}]`,
      );
    }
    first.set(id, index);
  });
}

function didYouMean(word: string, known: Iterable<string>): string {
  const guess = nearest(word, known);
  return guess === undefined ? "" : ` (did you mean "${guess}"?)`;
}

/** At most a dozen words of a list. */
function listed(words: readonly string[]): string {
  return words.length <= 12 ? words.join(", ") : `${words.slice(0, 12).join(", ")} and ${words.length - 12} more`;
}

/** A value in a few words; never the whole of something large. */
function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `a ${typeof value}`;
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
