import { z } from "zod";

/**
 * The vocabulary of the contract. Each field says for people what it is (its description, with its unit) and what it must be
 * (its message), so that a refusal reads `limit must be a whole number from 1 to 1000, got "0"`.
 */

export function whole(description: string, least = 0, most = Number.MAX_SAFE_INTEGER) {
  const error = `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`;
  return z.int({ error }).min(least, { error }).max(most, { error }).meta({ description });
}

/** A finite number. */
export function real(description: string, least?: number, most?: number) {
  const error = `a number${least === undefined ? "" : ` from ${least}`}${most === undefined ? "" : ` to ${most}`}`;
  let number = z.number({ error });
  if (least !== undefined) number = number.min(least, { error });
  if (most !== undefined) number = number.max(most, { error });
  return number.meta({ description });
}

export function text(description: string, example?: string) {
  return z.string({ error: "text" }).meta({ description, ...(example === undefined ? {} : { examples: [example] }) });
}

/** Text that somebody sends, of 1 to `most` characters. */
export function words(description: string, example: string, most = 200) {
  const error = `text of 1 to ${most} characters`;
  return z
    .string({ error })
    .min(1, { error })
    .max(most, { error })
    .meta({ description, examples: [example] });
}

export function flag(description: string) {
  return z.boolean({ error: "true or false" }).meta({ description });
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T, description: string) {
  return z.enum(values, { error: or(values) }).meta({ description });
}

export function list<T extends z.ZodType>(item: T, description: string, expected = "a list") {
  return z.array(item, { error: expected }).meta({ description });
}

/** Several words with commas between them, in a query. */
export function several(description: string, example: string) {
  const error = "one or more words with commas between them";
  return z
    .array(z.string().min(1, { error }).max(80, { error }), { error })
    .min(1, { error })
    .max(50, { error: "at most 50 words with commas between them" })
    .meta({ description, examples: [[example]] });
}

/** An object that somebody sends: what it doesn't know is refused by name. */
export function form<T extends z.ZodRawShape>(shape: T, what = "a JSON object") {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, { error: ({ code }) => (code === "unrecognized_keys" ? known : what) });
}

/** `event, phase or day`. */
export function or(values: readonly string[]): string {
  return values.length < 2 ? values.join() : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
