import { lowestBit, popcount } from "./bits.ts";
import type { Graph } from "./graph.ts";
import { Directions, dot } from "./similarity.ts";

/** What makes an edge. */
interface SimilarityRule {
  /** The least similarity that joins two rows: above 0, at most 1. */
  readonly threshold: number;
  /** Where deviations are measured from; 0.5 unless said, 0 for raw cosine. */
  readonly neutral?: number;
  /**
   * One number a row: only rows of the same group are compared. Borrowed, like the vectors. Without it, all are one
   * group.
   */
  readonly group?: ArrayLike<number>;
}

/**
 * The graph that joins alike rows of a group, kept up to date by re-examining only the rows that moved.
 * At every moment it is the graph one would build from nothing.
 *
 * Each group keeps its adjacency as bits, a row a member, in the order of the members' numbers:
 *
 *     members  [3, 8, 9]      bits  3: 010
 *                                   8: 101      8 is like 3 and like 9
 *                                   9: 010
 *
 * A row that moved costs one dot product for each member of its group; a group that gained or lost a member is examined
 * afresh, all pairs. Memory: the square of each group's size in bits, so a group of 10,000 rows takes 12 MB.
 */
export class SimilarityGraph {
  readonly #order: number;
  readonly #threshold: number;
  readonly #directions: Directions;
  readonly #group: ArrayLike<number> | undefined;
  readonly #groups = new Map<number, Group>();
  readonly #home: Group[] = [];
  readonly #slot: Uint32Array;
  readonly #movedAt: Uint32Array;
  #now = 0;
  #graph: Graph | undefined;

  /**
   * Examines every row. `vectors` (row-major, `width` a row) stays the caller's, who changes it in place and tells
   * `update`. Throws a `RangeError` for a threshold outside (0, 1] (at 0 and below, a row with no deviation would
   * resemble everyone) and for arrays whose lengths do not fit.
   */
  constructor(vectors: Float64Array, width: number, rule: SimilarityRule) {
    if (!(rule.threshold > 0 && rule.threshold <= 1)) {
      throw new RangeError(`threshold must be above 0 and at most 1, got ${rule.threshold}`);
    }
    if (!Number.isInteger(width) || width < 1 || vectors.length % width !== 0) {
      throw new RangeError(`${vectors.length} numbers are no whole number of rows of ${width}`);
    }
    this.#order = vectors.length / width;
    if (rule.group !== undefined && rule.group.length !== this.#order) {
      throw new RangeError(`group must name one group for each of the ${this.#order} rows, got ${rule.group.length}`);
    }
    this.#threshold = rule.threshold;
    this.#directions = new Directions(vectors, width, rule.neutral);
    this.#group = rule.group;
    this.#slot = new Uint32Array(this.#order);
    this.#movedAt = new Uint32Array(this.#order);
    for (let row = 0; row < this.#order; row++) {
      this.#directions.refresh(row);
      this.#enter(row);
    }
    for (const group of this.#groups.values()) this.#examine(group);
  }

  /**
   * Takes in the rows whose vector or group has changed (repeats are harmless) and says whether an edge may have.
   * Leaving out a row that changed leaves it as it was.
   */
  update(moved: Iterable<number>): boolean {
    const now = ++this.#now;
    const touched: Group[] = [];
    let changed = false;
    for (const row of moved) {
      if (this.#movedAt[row] === now) continue;
      this.#movedAt[row] = now;
      this.#directions.refresh(row);
      const home = this.#home[row];
      if (home.moved.length === 0) touched.push(home);
      home.moved.push(row);
      if (home.name === this.#groupOf(row)) continue;
      home.members.splice(home.members.indexOf(row), 1);
      if (home.members.length === 0) this.#groups.delete(home.name);
      home.isNew = true;
      const next = this.#enter(row);
      if (next.moved.length === 0) touched.push(next);
      next.moved.push(row);
      next.isNew = true;
    }
    for (const group of touched) {
      if (group.isNew) this.#examine(group);
      if (group.isNew || this.#compare(group)) changed = true;
      group.isNew = false;
      group.moved.length = 0;
    }
    if (changed) this.#graph = undefined;
    return changed;
  }

  /** The graph as of the last update; the same object until an edge may have changed. */
  graph(): Graph {
    return (this.#graph ??= this.#pack());
  }

  /** The similarity of two rows, of one group or not, as of the last update. */
  similarity(i: number, j: number): number {
    return this.#directions.similarity(i, j);
  }

  #groupOf(row: number): number {
    return this.#group === undefined ? 0 : this.#group[row];
  }

  #enter(row: number): Group {
    const name = this.#groupOf(row);
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { name, members: [], words: 0, bits: new Int32Array(), moved: [], isNew: false };
      this.#groups.set(name, group);
    }
    group.members.push(row);
    this.#home[row] = group;
    return group;
  }

  /** Compares every pair of a group whose members are new. */
  #examine(group: Group): void {
    const { numbers, stride } = this.#directions;
    const threshold = this.#threshold;
    const members = group.members.sort((a, b) => a - b);
    const words = (members.length + 31) >>> 5;
    const bits = new Int32Array(members.length * words);
    for (let s = 0; s < members.length; s++) {
      const start = members[s] * stride;
      this.#slot[members[s]] = s;
      for (let t = 0; t < s; t++) {
        if (dot(numbers, start, members[t] * stride, stride) >= threshold) flip(bits, words, s, t);
      }
    }
    group.words = words;
    group.bits = bits;
  }

  /**
   * Compares the rows that moved with their group; of two that both moved, the lower does it. True if an edge came or
   * went.
   */
  #compare(group: Group): boolean {
    const { numbers, stride } = this.#directions;
    const { members, words, bits } = group;
    const threshold = this.#threshold;
    const movedAt = this.#movedAt;
    const now = this.#now;
    let changed = false;
    for (const row of group.moved) {
      const start = row * stride;
      const s = this.#slot[row];
      for (let t = 0; t < members.length; t++) {
        const other = members[t];
        if (other <= row && movedAt[other] === now) continue;
        const was = (bits[s * words + (t >>> 5)] >>> (t & 31)) & 1;
        const is = dot(numbers, start, other * stride, stride) >= threshold ? 1 : 0;
        if (was === is) continue;
        flip(bits, words, s, t);
        changed = true;
      }
    }
    return changed;
  }

  #pack(): Graph {
    const home = this.#home;
    const slot = this.#slot;
    const offsets = new Uint32Array(this.#order + 1);
    let end = 0;
    for (let row = 0; row < this.#order; row++) {
      const { words, bits } = home[row];
      const start = slot[row] * words;
      for (let w = start; w < start + words; w++) end += popcount(bits[w]);
      offsets[row + 1] = end;
    }
    const neighbours = new Uint32Array(end);
    let p = 0;
    for (let row = 0; row < this.#order; row++) {
      const { members, words, bits } = home[row];
      const start = slot[row] * words;
      for (let w = 0; w < words; w++) {
        for (let word = bits[start + w]; word !== 0; word &= word - 1) {
          neighbours[p++] = members[w * 32 + lowestBit(word)];
        }
      }
    }
    return { order: this.#order, offsets, neighbours };
  }
}

interface Group {
  readonly name: number;
  /** Row numbers, ascending once examined. */
  readonly members: number[];
  /** 32-bit words in one row of `bits`. */
  words: number;
  bits: Int32Array;
  /** During an update: the rows that moved in, out or inside, and whether any moved in or out. */
  readonly moved: number[];
  isNew: boolean;
}

/** Makes or breaks the edge between the members at `s` and `t`. */
function flip(bits: Int32Array, words: number, s: number, t: number): void {
  bits[s * words + (t >>> 5)] ^= 1 << (t & 31);
  bits[t * words + (s >>> 5)] ^= 1 << (s & 31);
}
