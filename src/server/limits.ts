import type { Clock } from "../stream/clock.ts";

/** What one process takes on, so that no one can ask so much of it that the others go short. */
export type Limits = {
  /** Towns that live here at a time. */
  readonly towns: number;
  /** Streams that are open at a time, of all towns together. */
  readonly clients: number;
  /** Citizens of a town that is made over HTTP. */
  readonly citizens: number;
  /** Perturbations a second in one town; as many may come at once. */
  readonly perturbations: number;
  /** Bytes of a command's body. */
  readonly commandBytes: number;
  /** Bytes of a body that founds a town or publishes events. */
  readonly bodyBytes: number;
  /** Bytes of such a body in YAML, which takes fifty times as long to read as JSON. */
  readonly yamlBytes: number;
  /** Lines of a body that publishes events. */
  readonly lines: number;
  /** Past states that are rebuilt at a time. */
  readonly rebuilds: number;
  /** Bytes of memory for the logs of all towns made over HTTP; each has an equal share. */
  readonly logBytes: number;
  /** Requests of one connection that may wait for the answer before theirs; one more, or any behind a stream, and it is cut. */
  readonly ahead: number;
  /** Bytes of answers, besides streams, that wait to be taken: beyond, nobody is told anything new. */
  readonly answerBytes: number;
  /** Milliseconds for which nobody takes anything of an answer before its connection is cut. Streams have a patience of their own. */
  readonly answerMs: number;
  /** Bytes of a request's headers. */
  readonly headerBytes: number;
  /** Milliseconds in which a request's headers must have come. */
  readonly headersMs: number;
  /** Milliseconds in which a whole request must have come. */
  readonly requestMs: number;
};

export const LIMITS: Limits = {
  towns: 16,
  clients: 2000,
  citizens: 10_000,
  perturbations: 10,
  commandBytes: 64 * 1024,
  bodyBytes: 1024 * 1024,
  yamlBytes: 256 * 1024,
  lines: 10_000,
  rebuilds: 4,
  logBytes: 512 * 1024 * 1024,
  ahead: 16,
  answerBytes: 64 * 1024 * 1024,
  answerMs: 30_000,
  headerBytes: 16 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
};

/** A bounded number of places, shared by all who take one. */
export class Seats {
  readonly #most: number;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Whether there was a place; who took it must `leave`. */
  take(): boolean {
    if (this.#taken >= this.#most) return false;
    this.#taken++;
    return true;
  }

  leave(): void {
    this.#taken--;
  }
}

/**
 * A token bucket: so many times a second in the long run, and as many at once after a second of rest.
 * J. Turner, "New directions in communications", IEEE Communications Magazine 24(10), 1986.
 */
export class Bucket {
  readonly #perSecond: number;
  readonly #clock: Clock;
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#tokens = perSecond;
    this.#filledAt = clock.now();
  }

  /** Takes a token if there is one. @returns milliseconds until there is: 0 when it was taken */
  take(): number {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#perSecond, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return ((1 - this.#tokens) / this.#perSecond) * 1000;
    this.#tokens--;
    return 0;
  }
}
