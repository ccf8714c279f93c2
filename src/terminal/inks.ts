import { NEUTRALS, type Theme } from "../scene/palette.ts";

/** The colours of all that is neither citizen nor coalition: those that the page has in `widgets/kit/tokens.css`. */
export type Inks = Readonly<Record<keyof typeof INKS | keyof typeof NEUTRALS, string>>;

const INKS = {
  /** What is there to be read after everything else. */
  faint: { light: "#767a82", dark: "#868b94" },
  /** A hairline that must be seen without a ground around it. */
  line: { light: "#c9c4ba", dark: "#424750" },
  sunken: { light: "#f3f1ed", dark: "#0f1114" },
  /** Whatever can be chosen, and its ground when it is. */
  accent: { light: "#3c5a82", dark: "#a9c1e4" },
  chosen: { light: "#e6ebf2", dark: "#242c38" },
  warn: { light: "#8a4b00", dark: "#e8b070" },
  bad: { light: "#a02c20", dark: "#f0948a" },
  good: { light: "#2c6a46", dark: "#8fcba6" },
} as const;

export function inksOf(theme: Theme): Inks {
  const all = { ...NEUTRALS, ...INKS };
  return Object.fromEntries(Object.entries(all).map(([name, ink]) => [name, ink[theme]])) as Inks;
}
