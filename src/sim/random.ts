import { finalise } from "./hash.ts";

/**
 * A stream of chance: sfc32 (Doty-Humphrey, PractRand), 32-bit integer arithmetic only. Streams are made for a purpose
 * by `randomFor`, so that a draw more in one place shifts no other.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(a: number, b: number, c: number) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    for (let i = 0; i < 12; i++) this.next();
  }

  /** The next 32 bits, as an unsigned integer. */
  next(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** Even in [0, 1), in steps of 2^-32. */
  uniform(): number {
    return this.next() / 4_294_967_296;
  }

  /** Even in [least, most). */
  between(least: number, most: number): number {
    return least + (most - least) * this.uniform();
  }

  /** Even in 0 .. n - 1, for n up to 2^20 without noticeable bias. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Approximately normal, mean 0 and variance 1, in [-6, 6]: the sum of twelve uniforms minus six. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.uniform();
    return sum;
  }

  /** An item, evenly. The list must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)];
  }
}

/** The stream of a purpose in a phase (its `ordinal`; 0 for genesis) of the run with a seed. */
export function randomFor(seed: number, ordinal: number, purpose: string): Random {
  let key = 0x811c9dc5;
  for (let i = 0; i < purpose.length; i++) key = Math.imul(key ^ purpose.charCodeAt(i), 0x01000193);
  const low = finalise(seed >>> 0) ^ finalise(key);
  const high = finalise(Math.floor(seed / 4_294_967_296) + 0x9e3779b9);
  return new Random(low, high ^ finalise(key + 0x7f4a7c15), finalise(ordinal + 0x6a09e667) ^ finalise(low + ordinal));
}

/** The streams of one phase, made when first asked for. */
export class PhaseRandom {
  readonly #seed: number;
  readonly #ordinal: number;
  readonly #realm: string;
  readonly #streams = new Map<string, Random>();

  /** `realm` keeps apart streams of the same number: those of phases and those of perturbations. */
  constructor(seed: number, ordinal: number, realm = "phase") {
    this.#seed = seed;
    this.#ordinal = ordinal;
    this.#realm = realm;
  }

  for(purpose: Purpose): Random {
    let stream = this.#streams.get(purpose);
    if (!stream)
      this.#streams.set(purpose, (stream = randomFor(this.#seed, this.#ordinal, `${this.#realm}:${purpose}`)));
    return stream;
  }
}

/** What chance is needed for while a phase is decided. */
export type Purpose =
  | "agenda"
  | "move"
  | "who"
  | "what"
  | "with"
  | "friction"
  | "detail"
  | "voice"
  | "rest"
  | "night"
  | "name";
