import type { LegendEntry } from "../scene/scatter-cast.ts";
import type { Facts } from "./facts.ts";
import { cut, widthOf } from "./letters.ts";
import { legendMarkOf } from "./mark.ts";
import type { Area } from "./screen.ts";

/** Who is who in the picture: letter, name and number of each coalition, as many as there is room for, of the bridges and of the unaffiliated. */
export function drawLegend(area: Area, { cast, choices, inks }: Facts): void {
  const { focus, theme } = choices;
  const entries = cast.notable(focus).filter(({ count }) => count > 0);
  const groups = entries.filter(({ coalition }) => coalition);
  const others = entries.filter(({ coalition }) => !coalition);
  let shown = groups.length;
  while (shown > 0 && lengthOf(groups.slice(0, shown), others, groups.length - shown, area.columns) > area.rows)
    shown--;
  const left = groups.length - shown;
  let [x, y] = [0, 0];
  const goTo = (width: number) => {
    if (x > 0 && x + width > area.columns) [x, y] = [0, y + 1];
  };
  for (const entry of [...groups.slice(0, shown), ...others]) {
    goTo(widthIn(entry));
    const { letter, style } = legendMarkOf(entry, theme);
    const isBack = focus !== "" && focus !== entry.key;
    area.put(x, y, letter, isBack ? { fg: inks.faint } : style);
    const look = { fg: isBack ? inks.faint : inks.ink, underline: focus === entry.key };
    const after = area.put(x + 2, y, cut(entry.name, NAME), look);
    x = GAP + area.put(after + 1, y, `${entry.count}`, { fg: inks.faint });
  }
  if (left > 0) {
    const more = `+${left}`;
    goTo(more.length);
    area.put(x, y, more, { fg: inks.faint });
  }
}

/** Lines that these take. */
function lengthOf(
  groups: readonly LegendEntry[],
  others: readonly LegendEntry[],
  left: number,
  columns: number,
): number {
  let [x, lines] = [0, 1];
  const widths = [...groups, ...others].map(widthIn);
  if (left > 0) widths.push(`+${left}`.length);
  for (const width of widths) {
    if (x > 0 && x + width > columns) [x, lines] = [0, lines + 1];
    x += width + GAP;
  }
  return lines;
}

function widthIn({ name, count }: LegendEntry): number {
  return 2 + widthOf(cut(name, NAME)) + 1 + `${count}`.length;
}

/** Columns: of a name at most, and between two entries. */
const NAME = 18;
const GAP = 2;
