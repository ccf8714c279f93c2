import { formatMoment } from "../sim/clock.ts";
import { digest } from "../sim/digest.ts";
import { GLOSSARY, type Measures } from "../sim/measures.ts";
import type { TownState } from "../sim/state.ts";

/** Measures of each phase of a run, oldest first. */
export type Course = readonly Measures[];

/** A run at a glance, for a terminal `columns` wide: how its measures went, and the coalitions that live at its end. */
export function picture(town: TownState, course: Course, columns: number): string {
  const { town_id, seed, citizens, seq } = town;
  const width = Math.max(10, Math.min(120, columns) - 34);
  const lines = [
    `${town_id} · seed ${seed} · ${citizens.length} citizens · ${seq.toLocaleString("en")} events · ${formatMoment(town)}`,
    "",
    ...SHOWN.map((key) => {
      const values = course.map((measures) => measures[key]);
      return `  ${GLOSSARY[key].label.padEnd(14)} ${sparkline(values, width).padEnd(width)} ${short(values.at(-1) ?? 0).padStart(8)}`;
    }),
    "",
    ...coalitions(town, columns),
    `  digest ${digest(town)}`,
  ];
  return `${lines.join("\n")}\n`;
}

const SHOWN = ["tension", "cooperation", "mean_drift", "drama", "tokens", "surplus", "coalitions", "bridges"] as const;

function coalitions({ coalitions, citizens }: TownState, columns: number): string[] {
  const largest = [...coalitions.values()].sort((a, b) => b.members.length - a.members.length).slice(0, 8);
  if (largest.length === 0) return ["  no coalitions now", ""];
  const lines = largest.map(({ name, members }) => {
    const line = `  ${name}: ${members.map((row) => citizens[row].name).join(", ")}`;
    return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
  });
  const more = coalitions.size - largest.length;
  return [...lines, ...(more > 0 ? [`  and ${more} more coalitions`] : []), ""];
}

/** Values as bars from their least to their greatest, averaged where there are more than fit. */
export function sparkline(values: readonly number[], width: number): string {
  if (values.length === 0) return "";
  const count = Math.min(width, values.length);
  const means = Array.from({ length: count }, (_, i) => {
    const part = values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const least = Math.min(...means);
  const range = Math.max(...means) - least || 1;
  return means.map((value) => BARS[Math.min(7, Math.floor(((value - least) / range) * 8))]).join("");
}

const BARS = "▁▂▃▄▅▆▇█";

function short(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString("en") : String(Math.round(value * 1000) / 1000);
}
