import type { Facts } from "./facts.ts";
import { cut, widthOf, wrap } from "./letters.ts";
import type { Area } from "./screen.ts";
import { SHORTCUTS } from "./shortcuts.ts";

const WORDS =
  "Each letter is a citizen, placed by seven traits of personality seen from two directions. Citizens who are alike form coalitions, each with a letter and a colour; ★ is a bridge, in several, and ○ is in none.";

/** What the marks mean and what the keys do. */
export function drawHelp(area: Area, { inks }: Pick<Facts, "inks">): void {
  const words = wrap(WORDS, Math.min(100, area.columns));
  words.forEach((line, y) => area.put(0, y, line, { fg: inks.muted }));
  const from = words.length + 1;
  const abreast = area.rows - from >= SHORTCUTS.length ? 1 : 2;
  const high = Math.ceil(SHORTCUTS.length / abreast);
  const width = Math.floor((area.columns - 2 * (abreast - 1)) / abreast);
  for (const [i, { shown, does }] of SHORTCUTS.entries()) {
    const [x, y] = [Math.floor(i / high) * (width + 2), from + (i % high)];
    area.put(x + KEY - widthOf(shown), y, shown, { fg: inks.accent, bold: true });
    area.put(x + KEY + 1, y, cut(does, width - KEY - 1), { fg: inks.ink });
  }
}

const KEY = 6;
