import type { PastPhase } from "../sim/chronicle.ts";
import { townSeconds, type Phase } from "../sim/clock.ts";

/**
 * A run laid out by phases: each is one unit long, however much happened in it, and its events are spread evenly over it.
 * The one that goes on is as long as what has passed of it.
 *
 *     place   0           1           2     2.4
 *             ├───────────┼───────────┼──────┤
 *     seq   first     phases[0]   phases[1] head
 */
export class TimeAxis {
  readonly #phases: readonly Pick<PastPhase, "seq">[];
  /** Seqs of the moments at both ends. */
  readonly first: number;
  readonly head: number;
  /** The place of the head, in phases. */
  readonly extent: number;

  /**
   * @param phases that are over, oldest first, the first of which began after event `first`
   * @param progress how much of the phase that goes on has passed, 0 to 1
   */
  constructor(phases: readonly Pick<PastPhase, "seq">[], first: number, head: number, progress: number) {
    this.#phases = phases;
    this.first = first;
    this.head = Math.max(first, head);
    const begun = this.#begins(phases.length);
    // Events that came in no time need a place all the same.
    this.extent = phases.length + (head > begun ? Math.max(progress, LEAST) : 0);
  }

  /** The place of the moment after event `seq`, 0 to `extent`. Cost: a binary search. */
  placeOf(seq: number): number {
    const at = Math.min(Math.max(seq, this.first), this.head);
    const i = this.#phaseAfter(at);
    const begins = this.#begins(i);
    return at === begins ? i : i + ((at - begins) / (this.#ends(i) - begins)) * this.#length(i);
  }

  /** The moment nearest to a place, as a seq. */
  seqAt(place: number): number {
    const at = Math.min(Math.max(place, 0), this.extent);
    const i = Math.min(Math.floor(at), this.#phases.length);
    const begins = this.#begins(i);
    const length = this.#length(i);
    return length === 0 ? begins : Math.round(begins + ((at - i) / length) * (this.#ends(i) - begins));
  }

  /** How many phases were over after event `seq`. */
  #phaseAfter(seq: number): number {
    let low = 0;
    let high = this.#phases.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#phases[middle].seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #begins(i: number): number {
    return i === 0 ? this.first : this.#phases[i - 1].seq;
  }

  #ends(i: number): number {
    return i < this.#phases.length ? this.#phases[i].seq : this.head;
  }

  #length(i: number): number {
    return i < this.#phases.length ? 1 : this.extent - this.#phases.length;
  }
}

/** Of a phase in which something has happened. */
const LEAST = 1 / 64;

/** How much of its phase has passed at a moment, 0 to 1, by the hour of its ISO 8601 timestamp; 0 when that is of another hour. */
export function phaseProgress({ phase, timestamp }: { readonly phase: Phase; readonly timestamp: string }): number {
  const [hours, minutes, seconds] = [11, 14, 17].map((at) => Number(timestamp.slice(at, at + 2)));
  const begins = townSeconds({ day: 1, phase }, 0);
  const passed = (hours * 3600 + minutes * 60 + seconds - begins + DAY) % DAY;
  const lasts = phaseSeconds(phase);
  return passed <= lasts ? passed / lasts : 0;
}

/** Seconds of town time that a phase lasts. */
export function phaseSeconds(phase: Phase): number {
  return townSeconds({ day: 1, phase }, 1) - townSeconds({ day: 1, phase }, 0);
}

const DAY = 86_400;
