import type { Phase } from "./clock.ts";
import type { Effect } from "./effects/registry.ts";
import type { Measures } from "./measures.ts";

/**
 * The events of a town, in the form in which they are folded, logged and sent: JSON, snake_case. Fields are always
 * made in the order written here, so that `JSON.stringify` is the canonical serialisation.
 */

/** What participants did: an operation of the registry, or of a foreign simulation. */
export type OperationEvent = {
  readonly type: "town_event";
  readonly town_id: string;
  readonly phase: Phase;
  readonly operation: string;
  /** Names, for people. */
  readonly participants: readonly string[];
  readonly success: boolean;
  readonly message: string;
  /** What the turn would cost if a language model spoke it; an estimate. */
  readonly tokens_used: number;
  /** >= 0. */
  readonly drama_contribution: number;
  /** Town time, ISO 8601 UTC. */
  readonly timestamp: string;
  /** From 1, without gaps, over the whole life of a run. */
  readonly seq: number;
  readonly run_id: string;
  readonly day: number;
  readonly participant_ids: readonly string[];
  readonly effects: readonly Effect[];
  /** Seqs of earlier events that this one follows from. */
  readonly caused_by: readonly number[];
  readonly metadata: Readonly<Record<string, Json>>;
};

/** What every other event has, after its type. Day and phase are the town's; a change of phase has those that begin. */
export type Envelope = {
  readonly town_id: string;
  readonly run_id: string;
  readonly seq: number;
  readonly day: number;
  readonly phase: Phase;
  readonly timestamp: string;
};

/** The end of a phase: what it measured, the digest of the state before this event, and the new moment. */
export type PhaseChangeEvent = Envelope & {
  readonly type: "town_status";
  readonly kind: "phase_change";
  /** Measures of the phase that ends. */
  readonly metrics: Measures;
  /** `digest(state)` after seq - 1: 32 hexadecimal digits. */
  readonly digest: string;
  readonly effects: readonly Effect[];
};

/** A change in the life of a coalition. */
export type CoalitionEvent = Envelope & {
  readonly type: "coalition";
  readonly kind: "formed" | "grown" | "shrunk" | "merged" | "split" | "dissolved";
  readonly coalition: string;
  readonly name: string;
  /** Ids after the change; of one that ended, its last. */
  readonly members: readonly string[];
  readonly joined: readonly string[];
  readonly left: readonly string[];
  /** merged: the coalition it went into. split: the coalition it came from. */
  readonly relative: string | null;
  readonly message: string;
  readonly effects: readonly Effect[];
  readonly caused_by: readonly number[];
};

/** Once a phase: whose personality moved since the phase began. At night it carries the return to temperament. */
export type DriftEvent = Envelope & {
  readonly type: "eigenvector_drift";
  /** From and to are seven traits in the order of TRAITS; drift is their Euclidean distance. */
  readonly moved: readonly { citizen: string; from: readonly number[]; to: readonly number[]; drift: number }[];
  readonly effects: readonly Effect[];
};

/** Many citizens went to rest or woke. (arrived and left: foreign simulations.) */
export type CitizenEvent = Envelope & {
  readonly type: "citizen";
  readonly kind: "rested" | "woke" | "arrived" | "left";
  readonly citizens: readonly string[];
  readonly effects: readonly Effect[];
};

export type TownEvent = OperationEvent | PhaseChangeEvent | CoalitionEvent | DriftEvent | CitizenEvent;

/** A word to observers about the stream, not part of the simulated history: it has no seq. */
export type Announcement = {
  readonly type: "town_status";
  readonly town_id: string;
  readonly run_id: string;
  /** The last event before it. */
  readonly after: number;
  /** degraded, restored: what the town lives without for now, and no longer does. */
  readonly kind: "paused" | "resumed" | "speed" | "degraded" | "restored" | "finished";
  /** Times the town's own pace, or "max". */
  readonly speed: number | "max";
  readonly degraded: Degraded;
};

/** What a town must do without just now: nats, when its events can't be copied there. */
export type Degraded = "nats" | null;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The canonical serialisation: one line of JSON without a newline. */
export function serialize(event: TownEvent): string {
  return JSON.stringify(event);
}
