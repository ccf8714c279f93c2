import type { Facts } from "./facts.ts";
import { drawFeed } from "./feed.ts";
import { drawFooter } from "./footer.ts";
import { drawHeader } from "./header.ts";
import { drawHelp } from "./help.ts";
import { drawLegend } from "./legend.ts";
import { cut, widthOf } from "./letters.ts";
import { drawMeasures, PULSE } from "./measures.ts";
import { PANELS, panelOf } from "./panels.ts";
import { drawAcross, drawPicture } from "./picture-drawing.ts";
import type { PictureScene } from "./picture.ts";
import { roomsOf, type Rooms } from "./rooms.ts";
import { Screen, type Area } from "./screen.ts";
import { drawTimeline } from "./timeline.ts";

type Size = { readonly columns: number; readonly rows: number };

/** The whole frame. @param pictureOf the picture on a plot of so many letters; undefined where nobody lives */
export function frameOf(size: Size, facts: Facts, pictureOf: (plot: Size) => PictureScene | undefined): Screen {
  const screen = new Screen(size.columns, size.rows);
  const { choices, inks } = facts;
  const rooms = roomsOf(screen, choices);
  drawHeader(rooms.header, facts);
  drawTimeline(rooms.timeline, facts);
  drawFooter(rooms.footer, facts);
  if (choices.help) {
    drawHelp(rooms.body, facts);
    return screen;
  }
  hairlines(screen, rooms, inks.hairline);
  const picture = pictureOf(rooms.picture);
  if (picture) {
    drawPicture(rooms.picture, picture, facts);
    drawAcross(rooms.across, picture, facts);
  }
  drawLegend(rooms.legend, facts);
  if (rooms.pulse) drawMeasures(rooms.pulse, facts, PULSE, 2);
  drawTabs(rooms.tabs, facts);
  panelOf(choices).draw(rooms.panel, facts);
  if (rooms.feed) {
    title(rooms.feed, "Activity", facts);
    drawFeed(rooms.feed.part(0, 1), facts);
  }
  return screen;
}

/** What is said while there is nothing to show yet, or no room to show it in. */
export function noticeFrame(size: Size, lines: readonly string[]): Screen {
  const screen = new Screen(size.columns, size.rows);
  const { area } = screen;
  const top = Math.max(0, Math.floor((size.rows - lines.length) / 2));
  for (const [i, line] of lines.entries()) {
    const text = cut(line, size.columns);
    area.put(Math.floor((size.columns - widthOf(text)) / 2), top + i, text, { bold: i === 0 });
  }
  return screen;
}

function hairlines({ area, columns, rows }: Screen, { body, panel, feed }: Rooms, ink: string): void {
  const style = { fg: ink };
  if (body.y > 1) for (const y of [body.y - 1, rows - 4]) area.put(0, y, "─".repeat(columns), style);
  const edges = new Set([panel.x, feed?.x ?? panel.x]);
  for (const x of edges) for (let y = 0; y < body.rows; y++) area.put(x - 2, body.y + y, "│", style);
}

/** The panels by their keys, and the name of the one that is shown; of all where there is room. */
function drawTabs(area: Area, { choices, inks }: Facts): void {
  const all = PANELS.reduce((sum, { label }) => sum + widthOf(label) + 4, 0) - 2;
  let x = 0;
  for (const [i, { id, label }] of PANELS.entries()) {
    const isShown = panelOf(choices).id === id;
    x = area.put(x, 0, `${i + 1}`, { fg: inks.faint }) + 1;
    if (isShown) x = area.put(x, 0, label, { fg: inks.accent, bold: true, underline: true }) + 1;
    else if (all <= area.columns) x = area.put(x, 0, label, { fg: inks.muted }) + 1;
    x++;
  }
}

function title(area: Area, text: string, { inks }: Facts): void {
  const after = area.put(0, 0, text, { fg: inks.muted }) + 1;
  area.put(after, 0, "─".repeat(Math.max(0, area.columns - after)), { fg: inks.hairline });
}
