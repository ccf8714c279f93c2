import { brief } from "../scene/brief.ts";
import { sparklineText } from "../scene/sparkline.ts";
import { measure } from "../sim/measure.ts";
import { GLOSSARY, type Measures } from "../sim/measures.ts";
import type { Facts } from "./facts.ts";
import type { Area } from "./screen.ts";

const ALL = Object.keys(GLOSSARY) as (keyof Measures)[];
/** The few to keep an eye on, where there is room for no more. */
export const PULSE: readonly (keyof Measures)[] = [
  "tension",
  "cooperation",
  "mean_drift",
  "drama",
  "tokens",
  "surplus",
];

/** How the town fares: each measure over the last phases before the moment shown, and as it is then. In as many columns of lines as are asked for. */
export function drawMeasures(
  area: Area,
  { observer, view, inks }: Facts,
  keys: readonly (keyof Measures)[] = ALL,
  abreast = 1,
): void {
  const phases = observer.outline.phases.filter(({ seq }) => seq <= view.seq);
  const now = measure(view.town);
  const width = Math.floor((area.columns - GAP * (abreast - 1)) / abreast);
  const line = Math.max(1, width - LABEL - VALUE - 2);
  for (const [i, key] of keys.entries()) {
    const [x, y] = [(i % abreast) * (width + GAP), Math.floor(i / abreast)];
    area.put(x, y, GLOSSARY[key].label, { fg: inks.faint });
    const past = phases.map(({ measures }) => measures[key]);
    const shape = sparklineText([...past, now[key]], line);
    area.put(x + LABEL + 1 + line - shape.length, y, shape, { fg: inks.muted });
    area.put(x + width - VALUE, y, brief(now[key]).padStart(VALUE), { fg: inks.ink });
  }
}

/** Columns of a measure's name, of its value, and between two. */
const LABEL = 13;
const VALUE = 6;
const GAP = 3;
