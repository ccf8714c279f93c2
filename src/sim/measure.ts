import { RESTING } from "./citizen.ts";
import { drift } from "./eigenvector.ts";
import { onLattice } from "./lattice.ts";
import { cooperation, tension, type Measures } from "./measures.ts";
import type { TownState } from "./state.ts";

/** What the town measures now. Cost: O(citizens + coalitions' members), the relationships are summed as they change. */
export function measure(town: TownState): Measures {
  const n = town.citizens.length;
  // Up to two: more say no more.
  const memberships = new Uint8Array(n);
  for (const { members } of town.coalitions.values()) {
    for (const row of members) if (memberships[row] < 2) memberships[row]++;
  }
  let bridges = 0;
  let unaffiliated = 0;
  let resting = 0;
  let surplus = 0;
  for (let row = 0; row < n; row++) {
    if (memberships[row] === 0) unaffiliated++;
    else if (memberships[row] > 1) bridges++;
    if (town.activity[row] === RESTING) resting++;
    surplus += town.surplus[row];
  }
  const { totals } = town;
  return {
    tension: tension(totals),
    cooperation: cooperation(totals, n),
    mean_drift: meanDrift(town.traits, n),
    drama: onLattice(totals.phaseDrama),
    interactions: totals.phaseInteractions,
    tokens: totals.phaseTokens,
    tokens_total: totals.tokens,
    surplus: onLattice(surplus),
    coalitions: town.coalitions.size,
    bridges,
    unaffiliated,
    resting,
  };
}

/** Most pairs that the mean is taken of: every pair of up to 200 citizens; beyond, a sample (standard error under 1 %). */
const PAIRS = 20_000;

/**
 * Mean pairwise drift. Of a large town an even, unseeded sample: pairs (a, a + gap) with strides coprime to most n, so that
 * every citizen and every gap is met about as often. The same state gives the same answer everywhere.
 */
export function meanDrift(traits: Float64Array, n: number): number {
  if (n < 2) return 0;
  let sum = 0;
  let pairs = 0;
  if ((n * (n - 1)) / 2 <= PAIRS) {
    for (let a = 1; a < n; a++) for (let b = 0; b < a; b++) sum += drift(traits, a, b);
    pairs = (n * (n - 1)) / 2;
  } else {
    // a = pairs * 7919 mod n and gap = pairs * 104,729 mod (n - 1), by adding: a division takes as long as a drift.
    for (let a = 0, gap = 0; pairs < PAIRS; pairs++) {
      const b = a + 1 + gap;
      sum += drift(traits, a, b < n ? b : b - n);
      a += 7919 % n;
      if (a >= n) a -= n;
      gap += 104_729 % (n - 1);
      if (gap >= n - 1) gap -= n - 1;
    }
  }
  return onLattice(sum / pairs);
}
