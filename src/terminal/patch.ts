import { sgr, type Depth } from "./colour.ts";
import { PLAIN, type Screen, type Style } from "./screen.ts";

/** How frames are written. */
export type Paper = {
  readonly depth: Depth;
  /** The colours of what has none of its own, `#rrggbb`; undefined: the terminal's. */
  readonly own: { readonly ink: string; readonly ground: string } | undefined;
};

/**
 * What to write so that a terminal that shows `before` shows `after`: only what changed, in one piece for those that know
 * synchronized output (DEC private mode 2026). Without `before`, or when the size is another, all of it. "" when nothing changed.
 * The cursor is left anywhere. Cost: a look at every cell.
 */
export function patch(before: Screen | undefined, after: Screen, { depth, own }: Paper): string {
  const { columns, rows } = after;
  const anew = !before || before.columns !== columns || before.rows !== rows;
  const worn = (style: Style) => (own ? { ...style, fg: style.fg ?? own.ink, bg: style.bg ?? own.ground } : style);
  let out = anew ? `${sgr(worn(PLAIN), depth)}\u001b[H\u001b[2J` : "";
  let last: Style | undefined = anew ? PLAIN : undefined;
  const isSame = (at: number) =>
    anew
      ? after.letters[at] === " " && after.styles[at] === PLAIN
      : after.letters[at] === before.letters[at] && after.styles[at] === before.styles[at];

  for (let row = 0; row < rows; row++) {
    /** Where the cursor is in this row; -1: somewhere else, or not sure. */
    let cursor = -1;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      // The right half of a wide letter comes with its left.
      if (after.letters[at] === "" || isSame(at)) continue;
      const gap = column - cursor;
      // A short stretch that stays is written again rather than jumped over, where it is of one look.
      if (cursor >= 0 && gap > 0 && gap <= NEAR && alike(after, at - gap, at, last)) {
        out += after.letters.slice(at - gap, at).join("");
      } else if (gap !== 0) out += `\u001b[${row + 1};${column + 1}H`;
      const [letter, style] = [after.letters[at], after.styles[at]];
      if (style !== last) out += sgr(worn(style), depth, last && worn(last));
      last = style;
      out += letter;
      const next = column + (column + 1 < columns && after.letters[at + 1] === "" ? 2 : 1);
      cursor = SURE.test(letter) && next < columns ? next : -1;
    }
  }
  if (out === "") return "";
  return `\u001b[?2026h${out}\u001b[0m\u001b[?2026l`;
}

/** Columns: a jump takes six bytes or more. */
const NEAR = 5;
/** Letters after which every terminal has its cursor where we think it is: those of one code point that are no emoji. */
const SURE = /^(?:[ -~]|[\u00A1-\u02FF\u0370-\u058F\u2010-\u2BFF])$/u;

function alike({ letters, styles }: Screen, from: number, to: number, worn: Style | undefined): boolean {
  for (let at = from; at < to; at++) if (styles[at] !== worn || !SURE.test(letters[at])) return false;
  return true;
}

/** A frame to be read where it stands, line by line: without colours only its letters. */
export function printed(screen: Screen, depth: Depth): string {
  if (depth === "none") return screen.text;
  const lines = screen.text.split("\n").slice(0, -1);
  return lines
    .map((line, row) => {
      let out = "";
      let worn: Style = PLAIN;
      const used = row * screen.columns + lengthOf(screen, row, line);
      for (let at = row * screen.columns; at < used; at++) {
        if (screen.styles[at] !== worn) out += sgr((worn = screen.styles[at]), depth);
        out += screen.letters[at];
      }
      return `${out}${worn === PLAIN ? "" : "\u001b[0m"}\n`;
    })
    .join("");
}

/** Columns of a row up to its last letter. */
function lengthOf({ letters, columns }: Screen, row: number, line: string): number {
  if (line === "") return 0;
  let length = columns;
  while (letters[row * columns + length - 1] === " ") length--;
  return length;
}
