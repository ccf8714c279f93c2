import type { Announcement } from "../../sim/event.ts";
import type { Town } from "../../stream/town.ts";

/** What was announced of a town's pace. It is no part of the history: who missed it hears how it is now, not how it went. */
export class StreamPace {
  readonly #town: Town;
  #last: Announcement | undefined;
  #count = 0;
  #finished = false;

  constructor(town: Town) {
    this.#town = town;
    if (town.status.finished) this.finish();
  }

  /** Nothing will happen any more. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Announcements so far. */
  get count(): number {
    return this.#count;
  }

  /** Of these, how many need not be told to one who comes now: that nothing will happen any more is told to everyone. */
  get past(): number {
    return this.#finished ? this.#count - 1 : this.#count;
  }

  /** The town will not go on, though it may not have said so. */
  finish(): void {
    const { town_id, run_id, speed, degraded } = this.#town.status;
    const { head } = this.#town.log;
    this.announce({ type: "town_status", town_id, run_id, after: head, kind: "finished", speed, degraded });
  }

  /** After the last there is no other. */
  announce(announcement: Announcement): void {
    if (this.#finished) return;
    this.#finished = announcement.kind === "finished";
    this.#last = announcement;
    this.#count++;
  }

  /** For one who has heard so many, and so not all: the last one; after several, first whether the town goes on. */
  since(heard: number): Announcement[] {
    const { paused, speed, degraded } = this.#town.status;
    const last = { ...this.#last!, speed, degraded };
    if (this.#count - heard === 1 || SAYS_WHETHER_IT_GOES.has(last.kind)) return [last];
    return [{ ...last, kind: paused ? "paused" : "resumed" }, last];
  }
}

const SAYS_WHETHER_IT_GOES = new Set<Announcement["kind"]>(["paused", "resumed", "finished"]);
