import { driven } from "../observer/transport.ts";
import type { Choices, Facts } from "./facts.ts";
import { drawFeed } from "./feed.ts";
import { drawHeader } from "./header.ts";
import { drawHelp } from "./help.ts";
import { drawLegend } from "./legend.ts";
import { cut, widthOf } from "./letters.ts";
import { drawMeasures, PULSE } from "./measures.ts";
import { PANELS, panelOf } from "./panels.ts";
import { drawAcross, drawPicture } from "./picture-drawing.ts";
import type { PictureScene } from "./picture.ts";
import { Screen, type Area } from "./screen.ts";
import { drawTimeline } from "./timeline.ts";

/** The least that a frame needs. */
export const LEAST = { columns: 72, rows: 20 } as const;

/**
 * Where everything lies:
 *
 *     header                                   header
 *     picture       │ tabs                     picture       │ tabs        │ Activity
 *                   │ panel                                  │ panel       │ feed
 *                   │ Activity ────                          │             │
 *     across        │ feed                     across        │             │
 *     legend        │                          legend, pulse │             │
 *     timeline                                 timeline
 *     footer                                   footer
 *
 * on the left up to 149 columns, on the right from there on. A panel of the activity needs no feed beside it.
 */
export type Rooms = Readonly<
  Record<"header" | "picture" | "across" | "legend" | "tabs" | "panel" | "timeline" | "footer" | "body", Area>
> & {
  readonly feed: Area | undefined;
  readonly pulse: Area | undefined;
};

/** Lines of the legend. */
const LEGEND = 3;

export function roomsOf(screen: Screen, { panel, lod }: Choices): Rooms {
  const { columns, rows } = screen;
  const all = screen.area;
  const airy = rows >= 30 ? 1 : 0;
  const top = 1 + airy;
  const bottom = rows - 3 - airy;
  const body = all.part(1, top, columns - 2, bottom - top);
  const wide = columns >= 150;
  const sides = columns >= 180 ? [60, 48] : wide ? [52, 42] : [Math.max(40, Math.floor(columns * 0.44)), 0];
  const left = columns - (wide ? 2 : 1) - sides.reduce((sum, width) => sum + (width > 0 ? width + 3 : 0), 0);
  const high = bottom - top;
  const pulse = airy ? 4 : 0;
  const picture = high - 1 - LEGEND - pulse;
  const sideX = left + 4;
  const side = all.part(sideX, top, sides[0], high);
  const alone = panel === "activity";
  // Whoever wants to know more of citizens sees less of what happens.
  const share = panel === "citizens" && lod >= 3 ? 0.75 : 0.55;
  const half = wide || alone ? high : Math.ceil(high * share);
  return {
    header: all.part(0, 0, columns, 1),
    body,
    picture: all.part(1, top, left, picture),
    across: all.part(1, top + picture, left, 1),
    legend: all.part(1, top + picture + 1, left, LEGEND),
    pulse: pulse ? all.part(1, top + picture + 2 + LEGEND, left, pulse - 1) : undefined,
    tabs: side.part(0, 0, sides[0], 1),
    panel: side.part(0, 1 + airy, sides[0], half - 1 - airy),
    feed: alone ? undefined : wide ? all.part(sideX + sides[0] + 3, top, sides[1], high) : side.part(0, half),
    timeline: all.part(1, rows - 3, columns - 2, 2),
    footer: all.part(1, rows - 1, columns - 2, 1),
  };
}

/** The whole frame. */
export function frameOf(
  size: { readonly columns: number; readonly rows: number },
  facts: Facts,
  picture: PictureScene | undefined,
): Screen {
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
export function noticeFrame(
  size: { readonly columns: number; readonly rows: number },
  lines: readonly string[],
): Screen {
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

/** What may be done, or what must be said; and which moment is shown. */
function drawFooter(area: Area, { observer, view, notice, choices, inks }: Facts): void {
  const head = observer.head.peek();
  const at = `${view.seq.toLocaleString("en")} of ${head.toLocaleString("en")} events`;
  const isPlaying = observer.player.playing.peek();
  const pace = driven(observer) === "town" ? observer.pace.peek().speed : observer.player.speed.peek();
  const times = isPlaying || pace !== 1 ? (pace === "max" ? "max  " : `${pace}×  `) : "";
  const moment = `${isPlaying ? "▶ " : ""}${times}${at}`;
  area.put(area.columns - widthOf(moment), 0, moment, { fg: inks.muted });
  const room = area.columns - widthOf(moment) - 2;
  if (choices.search !== undefined) {
    const x = area.put(0, 0, cut(`find: ${choices.search}`, room - 1), { fg: inks.ink, bold: true });
    area.put(x, 0, " ", { inverse: true });
  } else if (notice !== "") area.put(0, 0, cut(notice, room), { fg: inks.warn });
  else drawHints(area.part(0, 0, room, 1), inks);
}

const HINTS: readonly (readonly [keys: string, does: string])[] = [
  ["space", "play"],
  ["←→", "event"],
  ["↑↓", "walk"],
  ["+-", "detail"],
  ["d c p", "skip"],
  ["g", "newest"],
  ["/", "find"],
  ["?", "help"],
  ["q", "leave"],
];

/** The most useful keys; help and the way out always. */
function drawHints(area: Area, inks: Facts["inks"]): void {
  const width = ([keys, does]: (typeof HINTS)[number]) => widthOf(keys) + 1 + widthOf(does) + 2;
  const last = HINTS.slice(-2);
  let left = area.columns - last.reduce((sum, hint) => sum + width(hint), 0) + 2;
  const first: (typeof HINTS)[number][] = [];
  for (const hint of HINTS.slice(0, -2)) {
    if (width(hint) > left) break;
    left -= width(hint);
    first.push(hint);
  }
  let x = 0;
  for (const [keys, does] of [...first, ...last]) {
    x = area.put(x, 0, keys, { fg: inks.muted, bold: true }) + 1;
    x = area.put(x, 0, does, { fg: inks.faint }) + 2;
  }
}
