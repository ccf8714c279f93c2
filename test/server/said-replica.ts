import type { Replica, ReplicaStatus } from "../../src/stream/replica.ts";

/** A copy whose breaker is the test's to open and close. */
export class SaidReplica implements Replica {
  status: ReplicaStatus = { breaker: "closed", confirmed: 0, opened: 0, why: null };
  readonly failure = new Promise<never>(() => {});
  #tell = () => {};

  async stored(): Promise<boolean> {
    return this.status.breaker === "closed";
  }

  listen(listener: () => void): () => void {
    this.#tell = listener;
    return () => {};
  }

  turn(breaker: ReplicaStatus["breaker"]): void {
    this.status = { ...this.status, breaker };
    this.#tell();
  }
}
