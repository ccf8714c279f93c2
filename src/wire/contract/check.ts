import { z } from "zod";
import { TownError } from "../../sim/error.ts";

/**
 * What came from outside, checked against its schema; `what` names the whole of it, `said` tells what a person wrote at a path
 * when that is not the value itself.
 * @throws TownError invalid_input naming the first field that is wrong, what it must be, and what it was.
 */
export function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  what: string,
  said = (path: readonly PropertyKey[]) => at(value, path),
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new TownError("invalid_input", refusal(result.error.issues[0], what, said));
}

/**
 * A query string's parameters as `shape` describes them: numbers, flags and lists are read from their text.
 * @throws TownError invalid_input naming the parameter; also for one that is unknown, or given twice.
 */
export function readQuery<Shape extends z.ZodRawShape>(
  shape: Shape,
  given: Iterable<readonly [string, string]>,
): z.output<z.ZodObject<Shape>> {
  const texts = new Map<string, string>();
  for (const [name, value] of given) {
    if (!Object.hasOwn(shape, name)) {
      const known = Object.keys(shape).join(", ");
      const rule = known ? `expected ${known}` : "this takes none";
      throw new TownError("invalid_input", `unknown query parameter ${show(name)}; ${rule}`);
    }
    if (texts.has(name)) throw new TownError("invalid_input", `${name} must be given once, got it twice`);
    texts.set(name, value);
  }
  const values = Object.fromEntries(
    Array.from(texts, ([name, value]) => [name, read(shape[name] as z.ZodType, value)]),
  );
  return check(z.object(shape), values, "the query", ([name]) => texts.get(String(name)));
}

function refusal(issue: z.core.$ZodIssue, what: string, said: (path: readonly PropertyKey[]) => unknown): string {
  const name = nameOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    return `unknown field ${show(issue.keys[0])} in ${name || what}; expected ${issue.message}`;
  }
  return `${name || what} must be ${issue.message}, got ${show(said(issue.path))}`;
}

/** The value that a parameter's text stands for; the text itself when it is none, which the schema then refuses. */
function read({ def }: z.ZodType, text: string): unknown {
  const { innerType } = def as { readonly innerType?: z.ZodType };
  if (innerType) return read(innerType, text);
  if (def.type === "number") return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text;
  if (def.type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (def.type === "array") return text.split(",");
  return text;
}

/** `participants[0]`, `population.kind`. */
function nameOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === "number") return `${name}[${key}]`;
    return name ? `${name}.${String(key)}` : String(key);
  }, "");
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key], value);
}

function show(value: unknown): string {
  // JSON has no word for what 1e400 became.
  const shown = typeof value === "number" ? String(value) : (stringified(value) ?? "nothing");
  return shown.length <= 100 ? shown : `${shown.slice(0, 100)}…`;
}

function stringified(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return "what is nested too deep to be shown";
  }
}
