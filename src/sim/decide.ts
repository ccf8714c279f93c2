import { nextMoment, ordinal } from "./clock.ts";
import type { CoalitionTracker } from "./coalitions.ts";
import { RESTING } from "./citizen.ts";
import { driftOf, night } from "./drift.ts";
import { Scribe } from "./scribe.ts";
import type { TownEvent } from "./event.ts";
import { celebration } from "./operations/celebrate.ts";
import { enact } from "./operations/enact.ts";
import { move } from "./operations/move.ts";
import { OPERATIONS } from "./operations/registry.ts";
import type { Policy } from "./policy.ts";
import { PhaseRandom } from "./random.ts";
import type { TownState } from "./state.ts";

/**
 * Decides one phase, event by event, up to and with the phase_change that ends it. Whoever drives it must `apply` each
 * event before asking for the next: every decision reads the state as it is by then, so a perturbation may come between
 * any two. Chance comes from streams of this phase and `seed` alone: a phase decided again from the same state is the same.
 *
 *     woke · moves · interactions · festivals · rested · drift (at night with the return to temperament) ·
 *     coalitions · phase_change
 */
export function* decidePhase(
  town: TownState,
  seed: number,
  policy: Policy,
  tracker: CoalitionTracker,
): Generator<TownEvent, void> {
  const scribe = new Scribe(town);
  const random = new PhaseRandom(seed, ordinal(town));
  if (town.phase === "MORNING") yield* waking(town, scribe);
  yield* moves(town, scribe, random);
  yield* interactions(town, scribe, random, policy);
  yield* festivals(town, scribe);
  if (town.phase === "EVENING" || town.phase === "NIGHT")
    yield* resting(town, scribe, random, town.rules.rest[town.phase]);

  scribe.place(0.99);
  const drift = driftOf(town, town.phase === "NIGHT" ? night(town, random) : undefined);
  if (drift) yield scribe.drift(drift);
  yield* tracker.changes(scribe, random, drift ? [town.seq] : []);
  yield ending(town, scribe, tracker);
}

/** The event before all others: it opens the dawn of day 1 and carries the digest of the founding. */
export function opening(town: TownState): TownEvent {
  return new Scribe(town).phaseChange({ day: town.day, phase: town.phase }, []);
}

function* waking(town: TownState, scribe: Scribe): Generator<TownEvent, void> {
  scribe.place(0);
  const asleep = rowsWhere(town, (row) => town.activity[row] === RESTING);
  if (asleep.length > 0) yield scribe.citizens("woke", asleep, { to: "IDLE", wake: true });
}

function* moves(town: TownState, scribe: Scribe, random: PhaseRandom): Generator<TownEvent, void> {
  const chance = random.for("move");
  const n = town.citizens.length;
  for (let row = 0; row < n; row++) {
    if (town.activity[row] === RESTING || !chance.chance(town.rules.mobility) || !move.possible(town, row)) continue;
    scribe.place((0.1 * row) / n);
    yield scribe.operation(move.id, [row], move.perform(town, [row], random));
  }
}

/** The phase's interactions: their number has the mean rate x population and, nearly, a Poisson's variance. */
function* interactions(
  town: TownState,
  scribe: Scribe,
  random: PhaseRandom,
  policy: Policy,
): Generator<TownEvent, void> {
  const mean = town.rules.rate[town.phase] * town.citizens.length;
  const count = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.for("agenda").normal()));
  for (let slot = 0; slot < count; slot++) {
    const intention = policy.choose(town, random);
    if (!intention) return;
    const { operation, rows, metadata } = intention;
    scribe.place(0.1 + (0.85 * (slot + 0.5)) / count);
    yield scribe.operation(operation.id, rows, enact(town, operation, rows, random), metadata);
  }
}

/** Surplus above the bound must be spent: everyone present celebrates, and nothing remains. */
function* festivals(town: TownState, scribe: Scribe): Generator<TownEvent, void> {
  scribe.place(0.96);
  for (const present of town.roster.present) {
    if (present.length < 3) continue;
    let surplus = 0;
    for (const row of present) surplus += town.surplus[row];
    if (surplus <= town.rules.festival * present.length) continue;
    const rows = present.toSorted((a, b) => a - b);
    yield scribe.operation(OPERATIONS["celebrate"].id, rows, celebration(town, rows, 1));
  }
}

function* resting(town: TownState, scribe: Scribe, random: PhaseRandom, chance: number): Generator<TownEvent, void> {
  scribe.place(0.98);
  const stream = random.for("rest");
  const tired = rowsWhere(town, (row) => town.activity[row] !== RESTING && stream.chance(chance));
  if (tired.length > 0) yield scribe.citizens("rested", tired, { to: "RESTING" });
}

function ending(town: TownState, scribe: Scribe, tracker: CoalitionTracker): TownEvent {
  const { fade: factor, forget: below } = town.rules;
  const measured = tracker.measured();
  return scribe.phaseChange(
    nextMoment(town),
    town.phase === "NIGHT" ? [...measured, { kind: "fade", factor, below }] : measured,
  );
}

function rowsWhere(town: TownState, holds: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < town.citizens.length; row++) if (holds(row)) rows.push(row);
  return rows;
}
