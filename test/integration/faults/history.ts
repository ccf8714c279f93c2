import { createHash } from "node:crypto";

/** What is left of a run under faults, for the checker: what the log holds in the end, and what everybody saw on the way. */
export type History = {
  readonly log: Log;
  readonly clients: readonly ClientHistory[];
  readonly perturbations: readonly Asked[];
  readonly healings: readonly Healing[];
};

/** Events as two columns of the same length, since a long run has millions: the seq, and a print of the JSON. */
export type Events = { readonly seqs: number[]; readonly prints: number[] };

/** What is stored, read when all is over. */
export type Log = {
  readonly events: Events;
  /** Of each event the run that it says it is of. */
  readonly runs: ReadonlySet<string>;
  /** What the simulation says against it, or the fold: that it did not decide these events. Undefined when it did. */
  readonly fault: string | undefined;
  /** The digest of the state after a seq, for every seq at which a client was given one. */
  readonly digests: ReadonlyMap<number, string>;
  /** By seq, who was made to do what: the perturbations among the events. */
  readonly perturbed: ReadonlyMap<number, string>;
};

export type ClientHistory = {
  readonly name: string;
  readonly chapters: readonly Chapter[];
};

/** What a client was told without a break: by one connection, or by one from where it was sent back to a beginning. */
export type Chapter = {
  /** Who told it. */
  readonly by: string;
  /** With a state, whose digest it is; or where the client said that it was. */
  readonly start:
    | { readonly kind: "snapshot"; readonly seq: number; readonly digest: string }
    | { readonly kind: "resume"; readonly seq: number };
  /** The reason of the town.reset that came before it, if one did. */
  readonly reset: string | undefined;
  readonly events: Events;
};

/** A perturbation that somebody asked for. */
export type Asked = {
  /** Who was to do what: `solo alice`. */
  readonly what: string;
  /** The event that was the answer; or it was refused, and so has changed nothing; or no answer came, and it may be either. */
  readonly answer: { readonly seq: number; readonly print: number } | "refused" | "none";
};

/** The end of a fault: how long it took each client from then on to have all up to that moment, and something new. */
export type Healing = {
  readonly fault: string;
  /** Milliseconds, at most. */
  readonly within: number;
  /** By client; undefined: never. */
  readonly took: ReadonlyMap<string, number | undefined>;
};

/** 48 bits of the SHA-256 of an event as it was sent: two events that differ have the same with a chance of 2^-48. */
export function print(json: string | Uint8Array): number {
  return createHash("sha256").update(json).digest().readUIntBE(0, 6);
}
