import type { TownState } from "../../sim/state.ts";
import { checkPosition } from "../../stream/event-log.ts";
import type { Town } from "../../stream/town.ts";
import { Seats } from "../limits.ts";
import { TooMany } from "../refusal.ts";

/**
 * What names a moment of a run: answers that depend on nothing else need not be sent twice. Weak, because the same may be said
 * in more than one way: as JSON or NDJSON, by this version of the server or the next.
 */
export function etagOf({ log }: Town, seq: number): string {
  return `W/"${log.runId}-${seq}"`;
}

/** Whether an If-None-Match header names the tag (RFC 9110, 13.1.2: weak comparison). */
export function isKnown(etag: string | null, ifNoneMatch: string | undefined): boolean {
  if (etag === null || ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((tag) => opaque(tag.trim()) === opaque(etag));
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, "");
}

/** The seq that is asked for. @throws TownError out_of_range when it is not kept. */
export function seqOf({ log }: Town, at: number | undefined): number {
  if (at !== undefined) checkPosition(log, at, { name: "at", value: at });
  return at ?? log.head;
}

/** Rebuilds past states, only so many at a time: each costs the memory of a town. */
export class Rebuilder {
  readonly #seats: Seats;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
    this.#seats = new Seats(most);
  }

  /** @throws TownError too_many; out_of_range when it is not kept. */
  async rebuild(town: Town, seq: number): Promise<TownState> {
    if (!this.#seats.take()) {
      throw new TooMany(`at most ${this.#most} past moments are rebuilt at a time; try again in a moment`, 1);
    }
    try {
      return await town.stateAt(seq);
    } finally {
      this.#seats.leave();
    }
  }
}
