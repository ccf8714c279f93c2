/**
 * MurmurHash3 x86 128 (Appleby 2011, public domain): fast, well mixed, the same on every machine since it needs only
 * 32-bit integer arithmetic. Not cryptographic: it proves agreement, not honesty.
 */
export class Hash128 {
  #h1 = 0;
  #h2 = 0;
  #h3 = 0;
  #h4 = 0;
  /** Words mixed in. */
  #words = 0;
  /** Words not mixed in yet: whole blocks of four, but at the end. */
  readonly #waiting = new Int32Array(16);
  #held = 0;

  /** Absorbs one 32-bit word. */
  word(value: number): void {
    this.#waiting[this.#held++] = value;
    if (this.#held < this.#waiting.length) return;
    this.#mix(this.#waiting, 0, this.#held);
    this.#held = 0;
  }

  /** Absorbs an array of 32-bit words. */
  words(values: Int32Array | Uint32Array): void {
    let i = 0;
    while (i < values.length && this.#held > 0) this.word(values[i++]);
    const whole = values.length - ((values.length - i) & 3);
    this.#mix(values, i, whole);
    for (i = whole; i < values.length; i++) this.word(values[i]);
  }

  /** Absorbs IEEE doubles by their bits; -0 counts as 0. */
  double(value: number): void {
    DOUBLE[0] = value + 0;
    this.word(DOUBLE_WORDS[0]);
    this.word(DOUBLE_WORDS[1]);
  }

  /** Absorbs text by its length and UTF-16 code units, two a word. */
  text(value: string): void {
    this.word(value.length);
    for (let i = 0; i < value.length; i += 2) {
      this.word(value.charCodeAt(i) | ((i + 1 < value.length ? value.charCodeAt(i + 1) : 0) << 16));
    }
  }

  /** 32 hexadecimal digits of all that was absorbed; ends the use of this object. */
  hex(): string {
    const rest = this.#held & 3;
    const last = this.#held - rest;
    this.#mix(this.#waiting, 0, last);
    const waiting = this.#waiting;
    if (rest > 2) this.#h3 ^= Math.imul(rotate(Math.imul(waiting[last + 2], C3), 17), C4);
    if (rest > 1) this.#h2 ^= Math.imul(rotate(Math.imul(waiting[last + 1], C2), 16), C3);
    if (rest > 0) this.#h1 ^= Math.imul(rotate(Math.imul(waiting[last], C1), 15), C2);
    const length = (this.#words + rest) * 4;
    let [h1, h2, h3, h4] = [this.#h1 ^ length, this.#h2 ^ length, this.#h3 ^ length, this.#h4 ^ length];
    h1 = (h1 + h2 + h3 + h4) | 0;
    [h2, h3, h4] = [(h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0];
    [h1, h2, h3, h4] = [finalise(h1), finalise(h2), finalise(h3), finalise(h4)];
    h1 = (h1 + h2 + h3 + h4) | 0;
    [h2, h3, h4] = [(h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0];
    return hex(h1) + hex(h2) + hex(h3) + hex(h4);
  }

  /** Mixes in whole blocks of four words. In one loop over locals: the digest of a town is mostly this. */
  #mix(values: Int32Array | Uint32Array, from: number, to: number): void {
    let h1 = this.#h1;
    let h2 = this.#h2;
    let h3 = this.#h3;
    let h4 = this.#h4;
    for (let i = from; i < to; i += 4) {
      h1 ^= Math.imul(rotate(Math.imul(values[i], C1), 15), C2);
      h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
      h2 ^= Math.imul(rotate(Math.imul(values[i + 1], C2), 16), C3);
      h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
      h3 ^= Math.imul(rotate(Math.imul(values[i + 2], C3), 17), C4);
      h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
      h4 ^= Math.imul(rotate(Math.imul(values[i + 3], C4), 18), C1);
      h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
    }
    this.#h1 = h1;
    this.#h2 = h2;
    this.#h3 = h3;
    this.#h4 = h4;
    this.#words += to - from;
  }
}

/** 32 hexadecimal digits of a text. */
export function hash128(text: string): string {
  const hash = new Hash128();
  hash.text(text);
  return hash.hex();
}

/** The 32-bit finaliser of MurmurHash3: every input bit changes half of the output's. */
export function finalise(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const DOUBLE = new Float64Array(1);
const DOUBLE_WORDS = new Int32Array(DOUBLE.buffer);

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
