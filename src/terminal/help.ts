import type { Facts } from "./facts.ts";
import { widthOf, wrap } from "./letters.ts";
import { PANELS } from "./panels.ts";
import type { Area } from "./screen.ts";
import { SHORTCUTS } from "./shortcuts.ts";

const WORDS =
  "A letter is a citizen, placed by seven traits of personality, and says which coalition is theirs; ★ is a bridge between several, ○ is in none.";

/** What the marks mean and what the keys do: in one column where there is room, else in two. */
export function drawHelp(area: Area, { inks }: Pick<Facts, "inks">): void {
  const words = wrap(WORDS, Math.min(100, area.columns));
  for (const [y, line] of words.entries()) area.put(0, y, line, { fg: inks.muted });
  const from = words.length + 1;
  const abreast = area.rows - from >= LINES.length ? 1 : 2;
  const width = Math.floor(area.columns / abreast);
  const entries = LINES.map(({ shown, does }) => ({ shown, lines: wrap(does, width - KEY - 3) }));
  const high = Math.ceil(entries.reduce((sum, { lines }) => sum + lines.length, 0) / abreast);
  let [x, y] = [0, from];
  for (const { shown, lines } of entries) {
    if (y - from >= high) [x, y] = [x + width, from];
    area.put(x + KEY - widthOf(shown), y, shown, { fg: inks.accent, bold: true });
    for (const line of lines) area.put(x + KEY + 1, y++, line, { fg: inks.ink });
  }
}

/** The panels' own keys in one line. */
const LINES: readonly { readonly shown: string; readonly does: string }[] = [
  ...SHORTCUTS.filter(({ action }) => !/^panel-\d/.test(action)),
  { shown: `1 to ${PANELS.length}`, does: `show ${PANELS.map(({ label }) => label.toLowerCase()).join(", ")}` },
];

/** Columns of a key. */
const KEY = 6;
