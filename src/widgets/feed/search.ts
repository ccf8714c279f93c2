import type { TownEvent } from "../../sim/event.ts";
import type { Events } from "../../observer/selection.ts";

/**
 * The events of a growing, bounded store that match a filter, found newest first and a little at a time, so that a million of
 * them are searched between frames while the newest matches stand there at once.
 *
 *     older, found backwards ◄──┤ pivot: at first 0 ├──► newer, as they come
 *     row       ... -3  -2  -1  │                   │  0   1   2 ...
 *
 * A row keeps its number while newer events come, earlier ones are found, and the oldest are dropped. Without a filter
 * nothing is searched: the rows are the seqs themselves.
 */
export class Search {
  readonly #matches: ((event: TownEvent) => boolean) | undefined;
  /** Seqs of the rows pivot - 1, pivot - 2, ...: descending. */
  #older: number[] = [];
  /** Seqs of the rows from the pivot on: ascending. Those before `#start` were dropped; cut off in bulk. */
  #newer: number[] = [];
  #start = 0;
  #pivot = 0;
  /** The stretch of seqs that was looked at: from `#low` to before `#next`. */
  #low = 0;
  #next = 0;
  /** Oldest and newest held, as of the last update. */
  #firstSeq = 1;
  #lastSeq = 0;
  /** The last one looked at: if the store has another in its place, it holds another run. */
  #last: TownEvent | undefined;

  /** @param matches undefined: everything does. */
  constructor(events: Events, matches: ((event: TownEvent) => boolean) | undefined) {
    this.#matches = matches;
    this.#begin(events);
  }

  /** The oldest row; one more than the newest when there is none. */
  get first(): number {
    return this.#matches ? this.#pivot - this.#older.length : this.#firstSeq;
  }

  /** One more than the newest row. */
  get end(): number {
    return this.#matches ? this.#pivot + this.#newer.length - this.#start : this.#lastSeq + 1;
  }

  /** How much of what is held was looked at, 0 to 1; 1: all of it. */
  get share(): number {
    const held = this.#lastSeq + 1 - this.#firstSeq;
    return this.#matches && held > 0 ? (this.#lastSeq + 1 - this.#low) / held : 1;
  }

  /** The seq in a row from `first` to before `end`. */
  seqAt(row: number): number | undefined {
    if (row < this.first || row >= this.end) return undefined;
    if (!this.#matches) return row;
    const after = row - this.#pivot;
    return after < 0 ? this.#older[-1 - after] : this.#newer[this.#start + after];
  }

  /** The row after the last one whose seq is at most `seq`, among those found. Cost: a binary search. */
  endAt(seq: number): number {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.seqAt(middle)! <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes in what came since, and lets go of what the store has dropped. Cost: the new events, plus those dropped. */
  update(events: Events): void {
    const { firstSeq, lastSeq } = events;
    const lastSeen = events.at(this.#next - 1);
    if (lastSeq < this.#next - 1 || (lastSeen && lastSeen !== this.#last)) this.#begin(events);
    this.#firstSeq = firstSeq;
    this.#lastSeq = lastSeq;
    const matches = this.#matches;
    if (matches) {
      // What the store no longer holds was either looked at or never will be: the stretch stays whole.
      this.#low = Math.max(this.#low, firstSeq);
      for (let seq = Math.max(this.#next, firstSeq); seq <= lastSeq; seq++) {
        const event = events.at(seq);
        if (event && matches(event)) this.#newer.push(seq);
      }
      while (this.#older.length > 0 && this.#older.at(-1)! < firstSeq) this.#older.pop();
      for (; this.#start < this.#newer.length && this.#newer[this.#start] < firstSeq; this.#start++) this.#pivot++;
      if (this.#start * 2 > this.#newer.length) {
        this.#newer = this.#newer.slice(this.#start);
        this.#start = 0;
      }
    }
    this.#next = lastSeq + 1;
    this.#last = events.at(lastSeq);
  }

  /** Looks at earlier events, newest first, until all of them were or `enough` says so; it is asked once in a few dozen. */
  look(events: Events, enough: () => boolean): void {
    const matches = this.#matches;
    if (!matches) return;
    while (this.#low > this.#firstSeq) {
      const to = Math.max(this.#firstSeq, this.#low - AT_ONCE);
      for (let seq = this.#low - 1; seq >= to; seq--) {
        const event = events.at(seq);
        if (event && matches(event)) this.#older.push(seq);
      }
      this.#low = to;
      if (enough()) return;
    }
  }

  #begin(events: Events): void {
    this.#older = [];
    this.#newer = [];
    this.#start = 0;
    this.#pivot = 0;
    this.#firstSeq = events.firstSeq;
    this.#lastSeq = events.lastSeq;
    this.#low = this.#next = events.lastSeq + 1;
    this.#last = events.at(events.lastSeq);
  }
}

const AT_ONCE = 64;
