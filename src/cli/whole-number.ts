import { TownError } from "../sim/error.ts";

/** Reads an option's value; `name` as the person wrote it. @throws TownError invalid_input unless digits from least to most. */
export function wholeNumber(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= least && value <= most) return value;
    throw new TownError("invalid_input", `${name} must be a whole number from ${least} to ${most}, got ${text}`);
  };
}
