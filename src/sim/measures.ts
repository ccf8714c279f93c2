import { onLattice } from "./lattice.ts";

/**
 * What is measured of a town: each measure with its definition in one place (GLOSSARY), maintained as events are
 * folded, and published at every change of phase.
 */
export type Measures = {
  readonly tension: number;
  readonly cooperation: number;
  readonly mean_drift: number;
  readonly drama: number;
  readonly interactions: number;
  readonly tokens: number;
  readonly tokens_total: number;
  readonly surplus: number;
  readonly coalitions: number;
  readonly bridges: number;
  readonly unaffiliated: number;
  readonly resting: number;
};

/** For people: what each measure says, with its definition and range. */
export const GLOSSARY: Readonly<Record<keyof Measures, { readonly label: string; readonly definition: string }>> = {
  tension: {
    label: "tension",
    definition: "Variance of all relationship weights; 0 when everyone feels alike, at most 1.",
  },
  cooperation: { label: "cooperation", definition: "Sum of positive relationship weights per citizen." },
  mean_drift: {
    label: "mean drift",
    definition: "Mean Euclidean distance between two citizens' eigenvectors, 0 to 2.65; sampled above 200 citizens.",
  },
  drama: { label: "drama", definition: "Sum of the drama of the phase's events." },
  interactions: { label: "interactions", definition: "Operations of the phase, moves not counted." },
  tokens: { label: "tokens", definition: "Estimated language-model tokens of the phase's turns." },
  tokens_total: { label: "tokens in all", definition: "Estimated language-model tokens since the run began." },
  surplus: { label: "surplus", definition: "Surplus that all citizens hold." },
  coalitions: { label: "coalitions", definition: "Living coalitions: k-clique communities of the similarity graph." },
  bridges: { label: "bridges", definition: "Citizens in more than one coalition." },
  unaffiliated: { label: "unaffiliated", definition: "Citizens in no coalition." },
  resting: { label: "resting", definition: "Citizens who rest and may not be involved." },
};

/** Running sums that `apply` keeps, so that no measure costs a pass over the relationships. */
export type Totals = {
  /** Directed relationships and the sums of their weights, squared weights and positive weights. */
  ties: number;
  weight: number;
  weightSquared: number;
  positiveWeight: number;
  /** Since the run began. */
  tokens: number;
  drama: number;
  /** Of this phase. */
  phaseTokens: number;
  phaseDrama: number;
  phaseInteractions: number;
  /** By operation, since the run began. */
  readonly operations: Map<string, OperationTotals>;
};

export type OperationTotals = { count: number; tokens: number; drama: number };

export function newTotals(): Totals {
  return {
    ties: 0,
    weight: 0,
    weightSquared: 0,
    positiveWeight: 0,
    tokens: 0,
    drama: 0,
    phaseTokens: 0,
    phaseDrama: 0,
    phaseInteractions: 0,
    operations: new Map(),
  };
}

/** Variance of all relationship weights (population variance); 0 without relationships. */
export function tension({ ties, weight, weightSquared }: Totals): number {
  if (ties === 0) return 0;
  const mean = weight / ties;
  return onLattice(Math.max(0, weightSquared / ties - mean * mean));
}

/** Sum of positive weights per citizen. */
export function cooperation(totals: Totals, population: number): number {
  return onLattice(totals.positiveWeight / population);
}
