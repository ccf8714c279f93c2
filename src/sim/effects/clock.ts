import { isPhase, type Phase } from "../clock.ts";
import { checkNumber, type EffectKind } from "./effect.ts";

/** A new phase begins: its counters start from 0, and grief that has lasted long enough ends. */
export type ClockEffect = { readonly kind: "clock"; readonly day: number; readonly phase: Phase };

export const clock: EffectKind<ClockEffect> = {
  kind: "clock",
  summary: "A new phase begins.",
  check: ({ day, phase }) =>
    isPhase(phase)
      ? checkNumber(day, "day", 1)
      : `phase must be MORNING, AFTERNOON, EVENING or NIGHT, got ${JSON.stringify(phase)}`,
  apply(town, { day, phase }) {
    town.day = day;
    town.phase = phase;
    town.traitsAtPhaseStart.set(town.traits);
    town.meetings.length = 0;
    town.totals.phaseTokens = 0;
    town.totals.phaseDrama = 0;
    town.totals.phaseInteractions = 0;
    while (town.mourned.length > 0 && day - town.mourned[0].day > town.rules.grief) town.mourned.shift();
    town.roster.rebuild();
  },
};
