import { similarity } from "../../network/similarity.ts";
import { TRAIT_COUNT } from "../eigenvector.ts";
import type { PhaseRandom } from "../random.ts";
import { relationship, type TownState } from "../state.ts";

/** Who is there to do something with: the available citizens of one's region. */

export function hasCompany(town: TownState, first: number): boolean {
  return town.roster.present[town.region[first]].length >= 2;
}

/**
 * A pair: `first` and a partner in the same region, drawn with weight max(.05, 1 + relationship) x (1 + 2 max(0, similarity)):
 * homophily (McPherson, Smith-Lovin, Cook 2001). Cost: linear in those present.
 */
export function withPartner(town: TownState, first: number, random: PhaseRandom): number[] {
  const present = town.roster.present[town.region[first]];
  const weights: number[] = [];
  let total = 0;
  for (const other of present) {
    const weight = other === first ? 0 : affinity(town, first, other);
    weights.push(weight);
    total += weight;
  }
  let left = random.for("with").uniform() * total;
  let chosen = -1;
  for (let i = 0; i < present.length; i++) {
    if (weights[i] === 0) continue;
    chosen = present[i];
    left -= weights[i];
    if (left < 0) break;
  }
  return [first, chosen];
}

/** `first`, then everyone else available in the region, by row. */
export function withEveryone(town: TownState, first: number): number[] {
  const others = town.roster.present[town.region[first]].filter((other) => other !== first).sort((a, b) => a - b);
  return [first, ...others];
}

/** The mean of a trait of two citizens, in [0, 1]. */
export function meanTrait({ traits }: TownState, [one, other]: readonly number[], trait: number): number {
  return (traits[one * TRAIT_COUNT + trait] + traits[other * TRAIT_COUNT + trait]) / 2;
}

/** Similarity of two citizens, in [-1, 1]: the cosine of their deviations from neutral. */
export function alike(town: TownState, one: number, other: number): number {
  return similarity(town.traits, TRAIT_COUNT, one, other);
}

function affinity(town: TownState, first: number, other: number): number {
  return Math.max(0.05, 1 + relationship(town, first, other)) * (1 + 2 * Math.max(0, alike(town, first, other)));
}
