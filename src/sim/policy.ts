import { dispute } from "./operations/dispute.ts";
import { frictional } from "./operations/enact.ts";
import type { Operation } from "./operations/operation.ts";
import { OPERATIONS } from "./operations/registry.ts";
import type { PhaseRandom } from "./random.ts";
import { DRAWN } from "./rules.ts";
import type { Json } from "./event.ts";
import type { TownState } from "./state.ts";

/**
 * Who does what next: the one decision that another policy (one day a language model) may take over. It reads the state
 * and the chance it is handed; what comes of its choice is the operation's to say.
 */
export type Policy = {
  readonly id: string;
  /** The next interaction, or undefined when nobody is available. The participants must be lawful (`obstacle`). */
  choose(town: TownState, random: PhaseRandom): Intention | undefined;
};

type Intention = {
  readonly operation: Operation;
  readonly rows: readonly number[];
  readonly metadata?: Readonly<Record<string, Json>>;
};

const CHOICES = DRAWN.map((id) => OPERATIONS[id]);

/** The rules of the town: evenly who, by the phase's chances what, by homophily with whom; friction between opposites. */
export const rulePolicy: Policy = {
  id: "rules",
  choose(town, random) {
    const { available } = town.roster;
    if (available.length === 0) return undefined;
    const first = random.for("who").pick(available);
    const operation = draw(town, first, random.for("what").uniform());
    if (!operation) return undefined;
    const rows = operation.gather(town, first, random);
    if (!frictional(town, operation, rows, random)) return { operation, rows };
    return { operation: dispute, rows, metadata: { friction: operation.id } };
  },
};

/** The operation at `at` (in [0, 1)) of the phase's chances among those possible; the impossible give their weight to the rest. */
function draw(town: TownState, first: number, at: number): Operation | undefined {
  const chances = town.rules.chances[town.phase];
  let possible = 0;
  let total = 0;
  for (let i = 0; i < CHOICES.length; i++) {
    if (chances[i] === 0 || !CHOICES[i].possible(town, first)) continue;
    possible |= 1 << i;
    total += chances[i];
  }
  let left = at * total;
  let chosen: Operation | undefined;
  for (let i = 0; i < CHOICES.length; i++) {
    if ((possible & (1 << i)) === 0) continue;
    chosen = CHOICES[i];
    left -= chances[i];
    if (left < 0) break;
  }
  return chosen;
}
