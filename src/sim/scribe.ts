import type { Activity } from "./citizen.ts";
import { timestamp, townSeconds, type Moment } from "./clock.ts";
import { digest } from "./digest.ts";
import type { Effect } from "./effects/registry.ts";
import type {
  CitizenEvent,
  CoalitionEvent,
  DriftEvent,
  Envelope,
  Json,
  OperationEvent,
  PhaseChangeEvent,
} from "./event.ts";
import { measure } from "./measure.ts";
import { idsOf, type Outcome } from "./operations/operation.ts";
import type { TownState } from "./state.ts";

/** Most events have neither: they share these. */
const NO_CAUSES: readonly number[] = [];
const NO_METADATA: Readonly<Record<string, Json>> = {};

/** Writes decisions down as events: the next seq, the town's moment, fields in the canonical order. */
export class Scribe {
  readonly #town: TownState;
  #timestamp: string;

  constructor(town: TownState) {
    this.#town = town;
    this.#timestamp = town.timestamp;
  }

  /** Sets the place within the phase, in [0, 1), of the events that follow. */
  place(place: number): void {
    const town = this.#town;
    this.#timestamp = timestamp(town.startDay, townSeconds(town, place));
  }

  operation(
    id: string,
    rows: readonly number[],
    outcome: Outcome,
    metadata?: Readonly<Record<string, Json>>,
  ): OperationEvent {
    const town = this.#town;
    return {
      type: "town_event",
      town_id: town.town_id,
      phase: town.phase,
      operation: id,
      participants: rows.map((row) => town.citizens[row].name),
      success: outcome.success,
      message: outcome.message,
      tokens_used: outcome.tokens,
      drama_contribution: outcome.drama,
      timestamp: this.#timestamp,
      seq: town.seq + 1,
      run_id: town.run_id,
      day: town.day,
      participant_ids: idsOf(town, rows),
      effects: outcome.effects,
      caused_by: outcome.causedBy ?? NO_CAUSES,
      metadata: metadata ? { ...outcome.metadata, ...metadata } : (outcome.metadata ?? NO_METADATA),
    };
  }

  citizens(kind: CitizenEvent["kind"], rows: readonly number[], activity: { to: Activity; wake?: true }): CitizenEvent {
    const ids = idsOf(this.#town, rows);
    return {
      type: "citizen",
      ...this.#envelope(),
      kind,
      citizens: ids,
      effects: [{ kind: "activity", citizens: ids, ...activity }],
    };
  }

  drift({ moved, effects }: Pick<DriftEvent, "moved" | "effects">): DriftEvent {
    return { type: "eigenvector_drift", ...this.#envelope(), moved, effects };
  }

  coalition(life: Omit<CoalitionEvent, "type" | keyof Envelope>): CoalitionEvent {
    const { kind, coalition, name, members, joined, left, relative, message, effects, caused_by } = life;
    return {
      type: "coalition",
      ...this.#envelope(),
      kind,
      coalition,
      name,
      members,
      joined,
      left,
      relative,
      message,
      effects,
      caused_by,
    };
  }

  /** The end of the town's phase and the beginning of `next`. */
  phaseChange(next: Moment, effects: readonly Effect[]): PhaseChangeEvent {
    const town = this.#town;
    return {
      type: "town_status",
      town_id: town.town_id,
      run_id: town.run_id,
      seq: town.seq + 1,
      day: next.day,
      phase: next.phase,
      timestamp: timestamp(town.startDay, townSeconds(next, 0)),
      kind: "phase_change",
      metrics: measure(town),
      digest: digest(town),
      effects: [...effects, { kind: "clock", day: next.day, phase: next.phase }],
    };
  }

  #envelope(): Envelope {
    const { town_id, run_id, seq, day, phase } = this.#town;
    return { town_id, run_id, seq: seq + 1, day, phase, timestamp: this.#timestamp };
  }
}
