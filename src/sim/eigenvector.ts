/**
 * A citizen's personality: seven traits in [0, 1], 0.5 neutral. All citizens' traits lie in one row-major
 * `Float64Array` of length 7n (citizen x trait), so that projections and the GPU read them without copying.
 */

export const TRAITS = ["warmth", "curiosity", "trust", "creativity", "patience", "resilience", "ambition"] as const;
type Trait = (typeof TRAITS)[number];
export const TRAIT_COUNT = TRAITS.length;
export const NEUTRAL = 0.5;

export const WARMTH = 0;
export const CURIOSITY = 1;
export const TRUST = 2;
export const CREATIVITY = 3;
export const PATIENCE = 4;
export const RESILIENCE = 5;
export const AMBITION = 6;

/** Seven traits by name, as JSON shows them. */
export type EigenvectorRecord = Record<Trait, number>;

/** The drift (Euclidean distance, a metric) between rows `a` and `b`: in [0, sqrt 7]. */
export function drift(traits: ArrayLike<number>, a: number, b: number): number {
  return driftBetween(traits, a, traits, b);
}

/** The drift between row `a` of one array and row `b` of another. */
export function driftBetween(left: ArrayLike<number>, a: number, right: ArrayLike<number>, b: number): number {
  const i = a * TRAIT_COUNT;
  const j = b * TRAIT_COUNT;
  // Written out, since this is the innermost of the model.
  const d0 = left[i] - right[j];
  const d1 = left[i + 1] - right[j + 1];
  const d2 = left[i + 2] - right[j + 2];
  const d3 = left[i + 3] - right[j + 3];
  const d4 = left[i + 4] - right[j + 4];
  const d5 = left[i + 5] - right[j + 5];
  const d6 = left[i + 6] - right[j + 6];
  return Math.sqrt(d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6);
}

/** Row `index` of `traits` by name. */
export function eigenvectorRecord(traits: ArrayLike<number>, index: number): EigenvectorRecord {
  const at = (k: number) => traits[index * TRAIT_COUNT + k];
  return {
    warmth: at(0),
    curiosity: at(1),
    trust: at(2),
    creativity: at(3),
    patience: at(4),
    resilience: at(5),
    ambition: at(6),
  };
}
