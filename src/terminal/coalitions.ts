import { namesInWords } from "../scene/names-in-words.ts";
import { namesOf, turnWords } from "../scene/lifelines-text.ts";
import { sizeAt } from "../scene/lifelines.ts";
import { isInFocus, type LegendEntry } from "../scene/scatter-cast.ts";
import { sparklineText } from "../scene/sparkline.ts";
import type { Lifeline } from "../sim/chronicle.ts";
import type { Facts } from "./facts.ts";
import { cut, widthOf, wrap } from "./letters.ts";
import { coalitionMarkOf, legendMarkOf } from "./mark.ts";
import type { Area } from "./screen.ts";

/**
 * The lives of coalitions up to the moment shown, first of those that live then: name, size over the run, and how many they are or
 * what became of them. Bridges and the unaffiliated can be chosen too. Below, more of the one at hand.
 */
export function drawCoalitions(area: Area, facts: Facts): void {
  const { view, observer, inks } = facts;
  const lives = observer.outline.lifelines.filter(({ born }) => born.seq <= view.seq);
  const about = aboutOf(facts, area.columns);
  const list = area.part(0, 0, area.columns, area.rows - about.length - 1);
  const groups = groupsOf(facts);
  const hidden = Math.max(0, groups.indexOf(groupAtHand(facts)) - list.rows + 1);
  let y = 0;
  for (const group of groups.slice(hidden, hidden + list.rows)) drawGroup(list, y++, group, lives, facts);
  const ended = lives.filter(({ coalition }) => !view.town.coalitions.has(coalition)).reverse();
  for (const life of ended.slice(0, Math.max(0, list.rows - y))) drawEnded(list, y++, life, lives, facts);
  for (const [i, line] of about.entries()) area.put(0, area.rows - about.length + i, line, { fg: inks.muted });
}

/** Columns of a name. */
function nameRoom({ columns }: Area): number {
  return Math.min(18, Math.floor(columns * 0.42));
}

function drawGroup(area: Area, y: number, group: LegendEntry, lives: readonly Lifeline[], facts: Facts): void {
  const { choices, inks } = facts;
  const life = group.coalition && lives.find(({ coalition }) => coalition === group.key);
  const { letter, style } = legendMarkOf(group, choices.theme);
  const count = `${group.count}`;
  area.put(0, y, letter, style);
  area.put(2, y, cut(group.name, nameRoom(area)), { fg: inks.ink, underline: choices.focus === group.key });
  if (life) drawLife(area, y, life, lives, count.length, style.fg!, facts);
  area.put(area.columns - count.length, y, count, { fg: inks.ink });
  if (group === groupAtHand(facts)) for (let x = 0; x < area.columns; x++) area.dress(x, y, { bg: inks.chosen });
}

function drawEnded(area: Area, y: number, life: Lifeline, lives: readonly Lifeline[], facts: Facts): void {
  const { view, choices, inks } = facts;
  const { name, colour, ended } = life;
  const said = ended && ended.seq <= view.seq ? `${turnWords(ended, namesOf(lives))}, day ${ended.day}` : "";
  const words = cut(said, Math.floor(area.columns / 2));
  area.put(2, y, cut(name, nameRoom(area)), { fg: inks.faint });
  drawLife(area, y, life, lives, widthOf(words), coalitionMarkOf(colour, choices.theme).style.fg!, facts);
  area.put(area.columns - widthOf(words), y, words, { fg: inks.faint });
}

/** What the panel can focus on: the legend, coalitions in the order of their forming. */
export function groupsOf({ cast, choices }: Facts): readonly LegendEntry[] {
  return cast.notable(choices.focus);
}

export function groupAtHand(facts: Facts): LegendEntry {
  const groups = groupsOf(facts);
  return groups.find(({ key }) => key === facts.choices.group) ?? groups[0];
}

/** A life as heights over the whole run, between its name and what is said of it, which takes so many columns. */
function drawLife(
  area: Area,
  y: number,
  life: Lifeline,
  lives: readonly Lifeline[],
  said: number,
  ink: string,
  { view, observer }: Facts,
): void {
  const { axis } = observer.outline;
  const from = 3 + nameRoom(area);
  const width = area.columns - from - said - 2;
  const most = Math.max(...lives.map(largest));
  for (let i = 0; i < width; i++) {
    const seq = axis.seqAt(((i + 1) / width) * axis.extent);
    const size = seq <= view.seq ? sizeAt(life, seq) : 0;
    if (size > 0) area.put(from + i, y, sparklineText([size], 1, { least: 0, most }), { fg: ink });
  }
}

function largest({ born, changes }: Lifeline): number {
  return changes.reduce((most, { size }) => Math.max(most, size), born.size);
}

/** More of the group at hand, in lines. */
function aboutOf(facts: Facts, columns: number): string[] {
  const { cast } = facts;
  const { key, name, count, coalition } = groupAtHand(facts);
  const members = cast.members.filter((member) => isInFocus(member, key)).map((member) => member.name);
  const head = coalition
    ? `${name}: since day ${coalition.since} · strength ${coalition.strength.toFixed(2)} · cohesion ${coalition.cohesion.toFixed(2)}`
    : `${name}: ${count === 0 ? "nobody" : count.toLocaleString("en")}`;
  const who = members.length > MOST_NAMED ? namesInWords(members) : members.join(", ");
  return [...wrap(head, columns), ...wrap(who, columns).slice(0, 3)];
}

const MOST_NAMED = 24;
