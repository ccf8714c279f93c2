import { coalitionLetter } from "../scene/chip.ts";
import { BRIDGE_MARK, UNAFFILIATED_MARK, coalitionMark, type Theme } from "../scene/palette.ts";
import { BRIDGES, type LegendEntry, type Member } from "../scene/scatter-cast.ts";
import type { Style } from "./screen.ts";

/** A mark in one letter, and its colour: a coalition's own letter, a star for a bridge, a ring for who is in none. */
export type LetterMark = { readonly letter: string; readonly style: Style };

export function markOf({ kind, coalitions }: Pick<Member, "kind" | "coalitions">, theme: Theme): LetterMark {
  if (kind === "member") return coalitionMarkOf(coalitions[0].colour, theme);
  return kind === "bridge" ? bridge(theme) : unaffiliated(theme);
}

export function legendMarkOf({ key, coalition }: LegendEntry, theme: Theme): LetterMark {
  if (coalition) return coalitionMarkOf(coalition.colour, theme);
  return key === BRIDGES ? bridge(theme) : unaffiliated(theme);
}

/** @param slot of the palette */
export function coalitionMarkOf(slot: number, theme: Theme): LetterMark {
  return { letter: coalitionLetter(slot), style: { fg: coalitionMark(slot).fill[theme], bold: true } };
}

/** Gold is too pale to be read on a light ground: there it is the ground, of a letter in the colour of its outline. */
function bridge(theme: Theme): LetterMark {
  const { fill, outline } = BRIDGE_MARK;
  const style = theme === "light" ? { fg: outline[theme], bg: fill[theme] } : { fg: fill[theme] };
  return { letter: "★", style: { ...style, bold: true } };
}

function unaffiliated(theme: Theme): LetterMark {
  return { letter: "○", style: { fg: UNAFFILIATED_MARK.fill[theme] } };
}
