import type { EigenvectorEffect } from "./effects/eigenvector.ts";
import { CURIOSITY, drift, driftBetween, TRAIT_COUNT, TRUST } from "./eigenvector.ts";
import type { DriftEvent } from "./event.ts";
import { clamp, onLattice } from "./lattice.ts";
import type { PhaseRandom } from "./random.ts";
import type { TownState } from "./state.ts";

/**
 * How personalities move: bounded confidence (Deffuant, Neau, Amblard, Weisbuch 2000), repulsion (reviewed by Flache et
 * al., JASSS 2017) and individuality against a temperament (Mäs, Flache, Helbing 2010). Each force gives one effect with
 * seven deltas a citizen, none beyond `rules.maxStep`, or undefined when nobody moves.
 */

/**
 * Agreement: everyone moves toward the mean of those within the confidence bound, by attraction x plasticity x own trust
 * of the difference. For two it is Deffuant's rule; for more, Hegselmann and Krause's (2002).
 */
export function attraction(town: TownState, rows: readonly number[]): EigenvectorEffect | undefined {
  const { traits, rules } = town;
  const movement = new Movement(town);
  for (const row of rows) {
    let near = 0;
    const step = movement.begin();
    for (const other of rows) {
      if (other === row || drift(traits, row, other) > rules.confidence) continue;
      near++;
      for (let k = 0; k < TRAIT_COUNT; k++) step[k] += traits[other * TRAIT_COUNT + k] - traits[row * TRAIT_COUNT + k];
    }
    if (near === 0) continue;
    movement.end(row, (rules.attraction * town.citizens[row].plasticity * traits[row * TRAIT_COUNT + TRUST]) / near);
  }
  return movement.effect();
}

/** Dispute: each of two moves away from the other by repulsion x plasticity of the difference. */
export function repulsion(town: TownState, one: number, other: number): EigenvectorEffect | undefined {
  const { traits, rules } = town;
  const movement = new Movement(town);
  const away = (row: number, from: number) => {
    const step = movement.begin();
    for (let k = 0; k < TRAIT_COUNT; k++) step[k] = traits[row * TRAIT_COUNT + k] - traits[from * TRAIT_COUNT + k];
    movement.end(row, rules.repulsion * town.citizens[row].plasticity);
  };
  away(one, other);
  away(other, one);
  return movement.effect();
}

/** The trait in which a teacher is furthest ahead of a pupil, or -1 when in none. */
export function lesson(town: TownState, teacher: number, pupil: number): number {
  let best = -1;
  let lead = 0;
  for (let k = 0; k < TRAIT_COUNT; k++) {
    const ahead = town.traits[teacher * TRAIT_COUNT + k] - town.traits[pupil * TRAIT_COUNT + k];
    if (ahead > lead) {
      lead = ahead;
      best = k;
    }
  }
  return best;
}

/** Teaching: the pupil's trait moves toward the teacher's by teaching x plasticity x curiosity of the difference. */
export function teaching(
  town: TownState,
  teacher: number,
  pupil: number,
  trait: number,
): EigenvectorEffect | undefined {
  const { traits, rules } = town;
  const movement = new Movement(town);
  const step = movement.begin();
  step[trait] = traits[teacher * TRAIT_COUNT + trait] - traits[pupil * TRAIT_COUNT + trait];
  movement.end(pupil, rules.teaching * town.citizens[pupil].plasticity * traits[pupil * TRAIT_COUNT + CURIOSITY]);
  return movement.effect();
}

/** Practice: an hour alone raises the traits it exercises by practice x plasticity. */
export function practice(town: TownState, row: number, exercised: readonly number[]): EigenvectorEffect | undefined {
  const movement = new Movement(town);
  const step = movement.begin();
  for (const trait of exercised) step[trait] = 1;
  movement.end(row, town.rules.practice * town.citizens[row].plasticity);
  return movement.effect();
}

/** The night: every trait returns toward the temperament and stirs by an even draw of +-restlessness x plasticity. */
export function night(town: TownState, random: PhaseRandom): EigenvectorEffect | undefined {
  const { traits, temperament, rules } = town;
  const chance = random.for("night");
  const movement = new Movement(town);
  for (let row = 0; row < town.citizens.length; row++) {
    const { plasticity, evolving } = town.citizens[row];
    const homing = evolving ? rules.homingEvolving : rules.homing;
    const stir = rules.restlessness * plasticity;
    const step = movement.begin();
    for (let k = 0; k < TRAIT_COUNT; k++) {
      const at = row * TRAIT_COUNT + k;
      step[k] = homing * (temperament[at] - traits[at]) + chance.between(-stir, stir);
    }
    movement.end(row, 1);
  }
  return movement.effect();
}

/** Whose eigenvector differs from the phase's start once `ahead` (its citizens by row) is applied; undefined when nobody's. */
export function driftOf(
  town: TownState,
  ahead: EigenvectorEffect | undefined,
): Pick<DriftEvent, "moved" | "effects"> | undefined {
  const { traits, traitsAtPhaseStart: before } = town;
  const after = ahead ? traits.slice() : traits;
  let taken = 0;
  const moved: { citizen: string; from: number[]; to: number[]; drift: number }[] = [];
  for (let row = 0; row < town.citizens.length; row++) {
    const base = row * TRAIT_COUNT;
    const { id } = town.citizens[row];
    if (ahead?.citizens[taken] === id) {
      const deltas = taken++ * TRAIT_COUNT;
      for (let k = 0; k < TRAIT_COUNT; k++)
        after[base + k] = onLattice(clamp(after[base + k] + ahead.deltas[deltas + k], 0, 1));
    }
    const distance = driftBetween(before, row, after, row);
    if (distance === 0) continue;
    moved.push({
      citizen: id,
      from: sevenAt(before, base),
      to: sevenAt(after, base),
      drift: onLattice(distance),
    });
  }
  return moved.length === 0 ? undefined : { moved, effects: ahead ? [ahead] : [] };
}

/** A row as a plain array. Written out: ten times as fast as a copy of a subarray, and every citizen needs two a phase. */
function sevenAt(v: Float64Array, i: number): number[] {
  return [v[i], v[i + 1], v[i + 2], v[i + 3], v[i + 4], v[i + 5], v[i + 6]];
}

/** The one step at hand: it lives from a movement's begin to its end. */
const STEP = new Float64Array(TRAIT_COUNT);

/** Collects steps of citizens into one effect. */
class Movement {
  readonly #town: TownState;
  readonly #citizens: string[] = [];
  readonly #deltas: number[] = [];

  constructor(town: TownState) {
    this.#town = town;
  }

  /** The step of the next citizen, to be filled before its end: all zero. */
  begin(): Float64Array {
    for (let k = 0; k < TRAIT_COUNT; k++) STEP[k] = 0;
    return STEP;
  }

  /** Takes the step, times `factor`, bounded and on the lattice; one that goes nowhere is left out. */
  end(row: number, factor: number): void {
    const { maxStep } = this.#town.rules;
    let moves = false;
    for (let k = 0; k < TRAIT_COUNT; k++) {
      const delta = onLattice(clamp(STEP[k] * factor, -maxStep, maxStep));
      STEP[k] = delta;
      moves ||= delta !== 0;
    }
    if (!moves) return;
    this.#citizens.push(this.#town.citizens[row].id);
    for (let k = 0; k < TRAIT_COUNT; k++) this.#deltas.push(STEP[k]);
  }

  effect(): EigenvectorEffect | undefined {
    if (this.#citizens.length === 0) return undefined;
    return { kind: "eigenvector", citizens: this.#citizens, deltas: this.#deltas };
  }
}
