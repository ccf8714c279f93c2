import type { TownState } from "../sim/state.ts";
import { signed } from "./brief.ts";
import { printable } from "./printable.ts";
import { strongestFeelings, type Feeling } from "./society-ties.ts";

/** The strongest ties of a town in letters, a line each: `Alice ━━━━━━╍╍ Bob  +0.62`. Those of `rows` if any are given. */
export function societyText(town: TownState, rows: readonly number[] = [], most = 20): string {
  const feelings = strongestFeelings(town, rows, most);
  const name = (row: number) => printable(town.citizens[row].name);
  const widest = Math.max(0, ...feelings.map(({ a }) => name(a).length));
  return feelings
    .map((feeling) => {
      const weight = tieOf(feeling);
      const bar = (weight < 0 ? "╌" : "━").repeat(Math.max(1, Math.round(Math.abs(weight) * 12))).padEnd(12);
      return `${name(feeling.a).padStart(widest)} ${bar} ${signed(weight)} ${name(feeling.b)}\n`;
    })
    .join("");
}

/** What two feel for each other, taken together. */
export function tieOf({ forth, back }: Feeling): number {
  return (forth + back) / 2;
}
