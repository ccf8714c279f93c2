import { snapshot, type TownSnapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";

/**
 * States along a run, at even distances, within a bound of memory: when they grow too large, every second one is
 * dropped and the distance doubles. So any seq is near a keyframe, however long the run. The first is always kept.
 */
export class Keyframes {
  #every: number;
  readonly #maxBytes: number;
  #frames: { readonly seq: number; readonly json: string }[] = [];
  #bytes = 0;

  /** @param every events from one keyframe to the next, at first */
  constructor(every: number, maxBytes: number) {
    this.#every = every;
    this.#maxBytes = maxBytes;
  }

  /** Keeps the state if it is far enough from the last one kept. Call it after every event, and with the founding. */
  offer(town: TownState): void {
    const last = this.#frames.at(-1);
    if (last && town.seq < last.seq + this.#every) return;
    const json = JSON.stringify(snapshot(town));
    this.#frames.push({ seq: town.seq, json });
    this.#bytes += json.length;
    while (this.#bytes > this.#maxBytes && this.#frames.length > 2) {
      this.#frames = this.#frames.filter((_, i) => i % 2 === 0);
      this.#bytes = this.#frames.reduce((sum, frame) => sum + frame.json.length, 0);
      this.#every *= 2;
    }
  }

  /** The newest keyframe at or before `seq`, which is not before the first. */
  at(seq: number): TownSnapshot {
    const frame = this.#frames.findLast((kept) => kept.seq <= seq)!;
    return JSON.parse(frame.json) as TownSnapshot;
  }
}
