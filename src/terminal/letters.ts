import { eastAsianWidth } from "get-east-asian-width";
import { printable } from "../scene/printable.ts";

/**
 * Text as a terminal lays it out: what people take for one letter (a grapheme cluster, Unicode Standard Annex 29) takes one
 * column or two (East Asian wide and fullwidth, Annex 11, and emoji). Terminals agree on nearly all of it; where one may differ,
 * the writer says anew where it goes on (`patch.ts`).
 */
export type Letter = { readonly text: string; readonly width: 1 | 2 };

/** The letters of a text, which say nothing to a terminal but themselves: no control character gets past here. */
export function lettersOf(text: string): readonly Letter[] {
  const known = cache.get(text);
  if (known) return known;
  const letters = ASCII.test(text) ? Array.from(text, (one): Letter => ({ text: one, width: 1 })) : segmented(text);
  // The same words come in every frame; names of a whole run would be too many to keep.
  if (cache.size >= MOST_KEPT) cache.clear();
  cache.set(text, letters);
  return letters;
}

/** Columns that a text takes. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : lettersOf(text).reduce((sum, { width }) => sum + width, 0);
}

/** As much of a text as `columns` have room for; what is cut ends in an ellipsis. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let [left, kept] = [columns - 1, ""];
  for (const { text: letter, width } of lettersOf(text)) {
    if (width > left) break;
    kept += letter;
    left -= width;
  }
  return columns < 1 ? "" : `${kept.trimEnd()}…`;
}

/** A text in exactly `columns`: cut, or filled with spaces. */
export function fit(text: string, columns: number): string {
  const kept = cut(text, columns);
  return kept + " ".repeat(Math.max(0, columns - widthOf(kept)));
}

/** A text in lines of at most `columns`, broken at spaces; a word that is longer than a line is cut. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? cut(word, columns) : `${line} ${word}`;
  }
  return [...lines, line];
}

const ASCII = /^[ -~]*$/;
const MOST_KEPT = 5_000;
const cache = new Map<string, readonly Letter[]>();
const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });

function segmented(text: string): Letter[] {
  const letters: Letter[] = [];
  for (const { segment } of clusters.segment(printable(text))) {
    // What has no width of its own has nothing to stand on here.
    if (UNSEEN.test(segment)) continue;
    const isWide = EMOJI.test(segment) || eastAsianWidth(segment.codePointAt(0)!) === 2;
    letters.push({ text: segment, width: isWide ? 2 : 1 });
  }
  return letters;
}

const UNSEEN = /^[\p{M}\p{Cf}\p{Cs}\p{Co}\p{Cn}]+$/u;
const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}{2}|\p{Emoji}\uFE0F)/u;
