import type { Mark } from "./palette.ts";
import { printable } from "./printable.ts";

/** A name with the mark of what it names: how it is written where there are only letters. */

/** The letter that stands for a shape. */
export function markText({ shape }: Mark): string {
  return { circle: "●", diamond: "◆", star: "★", ring: "○" }[shape];
}

/** `● The Elms`; one that is chosen is in brackets: `[● The Elms]`. */
export function chipText(mark: Mark, name: string, chosen = false): string {
  const text = `${markText(mark)} ${printable(name)}`;
  return chosen ? `[${text}]` : text;
}

/** The letter of the coalition with colour slot `slot`: capital, then small, the same for its life; from the 53rd on again. */
export function coalitionLetter(slot: number): string {
  return LETTERS[slot % LETTERS.length];
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
