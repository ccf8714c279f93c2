import type { TownEvent } from "../sim/event.ts";

/** What is needed of the observer's store of events. */
export type Events = {
  readonly firstSeq: number;
  readonly lastSeq: number;
  at(seq: number): TownEvent | undefined;
};

/**
 * The seqs of a growing, bounded store of events that match a filter, ascending. Each event is looked at once, when it
 * comes; what the store has dropped is dropped; a store that begins anew, or reaches further back than before, is read anew.
 */
export class Selection {
  readonly #matches: (event: TownEvent) => boolean;
  #seqs: number[] = [];
  /** Those before it were dropped; cut off in bulk, since shifting an array is linear. */
  #start = 0;
  /** The stretch of seqs that was looked at: from `first` to before `next`. */
  #first = Number.POSITIVE_INFINITY;
  #next = 0;
  /** The last one looked at: if the store has another in its place, it holds another run. */
  #last: TownEvent | undefined;

  constructor(matches: (event: TownEvent) => boolean) {
    this.#matches = matches;
  }

  get length(): number {
    return this.#seqs.length - this.#start;
  }

  /** The `index`-th oldest of those that match. */
  at(index: number): number | undefined {
    return this.#seqs[this.#start + index];
  }

  /** Takes in what came since. Cost: the new events, plus those dropped. */
  update(events: Events): void {
    const { firstSeq, lastSeq } = events;
    const lastSeen = events.at(this.#next - 1);
    if (lastSeq < this.#next - 1 || firstSeq < this.#first || (lastSeen && lastSeen !== this.#last)) {
      this.#seqs = [];
      this.#start = 0;
      this.#next = firstSeq;
    }
    for (let seq = Math.max(this.#next, firstSeq); seq <= lastSeq; seq++) {
      const event = events.at(seq);
      if (event && this.#matches(event)) this.#seqs.push(seq);
    }
    this.#first = firstSeq;
    this.#next = lastSeq + 1;
    this.#last = events.at(lastSeq);
    while (this.#start < this.#seqs.length && this.#seqs[this.#start] < firstSeq) this.#start++;
    if (this.#start * 2 > this.#seqs.length) {
      this.#seqs = this.#seqs.slice(this.#start);
      this.#start = 0;
    }
  }

  /** How many of those that match come at or before `seq`. Cost: a binary search. */
  countThrough(seq: number): number {
    let low = this.#start;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#seqs[middle] <= seq) low = middle + 1;
      else high = middle;
    }
    return low - this.#start;
  }
}
