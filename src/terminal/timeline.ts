import { layOut, type ChangeMark } from "../observer/timeline-layout.ts";
import { sparklineText } from "../scene/sparkline.ts";
import { LETTER } from "./dots.ts";
import type { Facts } from "./facts.ts";
import type { Area } from "./screen.ts";

/**
 * The whole run in two lines: how much happened, by day and by night, peaks of drama brighter; then days, what became of
 * coalitions, and under the moment shown a hand.
 */
export function drawTimeline(area: Area, { observer, view, choices, inks }: Facts): void {
  const { outline, events } = observer;
  const width = area.columns;
  const { bands, density, days, changes, peaks, extent } = layOut(outline, events.firstSeq, width * LETTER.width);
  const column = (px: number) => Math.min(width - 1, Math.max(0, Math.floor(px / LETTER.width)));
  for (let x = 0; x < width; x++) {
    const here = density.subarray(x * LETTER.width, (x + 1) * LETTER.width);
    const mean = here.reduce((sum, value) => sum + value, 0) / here.length;
    if (mean > 0) area.put(x, 0, sparklineText([mean], 1, { least: 0, most: 1 }), { fg: inks.line });
  }
  for (const { from, to, tone } of bands) {
    if (tone !== "NIGHT") continue;
    for (let x = column(from); x < column(to); x++) area.dress(x, 0, { bg: inks.sunken });
  }
  for (const px of peaks) area.dress(column(px), 0, { fg: inks.muted });
  for (const mark of changes) {
    const isBack = choices.focus !== "" && !mark.coalitions.includes(choices.focus);
    area.put(column(mark.x), 1, SIGNS[mark.kind], { fg: isBack ? inks.line : inks.muted });
  }
  for (const { x, day } of days) {
    const [from, name] = [column(x), `${day}`];
    // A day whose name would touch a mark is left out.
    const free = Array.from({ length: name.length + 2 }, (_, i) => area.letterAt(from - 1 + i, 1) === " ");
    if (free.every(Boolean)) area.put(from, 1, name, { fg: inks.faint });
  }
  const at = extent === 0 ? 0 : column((outline.axis.placeOf(view.seq) / extent) * width * LETTER.width);
  area.dress(at, 0, { fg: inks.accent, bold: true });
  if (area.letterAt(at, 0) === " ") area.put(at, 0, "▁", { fg: inks.accent });
  area.put(at, 1, "▲", { fg: inks.accent, bold: true });
}

/** A full mark came, a hollow one went; strokes that join merged, that part split. */
const SIGNS: Readonly<Record<ChangeMark["kind"], string>> = {
  formed: "●",
  dissolved: "○",
  merged: "⋎",
  split: "⋏",
  several: "▪",
};
