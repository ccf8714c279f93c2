import { TRAITS } from "../sim/eigenvector.ts";
import type { Manifest } from "../sim/manifest.ts";
import { barText } from "./bar.ts";
import { signed } from "./brief.ts";
import { bearing, quantities, recollected } from "./card-words.ts";
import { chipText, markText } from "./chip.ts";
import { glyphText } from "./glyph.ts";
import { coalitionMark } from "./palette.ts";
import { printable } from "./printable.ts";
import { radarText } from "./radar.ts";

/**
 * A citizen's card in letters, at the level of detail of its manifest, as lines of at most `columns` letters (at least 40):
 *
 *     ▙▟ Alice ●
 *        Inn · socializing, warm
 *        Innkeeper. Hospitality: “Life is a long table, and there is always …”
 *        Last: gossip about Bob, event 1,287
 *
 * A letter is taken to be one column wide.
 */
export function cardText(card: Manifest, columns = 80): string[] {
  const room = Math.max(40, columns) - INDENT;
  const lines: string[] = [];
  const say = (...texts: readonly string[]) => lines.push(...texts.map((text) => " ".repeat(INDENT) + text));

  const { glyph, name } = card;
  const marks = glyph.colours.map((slot) => markText(coalitionMark(slot))).join("") || "○";
  lines.push(`${glyphText(glyph.seed)} ${fit(printable(name), room - marks.length - 1).trimEnd()} ${marks}`);
  if ("region" in card) say(cut(`${printable(card.region.name)} · ${bearing(card)}`, room));
  if ("worldview" in card) {
    const { archetype, worldview, doing } = card;
    say(...wrap(`${archetype}. ${worldview.name}: “${worldview.metaphor}”`, room));
    if (doing) say(cut(`Last: ${memory(doing)}, event ${number(doing.seq)}`, room));
  }
  if ("memories" in card) say("", ...recall(card, room));
  if ("eigenvector" in card) say("", ...psyche(card, room));
  if ("record" in card) {
    const record = JSON.stringify(card.record, null, 2).split("\n");
    say("", ...record.map((line) => cut(printable(line), room)));
    say("", "", ...wrap(card.opacity, Math.min(room, READABLE)), "", "");
  }
  return lines.map((line) => line.trimEnd());
}

const INDENT = 3;
/** Letters in a line that is read with ease. */
const READABLE = 56;

/** Memories and ties, beside each other. */
function recall({ memories, ties }: Manifest<3>, room: number): string[] {
  const half = Math.floor((room - 3) / 2);
  const left = ["Remembers", ...memories.map((one) => ends(memory(one), number(one.seq), half))];
  if (memories.length === 0) left.push("nothing yet");
  const bar = Math.min(13, Math.floor(half / 3));
  const right = [
    "Ties",
    ...ties.map(({ name, weight }) => {
      const value = `${barText(weight, bar, { least: -1, most: 1 })} ${signed(weight)}`;
      return `${fit(printable(name), half - value.length - 1)} ${value}`;
    }),
  ];
  if (ties.length === 0) right.push("none yet");
  return Array.from(
    { length: Math.max(left.length, right.length) },
    (_, i) => `${fit(left[i] ?? "", half)}   ${right[i] ?? ""}`,
  );
}

function psyche(card: Manifest<4>, room: number): string[] {
  const values = TRAITS.map((trait) => card.eigenvector[trait]);
  const temperament = TRAITS.map((trait) => card.temperament[trait]);
  const coalitions = card.coalitions.map(({ name, colour }) => chipText(coalitionMark(colour), name));
  return [
    ...radarText(values, temperament),
    ...wrap(
      quantities(card)
        .map(({ label, value }) => `${label} ${value}`)
        .join(" · "),
      room,
    ),
    ...(coalitions.length === 0 ? ["○ unaffiliated"] : wrap(coalitions.join("  "), room)),
  ];
}

function memory(one: Manifest<3>["memories"][number]): string {
  return printable(recollected(one));
}

function number(seq: number): string {
  return seq.toLocaleString("en");
}

/** Two texts at the ends of a line of `width`; the first gives way. */
function ends(first: string, last: string, width: number): string {
  return `${fit(first, width - last.length - 1)} ${last}`;
}

function fit(text: string, width: number): string {
  return cut(text, width).padEnd(width);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? cut(word, width) : `${line} ${word}`;
  }
  return [...lines, line];
}
