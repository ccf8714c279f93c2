import { lineOf, type Line } from "../scene/event-line.ts";
import { tagsOf } from "../wire/event-filter.ts";
import type { Facts } from "./facts.ts";
import { cut, widthOf, wrap } from "./letters.ts";
import type { Area, Style } from "./screen.ts";

/** The activity: what happened up to the moment shown, the newest first, a line each. */
export function drawFeed(area: Area, facts: Facts): void {
  let y = 0;
  for (let seq = facts.view.seq; y < area.rows; seq--) {
    const line = lineAt(facts, seq);
    if (!line) break;
    y += drawLine(area.part(0, y), line, facts, 1);
  }
  if (y === 0) area.put(0, 0, cut("Nothing has happened yet.", area.columns), { fg: facts.inks.faint });
}

/** The same to walk in, from the event at hand on, each whole. */
export function drawActivity(area: Area, facts: Facts): void {
  const { view, inks } = facts;
  const at = eventAtHand(facts);
  const above = Math.min(view.seq - at, Math.floor(area.rows / 3));
  let y = 0;
  for (let seq = at + above; y < area.rows; seq--) {
    const line = lineAt(facts, seq);
    if (!line) break;
    const height = drawLine(area.part(0, y), line, facts, seq === at ? 4 : 2);
    if (seq === at) {
      for (let row = y; row < y + height; row++)
        for (let x = 0; x < area.columns; x++) area.dress(x, row, { bg: inks.chosen });
      area.put(0, y, line.clock, { fg: inks.accent, bold: true, inverse: true });
    }
    y += height;
  }
}

/** The event that the arrows move on from: as near to the one chosen as there is one. */
export function eventAtHand({ choices, view, observer }: Facts): number {
  const { firstSeq } = observer.events;
  return choices.event === 0 ? view.seq : Math.max(firstSeq, Math.min(choices.event, view.seq));
}

function lineAt(
  { observer, view }: Facts,
  seq: number,
): (Line & { readonly concerned: ReadonlySet<string> }) | undefined {
  const event = observer.events.at(seq);
  if (!event) return undefined;
  const { citizens, citizenIndex } = view.town;
  const nameOf = (id: string) => citizens[citizenIndex.get(id) ?? -1]?.name ?? id;
  return { ...lineOf(event, nameOf), concerned: new Set(tagsOf(event).citizens) };
}

/** Draws an event in at most so many lines, and answers in how many. */
function drawLine(
  area: Area,
  { clock, tone, message, concerned }: NonNullable<ReturnType<typeof lineAt>>,
  { choices, inks }: Facts,
  most: number,
): number {
  const looks: Record<Line["tone"], Style> = {
    deed: { fg: inks.ink },
    coalition: { fg: inks.ink, bold: true },
    time: { fg: inks.muted },
    undertow: { fg: inks.faint },
    refused: { fg: inks.faint },
  };
  // What moves underneath concerns nearly everybody.
  const isChosen = tone !== "undertow" && [...choices.selected].some((id) => concerned.has(id));
  const style = isChosen ? { ...looks[tone], underline: true } : looks[tone];
  area.put(0, 0, clock, { fg: inks.faint });
  const said = tone === "refused" ? `✗ ${message}` : message;
  const room = area.columns - CLOCK;
  const lines = most === 1 ? [cut(said, room)] : wrap(said, room);
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] = cut(`${shown[most - 1]}…`, room);
  for (const [i, text] of shown.entries()) area.put(CLOCK, i, text, style);
  if (tone === "time") {
    const from = CLOCK + widthOf(shown[0]) + 1;
    area.put(from, 0, "─".repeat(Math.max(0, area.columns - from)), { fg: inks.hairline });
  }
  return shown.length;
}

/** Columns of the clock and a space. */
const CLOCK = 6;
