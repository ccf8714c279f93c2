/**
 * MurmurHash3 x86 128 (Appleby 2011, public domain): fast, well mixed, the same on every machine since it needs only
 * 32-bit integer arithmetic. Not cryptographic: it proves agreement, not honesty.
 */
export class Hash128 {
  #h1 = 0;
  #h2 = 0;
  #h3 = 0;
  #h4 = 0;
  #words = 0;
  readonly #block = new Uint32Array(4);

  /** Absorbs one 32-bit word. */
  word(value: number): void {
    const lane = this.#words++ & 3;
    this.#block[lane] = value;
    if (lane === 3) this.#mix(this.#block[0], this.#block[1], this.#block[2], this.#block[3]);
  }

  /** Absorbs an array of 32-bit words. */
  words(values: Uint32Array): void {
    let i = 0;
    while (i < values.length && (this.#words & 3) !== 0) this.word(values[i++]);
    for (; i + 4 <= values.length; i += 4) {
      this.#mix(values[i], values[i + 1], values[i + 2], values[i + 3]);
      this.#words += 4;
    }
    while (i < values.length) this.word(values[i++]);
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
    const rest = this.#words & 3;
    const [b0, b1, b2] = this.#block as unknown as [number, number, number];
    if (rest > 2) this.#h3 ^= Math.imul(rotate(Math.imul(b2, C3), 17), C4);
    if (rest > 1) this.#h2 ^= Math.imul(rotate(Math.imul(b1, C2), 16), C3);
    if (rest > 0) this.#h1 ^= Math.imul(rotate(Math.imul(b0, C1), 15), C2);
    const length = this.#words * 4;
    let [h1, h2, h3, h4] = [this.#h1 ^ length, this.#h2 ^ length, this.#h3 ^ length, this.#h4 ^ length];
    h1 = (h1 + h2 + h3 + h4) | 0;
    [h2, h3, h4] = [(h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0];
    [h1, h2, h3, h4] = [finalise(h1), finalise(h2), finalise(h3), finalise(h4)];
    h1 = (h1 + h2 + h3 + h4) | 0;
    [h2, h3, h4] = [(h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0];
    return hex(h1) + hex(h2) + hex(h3) + hex(h4);
  }

  #mix(k1: number, k2: number, k3: number, k4: number): void {
    let h1 = this.#h1 ^ Math.imul(rotate(Math.imul(k1, C1), 15), C2);
    h1 = (Math.imul((rotate(h1, 19) + this.#h2) | 0, 5) + 0x561ccd1b) | 0;
    let h2 = this.#h2 ^ Math.imul(rotate(Math.imul(k2, C2), 16), C3);
    h2 = (Math.imul((rotate(h2, 17) + this.#h3) | 0, 5) + 0x0bcaa747) | 0;
    let h3 = this.#h3 ^ Math.imul(rotate(Math.imul(k3, C3), 17), C4);
    h3 = (Math.imul((rotate(h3, 15) + this.#h4) | 0, 5) + 0x96cd1c35) | 0;
    const h4 = this.#h4 ^ Math.imul(rotate(Math.imul(k4, C4), 18), C1);
    this.#h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
    this.#h1 = h1;
    this.#h2 = h2;
    this.#h3 = h3;
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
const DOUBLE_WORDS = new Uint32Array(DOUBLE.buffer);

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
