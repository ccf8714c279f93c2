import { ACTIVITIES, RESTING, type Activity } from "../citizen.ts";
import { rowOf, type TownState } from "../state.ts";
import { checkCitizens, type EffectKind } from "./effect.ts";

/** Citizens take up an activity. RESTING is left only by `wake: true`: the right to rest. */
export type ActivityEffect = {
  readonly kind: "activity";
  readonly citizens: readonly string[];
  readonly to: Activity;
  readonly wake?: true;
};

export const activity: EffectKind<ActivityEffect> = {
  kind: "activity",
  summary: "Citizens take up an activity; one who rests is left alone unless wake is true.",
  check(effect, town) {
    if (!(ACTIVITIES as readonly unknown[]).includes(effect.to)) {
      return `to must be one of ${ACTIVITIES.join(", ")}, got ${JSON.stringify(effect.to)}`;
    }
    if (effect.wake !== undefined && effect.wake !== true) return `wake must be true or absent`;
    return checkCitizens(effect.citizens, town);
  },
  apply(town: TownState, { citizens, to, wake }) {
    const next = ACTIVITIES.indexOf(to);
    for (const id of citizens) {
      const row = rowOf(town, id);
      const resting = town.activity[row] === RESTING;
      if (resting && !wake) continue;
      if (!resting && next === RESTING) town.roster.retire(row);
      town.activity[row] = next;
      if (resting && next !== RESTING) town.roster.wake(row);
    }
  },
};
