import { societyText } from "../scene/society-text.ts";
import type { Facts } from "./facts.ts";
import { cut, lettersOf } from "./letters.ts";
import type { Area } from "./screen.ts";

/** Who feels what for whom: the strongest ties of all, or of the selected. */
export function drawSociety(area: Area, { view, cast, choices, inks }: Facts): void {
  const rows = [...choices.selected].flatMap((id) => cast.rowOf(id) ?? []);
  const lines = societyText(view.town, rows, area.rows).split("\n").slice(0, -1);
  if (lines.length === 0)
    area.put(0, 0, cut("Nobody feels anything for anybody yet.", area.columns), { fg: inks.faint });
  for (const [y, line] of lines.entries()) {
    let x = 0;
    for (const { text, width } of lettersOf(cut(line, area.columns))) {
      const ink = text === "━" ? inks.muted : text === "╌" ? inks.warn : /[\d+−.]/.test(text) ? inks.faint : inks.ink;
      area.put(x, y, text, { fg: ink });
      x += width;
    }
  }
}
