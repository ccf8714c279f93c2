import type { Keyframe } from "./keyframe.ts";

/**
 * Whole states along a run, from which any moment is a short fold away. Their number is bounded: when there are too
 * many, every second one goes and new ones come half as often, so that a run of n events costs a fold of at most
 * max(every, 2n / most).
 */
export class Keyframes {
  #every: number;
  readonly #most: number;
  /** By seq, ascending. */
  #frames: Keyframe[] = [];

  /** @param every events between two keyframes, at first. @param most keyframes held, at least 2. */
  constructor(every: number, most: number) {
    this.#every = every;
    this.#most = most;
  }

  /** Whether the state at `seq` should become the next keyframe. */
  due(seq: number): boolean {
    return seq - (this.#frames.at(-1)?.seq ?? 0) >= this.#every;
  }

  /** Adds a keyframe later than all others. */
  add(frame: Keyframe): void {
    this.#frames.push(frame);
    this.#thin();
  }

  /** Puts the keyframes of `earlier`, all before ours, before them. */
  prepend(earlier: Keyframes): void {
    this.#frames.unshift(...earlier.#frames);
    this.#thin();
  }

  /** The nearest keyframe at or before `seq`. */
  before(seq: number): Keyframe | undefined {
    return this.#frames.findLast((frame) => frame.seq <= seq);
  }

  /** Forgets those before `seq`. */
  forget(seq: number): void {
    if (this.#frames.length > 0 && this.#frames[0].seq < seq)
      this.#frames = this.#frames.filter((frame) => frame.seq >= seq);
  }

  clear(): void {
    this.#frames = [];
  }

  #thin(): void {
    if (this.#frames.length <= this.#most) return;
    this.#frames = this.#frames.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }
}
