import { attraction } from "../drift.ts";
import type { TownState } from "../state.ts";
import { withEveryone } from "./company.ts";
import { Effects } from "./effects-of.ts";
import { namesOf, type Operation, type Outcome } from "./operation.ts";

const TOKENS_EACH = 400;

export const celebrate: Operation = {
  id: "celebrate",
  summary: "Three or more celebrate: half of their surplus is spent, and every pair grows closer by 0.10.",
  arity: { least: 3, most: Number.POSITIVE_INFINITY },
  agreeable: true,
  possible(town, first) {
    const present = town.roster.present[town.region[first]];
    return present.length >= 3 && present.some((row) => town.surplus[row] > 0);
  },
  gather: withEveryone,
  obstacle: (town, rows) =>
    rows.some((row) => town.surplus[row] > 0) ? undefined : "none of them has any surplus to spend",
  perform: (town, rows) => celebration(town, rows, 0.5),
};

/** What a celebration that spends `share` of the participants' surplus does; a festival spends all. */
export function celebration(town: TownState, rows: readonly number[], share: number): Outcome {
  const place = town.regions[town.region[rows[0]]].name;
  const tokens = TOKENS_EACH * rows.length;
  const effects = new Effects(town, rows)
    .spend(rows, share)
    .relate(0.1)
    .remember("celebrate")
    .add(attraction(town, rows))
    .become("SOCIALIZING");
  const message =
    share === 1
      ? `A festival filled the ${place}: ${namesOf(town, rows)} shared all they had.`
      : `${namesOf(town, rows)} celebrated at the ${place}.`;
  return {
    success: true,
    message,
    tokens,
    drama: 0.2,
    effects: effects.cost(tokens),
    metadata: share === 1 ? { festival: true } : {},
  };
}
