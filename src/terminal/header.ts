import { plightOf } from "../observer/plight.ts";
import type { Facts } from "./facts.ts";
import { cut, widthOf } from "./letters.ts";
import type { Area } from "./screen.ts";

/** Which town it is, when it is there, and whether what one sees is true. Where there is no room for all, the last is what stays. */
export function drawHeader(area: Area, facts: Facts): void {
  const { observer, view, status, rate, inks } = facts;
  const { town } = view;
  const { verified } = observer.proof.peek();
  const { degraded, pace, replication, head, kind } = observer;
  const plight = plightOf(degraded.peek(), pace.peek().held, replication.peek(), head.peek());
  const said: { readonly text: string; readonly fg: string }[] = [
    ...(verified > 0 ? [{ text: `${verified.toLocaleString("en")} verified`, fg: inks.faint }] : []),
    ...(rate === undefined ? [] : [{ text: `${Math.round(rate).toLocaleString("en")} events/min`, fg: inks.muted }]),
    ...(plight ? [{ text: plight.label, fg: inks.warn }] : []),
  ];
  const mark = `${MARKS[status.tone]} ${status.label}`;
  const phase = town.phase[0] + town.phase.slice(1).toLowerCase();
  const when = `Day ${town.day} ${phase} ${town.timestamp.slice(11, 16)}`;
  const seed = kind.peek() === "external" ? "external" : `seed ${town.seed}`;
  const least = widthOf(when) + widthOf(mark) + 12;
  while (said.length > 0 && least + said.reduce((sum, { text }) => sum + widthOf(text) + 3, 0) > area.columns)
    said.shift();

  let right = area.columns - 1 - widthOf(mark);
  area.put(right, 0, mark, {
    fg: status.tone === "quiet" ? inks.muted : inks[status.tone],
    bold: status.tone !== "quiet",
  });
  for (const { text, fg } of said.reverse()) {
    right -= widthOf(text) + 3;
    area.put(right, 0, text, { fg });
  }
  const room = right - 2 - 1 - widthOf(when) - 3;
  let x = area.put(1, 0, cut(town.town_id, Math.max(4, room)), { fg: inks.ink, bold: true }) + 3;
  if (x + widthOf(seed) + 3 + widthOf(when) < right - 2) x = area.put(x, 0, seed, { fg: inks.faint }) + 3;
  area.put(x, 0, when, { fg: inks.ink });
}

const MARKS = { good: "●", quiet: "○", warn: "▲", bad: "✗" } as const;
