import type { Town } from "../../stream/town.ts";
import type { FrameRing } from "./frame-ring.ts";
import { FORMS } from "./form.ts";
import type { StreamFormat } from "./meter.ts";

/** A snapshot, ready for a socket. */
type Present = {
  readonly seq: number;
  /** Announcements that were made before: it tells what came of them. */
  readonly heard: number;
  readonly bytes: Buffer;
};

/**
 * What a viewer begins with that has nothing: the town's state. In a storm thousands come at once, so that a snapshot is shared
 * until what has happened since is larger than itself.
 */
export class StreamPresent {
  readonly #town: Town;
  readonly #ring: FrameRing;
  readonly #latest = new Map<StreamFormat, Present>();

  /** @param ring what follows a snapshot must be had from there */
  constructor(town: Town, ring: FrameRing) {
    this.#town = town;
    this.#ring = ring;
  }

  /** @param heard announcements so far */
  in(format: StreamFormat, heard: number): Present {
    const { config, kind, status } = this.#town;
    const latest = this.#latest.get(format);
    if (latest && (latest.seq === status.seq || this.#ring.isWithin(latest.bytes.length, latest.seq))) return latest;
    const state = this.#town.snapshot();
    const { seq, run_id } = state;
    const { speed, paused, degraded } = status;
    const bytes = Buffer.from(FORMS[format].snapshot({ seq, run_id, state, config, kind, speed, paused, degraded }));
    const present = { seq, heard, bytes };
    this.#latest.set(format, present);
    return present;
  }

  /** Nobody watches any more. */
  forget(): void {
    this.#latest.clear();
  }
}
