import { NEUTRALS } from "../scene/palette.ts";
import type { Style } from "./screen.ts";

/** How many colours a terminal has: none, 16 that its owner chose, the 256 of xterm, or all of them. */
export type Depth = "none" | "16" | "256" | "truecolor";

export const DEPTHS: readonly Depth[] = ["none", "16", "256", "truecolor"];

/**
 * The colours of a terminal, as its environment tells: NO_COLOR (no-color.org) and TERM=dumb mean none, COLORTERM says truecolor, and
 * TERM the rest.
 */
export function depthOf(env: Readonly<Record<string, string | undefined>>): Depth {
  const term = env["TERM"] ?? "";
  if (env["NO_COLOR"] || term === "" || term === "dumb") return "none";
  if (/^(truecolor|24bit)$/.test(env["COLORTERM"] ?? "") || term.endsWith("-direct")) return "truecolor";
  return /256/.test(term) ? "256" : "16";
}

/**
 * The sequence that makes the next letters look so (ECMA-48, SGR), whatever they looked like before; shorter where that is known, and
 * "" where it is the same to this terminal.
 */
export function sgr(style: Style, depth: Depth, worn?: Style): string {
  const keeps = worn && FLAGS.every(({ flag }) => Boolean(worn[flag]) === Boolean(style[flag]));
  const codes = keeps ? [] : ["0", ...FLAGS.flatMap(({ flag, code }) => (style[flag] ? code : []))];
  const before = keeps ? worn : {};
  if (depth !== "none" && style.fg !== before.fg) codes.push(style.fg ? colourCode(style.fg, depth, 38) : "39");
  // Sixteen colours hold no ground that is quiet.
  if (depth !== "none" && depth !== "16" && style.bg !== before.bg) {
    codes.push(style.bg ? colourCode(style.bg, depth, 48) : "49");
  }
  return codes.length === 0 ? "" : `\u001b[${codes.join(";")}m`;
}

const FLAGS = [
  { flag: "bold", code: "1" },
  { flag: "underline", code: "4" },
  { flag: "inverse", code: "7" },
] as const;

function colourCode(hex: string, depth: Depth, which: 38 | 48): string {
  const rgb = rgbOf(hex);
  if (depth === "truecolor") return `${which};2;${rgb.join(";")}`;
  if (depth === "256") return `${which};5;${nearest(rgb, XTERM, 16)}`;
  // On a ground that nobody knows, ink is the terminal's own, and what is quiet a gray.
  if (INKS.has(hex)) return "39";
  if (isQuiet(rgb)) return "90";
  const hue = nearest(rgb, HUES);
  return `${hue < 6 ? 31 + hue : 85 + hue}`;
}

const INKS = new Set<string>(Object.values(NEUTRALS.ink));

/** Grays, and colours so near to the ground that they were made to stand back. */
function isQuiet(rgb: readonly number[]): boolean {
  const [least, most] = [Math.min(...rgb), Math.max(...rgb)];
  return most - least < 60 || (most - least < 100 && (most < 115 || least > 140));
}

function rgbOf(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** `share` of one colour over another. */
export function mixed(over: string, under: string, share: number): string {
  const [a, b] = [rgbOf(over), rgbOf(under)];
  const mix = a.map((value, k) => Math.round(value * share + b[k] * (1 - share)));
  return `#${mix.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** xterm's cube of 216 colours, then its 24 grays. The sixteen before them are their owner's, and may be anything. */
const XTERM = [
  ...Array.from({ length: 216 }, (_, i) => [Math.floor(i / 36), Math.floor(i / 6) % 6, i % 6].map(level)),
  ...Array.from({ length: 24 }, (_, i) => [8 + 10 * i, 8 + 10 * i, 8 + 10 * i]),
];
/** As xterm has them by default: red, green, yellow, blue, magenta, cyan, and the same again brighter. */
const HUES = "cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff"
  .split(" ")
  .map((hex) => rgbOf(`#${hex}`));

function level(step: number): number {
  return step === 0 ? 0 : 55 + 40 * step;
}

/** By the distance that is weighed by how red the colours are (Riemersma, "Colour metric"), which is nearer to the eye than a plain one. */
function nearest(rgb: readonly number[], among: readonly (readonly number[])[], first = 0): number {
  let [best, least] = [0, Infinity];
  for (const [i, other] of among.entries()) {
    const red = (rgb[0] + other[0]) / 2;
    const [r, g, b] = rgb.map((value, k) => value - other[k]);
    const distance = (2 + red / 256) * r * r + 4 * g * g + (2 + (255 - red) / 256) * b * b;
    if (distance < least) [best, least] = [i, distance];
  }
  return first + best;
}
