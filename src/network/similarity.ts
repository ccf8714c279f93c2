/**
 * How alike two rows are: the cosine of their deviations from neutral.
 *
 * Raw cosine of vectors in [0, 1]^d is useless for people (everyone is mostly alike); about the neutral point it tells
 * those who lean the same way (1) from those who lean opposite ways (-1).
 */

/**
 * Where deviations are measured from unless one says otherwise: the value at which a trait says nothing. 0 gives raw
 * cosine.
 */
const NEUTRAL = 0.5;

/**
 * Similarity, in [-1, 1], of rows `i` and `j` of `vectors` (row-major, `width` numbers a row). Symmetric to the bit.
 * A row with no deviation from neutral is similar to nobody: 0.
 */
export function similarity(vectors: Float64Array, width: number, i: number, j: number, neutral = NEUTRAL): number {
  let product = 0;
  let squaresOfI = 0;
  let squaresOfJ = 0;
  for (let a = i * width, b = j * width, end = a + width; a < end; a++, b++) {
    const one = vectors[a] - neutral;
    const other = vectors[b] - neutral;
    product += one * other;
    squaresOfI += one * one;
    squaresOfJ += other * other;
  }
  if (squaresOfI === 0 || squaresOfJ === 0) return 0;
  return within(product / Math.sqrt(squaresOfI * squaresOfJ));
}

/** Rows as directions: deviations scaled to length 1, or zeros if there are none. Then a pair costs one dot product. */
export class Directions {
  /** Numbers from one direction to the next: the width, rounded up to whole fours with zeros, for `dot`. */
  readonly stride: number;
  readonly numbers: Float64Array;
  readonly #vectors: Float64Array;
  readonly #width: number;
  readonly #neutral: number;

  /** Borrows `vectors` (row-major, `width` numbers a row). A row has no direction until it is refreshed. */
  constructor(vectors: Float64Array, width: number, neutral = NEUTRAL) {
    this.stride = Math.ceil(width / 4) * 4;
    this.numbers = new Float64Array((vectors.length / width) * this.stride);
    this.#vectors = vectors;
    this.#width = width;
    this.#neutral = neutral;
  }

  /** Takes the row as it is now. */
  refresh(row: number): void {
    const numbers = this.numbers;
    const vectors = this.#vectors;
    const width = this.#width;
    const from = row * width;
    const to = row * this.stride;
    let squares = 0;
    for (let t = 0; t < width; t++) {
      const deviation = vectors[from + t] - this.#neutral;
      numbers[to + t] = deviation;
      squares += deviation * deviation;
    }
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let t = 0; t < width; t++) numbers[to + t] *= scale;
  }

  /** What `similarity` says, but for rounding, of two rows as they were when last refreshed. */
  similarity(i: number, j: number): number {
    return within(dot(this.numbers, i * this.stride, j * this.stride, this.stride));
  }
}

/** Rounding can carry two equal directions a hair past 1. */
function within(cosine: number): number {
  return cosine > 1 ? 1 : cosine < -1 ? -1 : cosine;
}

/** The dot product of the `stride` numbers from `a` on with those from `b` on; by fours, which halves the time. */
export function dot(numbers: Float64Array, a: number, b: number, stride: number): number {
  let sum = 0;
  for (const end = a + stride; a < end; a += 4, b += 4) {
    sum +=
      numbers[a] * numbers[b] +
      numbers[a + 1] * numbers[b + 1] +
      (numbers[a + 2] * numbers[b + 2] + numbers[a + 3] * numbers[b + 3]);
  }
  return sum;
}
