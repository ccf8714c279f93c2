import { cardText } from "../scene/card-text.ts";
import { glyphText } from "../scene/glyph.ts";
import { manifest } from "../sim/manifest.ts";
import type { Facts } from "./facts.ts";
import { lettersOf } from "./letters.ts";
import { coalitionMarkOf, markOf } from "./mark.ts";
import type { Area } from "./screen.ts";

/** Who lives here, each a card at the level of detail: a list that is zoomed into. Whoever is at hand is in sight. */
export function drawCitizens(area: Area, facts: Facts): void {
  const { byName, choices } = facts;
  const { lod, scrolled } = choices;
  const at = placeOf(facts);
  // Cards of a line or two are a list around the one at hand; larger ones begin with it.
  const isList = lod <= 1;
  const fitting = Math.floor(area.rows / (lod + 1));
  const first = isList ? Math.max(0, Math.min(at - Math.floor(fitting / 2), byName.length - fitting)) : at;
  let y = isList ? 0 : -scrolled;
  for (let i = first; i < byName.length && y < area.rows; i++) {
    y += drawCard(area, y, byName[i], facts, i === at) + (isList ? 0 : 1);
  }
}

/** Where the citizen at hand is in the list by name. */
export function placeOf({ byName, cast, choices }: Facts): number {
  return Math.max(0, byName.indexOf(cast.rowOf(choices.citizen) ?? -1));
}

/** Draws a card from line `y` on, and answers how many it took. */
function drawCard(area: Area, y: number, row: number, { view, cast, choices, inks }: Facts, atHand: boolean): number {
  const { theme, lod, selected } = choices;
  const card = manifest(view.town, row, lod, (row) => cast.coalitionsOf(row));
  const member = cast.member(row);
  const { letter, style } = markOf(member, theme);
  const isSelected = selected.has(card.id);
  area.put(0, y, glyphText(card.glyph.seed), { fg: style.fg });
  let x = area.put(3, y, card.name, { fg: inks.ink, bold: atHand || isSelected, underline: isSelected }) + 1;
  x = area.put(x, y, letter, style) + 1;
  // A star, and which coalitions it is a bridge between.
  for (const { colour } of member.kind === "bridge" ? member.coalitions : []) {
    const mark = coalitionMarkOf(colour, theme);
    x = area.put(x, y, mark.letter, mark.style);
  }
  if (atHand) for (let column = 0; column < area.columns; column++) area.dress(column, y, { bg: inks.chosen });
  // The first line says the same in letters alone.
  const [, ...rest] = cardText(card, area.columns);
  for (const [i, line] of rest.entries()) drawDetail(area, y + 1 + i, line, inks);
  return 1 + rest.length;
}

/** A line of a card: its bars behind its words. */
function drawDetail(area: Area, y: number, line: string, inks: Facts["inks"]): void {
  let x = 0;
  for (const { text } of lettersOf(line)) {
    const ink = BAR.test(text) ? inks.faint : text === "│" ? inks.line : inks.muted;
    x = area.put(x, y, text, { fg: ink });
  }
}

const BAR = /[▏▎▍▌▋▊▉█▐]/;
