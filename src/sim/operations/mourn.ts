import { attraction } from "../drift.ts";
import type { Ended, TownState } from "../state.ts";
import { Effects } from "./effects-of.ts";
import { namesOf, type Operation } from "./operation.ts";

const TOKENS_EACH = 500;

export const mourn: Operation = {
  id: "mourn",
  summary:
    "Former members of a coalition that dissolved within two days mourn it: half their surplus is spent, every pair +0.05.",
  arity: { least: 2, most: Number.POSITIVE_INFINITY },
  agreeable: true,
  possible: (town, first) => bereavement(town, first) !== undefined,
  gather(town, first) {
    const ended = bereavement(town, first)!;
    return [first, ...bereaved(town, first, ended).filter((row) => row !== first)];
  },
  obstacle: (town, rows) =>
    shared(town, rows) ? undefined : "they share no coalition that dissolved within the days of grief",
  perform(town, rows) {
    const ended = shared(town, rows)!;
    const tokens = TOKENS_EACH * rows.length;
    const effects = new Effects(town, rows)
      .spend(rows, 0.5)
      .relate(0.05)
      .remember("mourn")
      .add(attraction(town, rows))
      .become("REFLECTING");
    return {
      success: true,
      message: `${namesOf(town, rows)} mourned the end of ${ended.name}.`,
      tokens,
      drama: 0.5,
      effects: effects.cost(tokens),
      causedBy: [ended.seq],
      metadata: { coalition: ended.id },
    };
  },
};

/** The latest coalition that `first` has lost and can mourn here with another. */
function bereavement(town: TownState, first: number): Ended | undefined {
  return town.mourned.findLast((ended) => ended.members.includes(first) && bereaved(town, first, ended).length >= 2);
}

/** Former members who are available in `first`'s region, by row. */
function bereaved(town: TownState, first: number, ended: Ended): number[] {
  const present = town.roster.present[town.region[first]];
  return ended.members.filter((row) => present.includes(row));
}

function shared(town: TownState, rows: readonly number[]): Ended | undefined {
  return town.mourned.findLast((ended) => rows.every((row) => ended.members.includes(row)));
}
