import { Screen } from "./screen.ts";

/** The same frame for a terminal that has ASCII alone: lines, bars, marks and names in the nearest letters that it has. */
export function inAscii(screen: Screen): Screen {
  const plain = new Screen(screen.columns, screen.rows);
  for (const [at, letter] of screen.letters.entries()) {
    plain.letters[at] = letter === "" ? "?" : asciiOf(letter);
    plain.styles[at] = screen.styles[at];
  }
  return plain;
}

function asciiOf(letter: string): string {
  if (/^[ -~]$/.test(letter)) return letter;
  const code = letter.codePointAt(0)!;
  // Braille: as heavy as its dots are many.
  if (code >= 0x2800 && code <= 0x28ff) return DOTS[dotsOf(code - 0x2800)];
  const known = LETTERS.get(letter);
  if (known !== undefined) return known;
  // A letter with an accent is still that letter.
  const bare = letter.normalize("NFD")[0];
  return /^[ -~]$/.test(bare) ? bare : "?";
}

/** By the number of dots, 0 to 8. */
const DOTS = " ...::::#";

const LETTERS = new Map(
  Object.entries({
    "─": "-",
    "━": "=",
    "╌": "-",
    "│": "|",
    "┃": "|",
    "┬": "+",
    "┴": "+",
    "├": "+",
    "┤": "+",
    "●": "@",
    "◆": "#",
    "★": "*",
    "○": "o",
    "·": ".",
    "…": "~",
    "−": "-",
    "→": ">",
    "←": "<",
    "↑": "^",
    "↓": "v",
    "▲": "^",
    "▾": "v",
    "▸": ">",
    "▶": ">",
    "‖": "=",
    "◌": "o",
    "✗": "x",
    "⋎": "Y",
    "⋏": "A",
    "▪": "+",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    // What is smaller than a letter.
    ...inOrder("▘▝▀▖▞▛▗▚▐▜▙▟", "############"),
    ...inOrder("▁▂▃▄▅▆▇█", "__.-=+*#"),
    ...inOrder("▏▎▍▌▋▊▉", "...=+##"),
  }),
);

function dotsOf(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left &= left - 1) count++;
  return count;
}

function inOrder(letters: string, ascii: string): Record<string, string> {
  return Object.fromEntries(Array.from(letters, (letter, i) => [letter, ascii[i]]));
}
