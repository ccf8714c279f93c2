/**
 * The colours of the town, and the shapes that say the same without colour.
 *
 * Coalitions have five hues of Okabe and Ito's palette for all kinds of colour vision (2008): without orange and yellow,
 * which are too near to gold, and black, which is ink. Two shapes make ten looks; from the eleventh coalition on a look comes
 * again and needs a label. Gold is the bridges' alone, gray the unaffiliated's.
 *
 * On the dark ground the hues are Okabe and Ito's own. On the light one sky blue and reddish purple would stand out less than
 * 3:1, so all are darker there. In both themes any two, gold and gray included, differ by a CIEDE2000 of 11 or more under
 * normal vision, protanopia, deuteranopia and tritanopia.
 */

export type Theme = "light" | "dark";

/** A CSS colour, `#rrggbb`, for each theme. */
type Ink = Readonly<Record<Theme, string>>;

export type Shape = "circle" | "diamond" | "star" | "ring";

/** How a citizen or a coalition looks. */
export type Mark = {
  /** The colour's name, for people. */
  readonly hue: string;
  readonly shape: Shape;
  readonly fill: Ink;
  /** The colour of the line around it: a darker one where the fill alone does not stand out. */
  readonly outline: Ink;
  /** Another coalition may look the same: show its name with it. */
  readonly labelled: boolean;
};

/** What is neither coalition nor citizen. Text in `ink` and `muted` has 4.5:1 on `ground`. */
export const NEUTRALS = {
  ground: { light: "#fbfaf8", dark: "#14161a" },
  ink: { light: "#1b1d21", dark: "#eceae5" },
  muted: { light: "#5c626b", dark: "#a0a6b0" },
  hairline: { light: "#e2dfd9", dark: "#2b2f36" },
} as const satisfies Record<string, Ink>;

/** In an order that keeps the first few far apart. */
const HUES: readonly { readonly hue: string; readonly fill: Ink }[] = [
  { hue: "blue", fill: { light: "#004f78", dark: "#0072b2" } },
  { hue: "vermillion", fill: { light: "#d04a06", dark: "#d55e00" } },
  { hue: "bluish green", fill: { light: "#00855e", dark: "#009e73" } },
  { hue: "reddish purple", fill: { light: "#a664a0", dark: "#cc79a7" } },
  { hue: "sky blue", fill: { light: "#1f8fe0", dark: "#56b4e9" } },
];
const SHAPES: readonly Shape[] = ["circle", "diamond"];

/** Hues that coalitions have: slot k has hue k modulo this. */
export const COALITION_HUES = HUES.length;

/** How many coalitions can be told apart by look alone. */
export const DISTINCT_MARKS = HUES.length * SHAPES.length;

/** The look of the coalition with colour slot `slot` (an integer from 0, kept for its life): all hues as circles, then as diamonds. */
export function coalitionMark(slot: number): Mark {
  if (!Number.isSafeInteger(slot) || slot < 0) throw new RangeError(`a colour slot is an integer from 0, got ${slot}`);
  const { hue, fill } = HUES[slot % HUES.length];
  const shape = SHAPES[Math.floor(slot / HUES.length) % SHAPES.length];
  return { hue, shape, fill, outline: fill, labelled: slot >= DISTINCT_MARKS };
}

/** A citizen of several coalitions. Gold on a light ground is only 1.8:1, so its outline carries it there. */
export const BRIDGE_MARK: Mark = {
  hue: "gold",
  shape: "star",
  fill: { light: "#e5b700", dark: "#f2c200" },
  outline: { light: "#3d3100", dark: "#f2c200" },
  labelled: false,
};

/** A citizen of no coalition. */
export const UNAFFILIATED_MARK: Mark = {
  hue: "gray",
  shape: "ring",
  fill: { light: "#8b8f95", dark: "#6e7278" },
  outline: { light: "#8b8f95", dark: "#6e7278" },
  labelled: false,
};
