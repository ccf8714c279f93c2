/** How the copy of a town's events stands that is kept in NATS. */
export type ReplicaStatus = {
  /**
   * The state of the circuit breaker (Nygard, Release It!, 2007): events flow; one is being tried; they are kept here until they can
   * flow again; another process writes the town now, so that this one must not.
   */
  readonly breaker: "closed" | "half_open" | "open" | "fenced";
  /** The newest event that is in the copy for certain. */
  readonly confirmed: number;
  /** Times that the breaker has opened since the start. */
  readonly opened: number;
  /** Why events don't flow; null while they do. */
  readonly why: string | null;
};

/** A copy of a town's events in another place: kept by someone who reads the town's log, and never waited for by the town, but by those who are told of it. */
export interface Replica {
  readonly status: ReplicaStatus;
  /**
   * Resolves with whether event `seq` is in the copy: as soon as it is, or as soon as it is clear that events don't flow. Rejects
   * like `failure` when it never will be.
   */
  stored(seq: number): Promise<boolean>;
  /** Rejects when the town must end, because another process has taken it over; never settles otherwise. */
  readonly failure: Promise<never>;
  /** Calls `listener` whenever the breaker's state changes. @returns how to stop listening */
  listen(listener: () => void): () => void;
}
