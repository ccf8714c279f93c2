import { eigenvectorRecord, NEUTRAL, TRAITS, type EigenvectorRecord } from "../eigenvector.ts";
import { clamp, onLattice } from "../lattice.ts";
import type { Random } from "../random.ts";

/** The five kinds of citizen that make up a town: what sets each apart from neutral, trait by trait. */
export const ARCHETYPES: Readonly<Record<string, Partial<EigenvectorRecord>>> = {
  Builder: { creativity: 0.2, patience: 0.2, resilience: 0.1, ambition: 0.15 },
  Trader: { curiosity: 0.2, trust: -0.1, resilience: 0.1, ambition: 0.25 },
  Healer: { warmth: 0.25, trust: 0.15, patience: 0.2, resilience: 0.15 },
  Scholar: { curiosity: 0.3, creativity: 0.1, patience: 0.2, ambition: 0.1 },
  Watcher: { warmth: 0.1, trust: 0.2, patience: 0.25, resilience: 0.2 },
};

/** Standard deviation of a citizen's traits about the archetype's: two of a kind are never the same point. */
const NOISE = 0.05;

/** Neutral plus bias, in the order of TRAITS. */
const LEANINGS: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  Object.entries(ARCHETYPES).map(([name, bias]) => [name, TRAITS.map((trait) => NEUTRAL + (bias[trait] ?? 0))]),
);

/** The traits of an archetype (neutral, when it is none of the five); with `noise`, of one citizen of that kind: seven normal draws. */
export function temper(archetype: string, noise?: Random): EigenvectorRecord {
  return eigenvectorOf(Object.hasOwn(LEANINGS, archetype) ? LEANINGS[archetype] : [], noise);
}

/** Traits by name from numbers in the order of TRAITS; those that are missing are neutral. In [0, 1] and on the lattice. */
export function eigenvectorOf(traits: readonly number[], noise?: Random): EigenvectorRecord {
  const at = (k: number) =>
    onLattice(clamp((traits[k] ?? NEUTRAL) + (noise === undefined ? 0 : NOISE * noise.normal()), 0, 1));
  return eigenvectorRecord(
    TRAITS.map((_, k) => at(k)),
    0,
  );
}
