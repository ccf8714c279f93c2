import type { Chronicle, PastPhase } from "../../sim/chronicle.ts";
import type { Phase } from "../../sim/clock.ts";
import { measure } from "../../sim/measure.ts";
import { GLOSSARY, type Measures } from "../../sim/measures.ts";
import type { TownState } from "../../sim/state.ts";
import { pageOf } from "./page.ts";

/** What the town measures, what it means, and when: drama, interactions and tokens are of the phase so far. */
export type MeasuresView = {
  readonly seq: number;
  readonly day: number;
  readonly phase: Phase;
  readonly measures: Measures;
  readonly glossary: typeof GLOSSARY;
};

/** Cost: linear in citizens and memberships. */
export function viewMeasures(town: TownState): MeasuresView {
  const { seq, day, phase } = town;
  return { seq, day, phase, measures: measure(town), glossary: GLOSSARY };
}

/** `after`: a seq. Phases that ended later follow. */
export type PhasesQuery = { readonly after?: number | undefined; readonly limit: number };

/** What past phases measured when they ended, oldest first. */
export type PhasesView = { readonly seq: number; readonly phases: readonly PastPhase[]; readonly next: number | null };

export function viewPhases(chronicle: Chronicle, query: PhasesQuery): PhasesView {
  const { items, next } = phasesAfter(chronicle, query);
  return { seq: chronicle.seq, phases: items, next };
}

/** A page of past phases. Cost: linear in the phases kept. */
export function phasesAfter({ phases }: Chronicle, { after = 0, limit }: PhasesQuery) {
  return pageOf(
    phases.filter(({ seq }) => seq > after),
    limit,
    ({ seq }) => seq,
  );
}
