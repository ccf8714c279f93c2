import { namesInWords } from "../scene/names-in-words.ts";
import { namesOf, turnWords } from "../scene/lifelines-text.ts";
import { sizeAt } from "../scene/lifelines.ts";
import { isInFocus, type LegendEntry } from "../scene/scatter-cast.ts";
import { sparklineText } from "../scene/sparkline.ts";
import type { Lifeline } from "../sim/chronicle.ts";
import type { Facts } from "./facts.ts";
import { cut, fit, widthOf, wrap } from "./letters.ts";
import { coalitionMarkOf, legendMarkOf } from "./mark.ts";
import type { Area } from "./screen.ts";

/**
 * The lives of coalitions up to the moment shown, first of those that live then: name, size over the run, and how many they are or
 * what became of them. Bridges and the unaffiliated can be chosen too. Below, more of the one at hand.
 */
export function drawCoalitions(area: Area, facts: Facts): void {
  const { choices, view, observer, inks } = facts;
  const entries = groupsOf(facts);
  const lives = observer.outline.lifelines.filter(({ born }) => born.seq <= view.seq);
  const ended = lives.filter(({ coalition }) => !view.town.coalitions.has(coalition)).reverse();
  const about = aboutOf(facts, area.columns);
  const room = Math.max(1, area.rows - about.length - 1);
  const first = Math.max(0, Math.min(entries.indexOf(groupAtHand(facts)) - room + 1, entries.length - 1));
  const most = lives.reduce(
    (most, { born, changes }) => Math.max(most, born.size, ...changes.map(({ size }) => size)),
    1,
  );
  const columns = { name: Math.min(18, Math.floor(area.columns * 0.42)), most };

  let y = 0;
  for (const entry of entries.slice(first, first + room)) {
    const life = entry.coalition && lives.find(({ coalition }) => coalition === entry.key);
    const { letter, style } = legendMarkOf(entry, choices.theme);
    area.put(0, y, letter, style);
    area.put(2, y, fit(entry.name, columns.name), { fg: inks.ink, underline: choices.focus === entry.key });
    const count = `${entry.count}`;
    if (life) drawLife(area, y, life, area.columns - columns.name - count.length - 5, columns, style.fg!, facts);
    area.put(area.columns - count.length, y, count, { fg: inks.ink });
    if (entry === groupAtHand(facts)) for (let x = 0; x < area.columns; x++) area.dress(x, y, { bg: inks.chosen });
    y++;
  }
  const nameOf = namesOf(lives);
  for (const life of ended) {
    if (y >= room) break;
    const { ended: end } = life;
    const words = end && end.seq <= view.seq ? `${turnWords(end, nameOf)}, day ${end.day}` : "";
    const width = Math.min(widthOf(words), Math.floor(area.columns / 2));
    area.put(2, y, fit(life.name, columns.name), { fg: inks.faint });
    const ink = coalitionMarkOf(life.colour, choices.theme).style.fg!;
    drawLife(area, y, life, area.columns - columns.name - width - 5, columns, ink, facts);
    area.put(area.columns - width, y, cut(words, width), { fg: inks.faint });
    y++;
  }
  about.forEach((line, i) => area.put(0, area.rows - about.length + i, line, { fg: inks.muted }));
}

/** What the panel can focus on: the legend, coalitions in the order of their forming. */
export function groupsOf({ cast, choices }: Facts): readonly LegendEntry[] {
  return cast.notable(choices.focus);
}

export function groupAtHand(facts: Facts): LegendEntry {
  const groups = groupsOf(facts);
  return groups.find(({ key }) => key === facts.choices.group) ?? groups[0];
}

/** A life as heights, over the whole run. */
function drawLife(
  area: Area,
  y: number,
  life: Lifeline,
  width: number,
  { name, most }: { readonly name: number; readonly most: number },
  ink: string,
  { view, observer }: Facts,
): void {
  const { axis } = observer.outline;
  for (let i = 0; i < width; i++) {
    const seq = axis.seqAt(((i + 1) / width) * axis.extent);
    const size = seq <= view.seq ? sizeAt(life, seq) : 0;
    if (size > 0) area.put(3 + name + i, y, sparklineText([size], 1, { least: 0, most }), { fg: ink });
  }
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
