import { finalise } from "./hash.ts";

/**
 * A hash of a multiset of integer triples, kept as members come and go: the sum of the members' hashes, in two lanes of 32
 * bits (AdHash: Bellare and Micciancio, EUROCRYPT 1997). Equal multisets have equal hashes, in whatever order they grew.
 */
export class MultisetHash {
  /** The two lanes, as signed 32-bit integers. */
  low = 0;
  high = 0;

  add(x: number, y: number, z: number): void {
    this.low = (this.low + lane(x, y, z, C1, C2, C3)) | 0;
    this.high = (this.high + lane(x, y, z, C4, C1, C2)) | 0;
  }

  remove(x: number, y: number, z: number): void {
    this.low = (this.low - lane(x, y, z, C1, C2, C3)) | 0;
    this.high = (this.high - lane(x, y, z, C4, C1, C2)) | 0;
  }

  copy(): MultisetHash {
    return Object.assign(new MultisetHash(), this);
  }

  clear(): void {
    this.low = 0;
    this.high = 0;
  }
}

/** Odd constants without pattern (those of MurmurHash3). */
const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

function lane(x: number, y: number, z: number, a: number, b: number, c: number): number {
  // + 1: otherwise the triple of zeros would count for nothing.
  return finalise((Math.imul(x + 1, a) + Math.imul(y, b) + Math.imul(z, c)) | 0);
}
