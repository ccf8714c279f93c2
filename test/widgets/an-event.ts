import type { CoalitionEvent, OperationEvent, PhaseChangeEvent, TownEvent } from "../../src/sim/event.ts";
import type { Phase } from "../../src/sim/clock.ts";

/** Hand-made events, with only what a test cares about said. */
const base = (seq: number, phase: Phase, day: number) => ({
  town_id: "t",
  run_id: "r",
  seq,
  day,
  phase,
  timestamp: "2025-12-03T06:40:00Z",
  effects: [],
});

export function deed(seq: number, said: Partial<OperationEvent> = {}): OperationEvent {
  return {
    ...base(seq, "MORNING", 1),
    type: "town_event",
    operation: "greet",
    participants: ["Alice", "Bob"],
    participant_ids: ["alice", "bob"],
    success: true,
    message: "Alice greeted Bob.",
    tokens_used: 200,
    drama_contribution: 0.1,
    caused_by: [],
    metadata: {},
    ...said,
  };
}

export function phaseChange(seq: number, phase: Phase, day = 1): PhaseChangeEvent {
  return {
    ...base(seq, phase, day),
    type: "town_status",
    kind: "phase_change",
    metrics: {} as PhaseChangeEvent["metrics"],
    digest: "0".repeat(32),
  };
}

export function formed(seq: number, name: string, members: readonly string[]): CoalitionEvent {
  const words = { message: `${name} formed.`, joined: members, left: [], relative: null, caused_by: [] };
  return { ...base(seq, "NIGHT", 1), type: "coalition", kind: "formed", coalition: "c1", name, members, ...words };
}

/** A store that holds the given events, which follow one another. */
export function holding(events: readonly TownEvent[]) {
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  const firstSeq = events[0]?.seq ?? 1;
  return { firstSeq, lastSeq: events.at(-1)?.seq ?? firstSeq - 1, at: (seq: number) => bySeq.get(seq) };
}
