import type { Phase } from "./clock.ts";

/** Every number of the model that a modeller may want to change, with its default. Sources in docs/model.md. */

/** The operations drawn as interactions, in the order of each phase's chances. */
export const DRAWN = ["greet", "gossip", "trade", "solo", "dispute", "teach", "celebrate", "mourn"] as const;
export type DrawnOperation = (typeof DRAWN)[number];

export type Rules = {
  /** Relative chance of each operation of DRAWN, by phase. */
  readonly chances: Readonly<Record<Phase, readonly number[]>>;
  /** Interactions per citizen, by phase. */
  readonly rate: Readonly<Record<Phase, number>>;
  /** Chance that an available citizen moves at the start of a phase. */
  readonly mobility: number;
  /** Chance that an available citizen goes to rest at the end of the phase. */
  readonly rest: Readonly<Record<"EVENING" | "NIGHT", number>>;
  /** Largest drift at which agreeable operations draw two citizens together (bounded confidence). */
  readonly confidence: number;
  /** Share of the difference by which agreement draws together, before plasticity and trust. */
  readonly attraction: number;
  /** Share of the difference by which a dispute drives apart, before plasticity. */
  readonly repulsion: number;
  /** Share of the difference that a pupil takes over, before plasticity and curiosity. */
  readonly teaching: number;
  /** What an hour alone adds to the trait it exercises, before plasticity. */
  readonly practice: number;
  /** Share of the distance to the temperament that a night gives back. */
  readonly homing: number;
  /** The same for evolving citizens. */
  readonly homingEvolving: number;
  /** Half-width of the nightly even draw, before plasticity. */
  readonly restlessness: number;
  /** No trait moves further in one event. */
  readonly maxStep: number;
  /** Factor on all relationships each night (Burt 2000) and the size under which one is forgotten. */
  readonly fade: number;
  readonly forget: number;
  /** Relationship below which an agreeable operation is refused, and what the refusal costs. */
  readonly refusal: number;
  readonly refusalCost: number;
  /** Chance of a dispute per unit of negative similarity. */
  readonly friction: number;
  /** Surplus per citizen present above which a region must celebrate. */
  readonly festival: number;
  /** Least similarity of an edge between two citizens, and clique size k. */
  readonly similarity: number;
  readonly cliqueSize: number;
  /** Smoothing factor of coalition strength per phase. */
  readonly smoothing: number;
  /** Days for which a dissolved coalition is mourned. */
  readonly grief: number;
  /** Most memories that a citizen keeps. */
  readonly memory: number;
};

export const DEFAULT_RULES: Rules = {
  chances: {
    MORNING: [0.22, 0.1, 0.26, 0.3, 0.03, 0.09, 0, 0],
    AFTERNOON: [0.2, 0.15, 0.3, 0.17, 0.06, 0.1, 0.02, 0],
    EVENING: [0.24, 0.26, 0.1, 0.14, 0.06, 0.03, 0.15, 0.02],
    NIGHT: [0.09, 0.18, 0.05, 0.58, 0.03, 0, 0, 0.07],
  },
  rate: { MORNING: 0.4, AFTERNOON: 0.6, EVENING: 0.5, NIGHT: 0.2 },
  mobility: 0.15,
  rest: { EVENING: 0.3, NIGHT: 0.7 },
  confidence: 0.35,
  attraction: 0.05,
  repulsion: 0.03,
  teaching: 0.1,
  practice: 0.005,
  homing: 0.04,
  homingEvolving: 0.012,
  restlessness: 0.04,
  maxStep: 0.1,
  fade: 0.95,
  forget: 0.001,
  refusal: -0.5,
  refusalCost: 0.02,
  friction: 0.5,
  festival: 8,
  similarity: 0.75,
  cliqueSize: 3,
  smoothing: 1 / 8,
  grief: 2,
  memory: 24,
};
