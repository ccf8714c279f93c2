import type { Area } from "./screen.ts";

/**
 * A fine grid under the letters: braille patterns (Unicode U+2800) have 2 x 4 dots each, and where a letter is twice as high as wide, those
 * lie in squares. Places are in CSS pixels as the scene has them, where a letter is 8 x 16 px and a dot therefore 4 x 4.
 */
export const LETTER = { width: 8, height: 16 } as const;
const DOT = 4;

export class Dots {
  readonly #columns: number;
  readonly #rows: number;
  readonly #bits: Uint8Array;
  readonly #colours: (string | undefined)[];

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
    this.#bits = new Uint8Array(columns * rows);
    this.#colours = Array<string | undefined>(columns * rows).fill(undefined);
  }

  /** A dot at (x, y) px; its letter has the colour of the last one. Answers which letter of the grid it is in; -1: none. */
  dot(x: number, y: number, colour?: string): number {
    const [across, down] = [Math.floor(x / DOT), Math.floor(y / DOT)];
    const [column, row] = [across >> 1, down >> 2];
    if (!(column >= 0 && column < this.#columns && row >= 0 && row < this.#rows)) return -1;
    const at = row * this.#columns + column;
    this.#bits[at] |= BITS[(down & 3) * 2 + (across & 1)];
    if (colour !== undefined) this.#colours[at] = colour;
    return at;
  }

  /** A line through points x0, y0, x1, y1, ...; `every` n-th dot of it. Goes back to its beginning if it is closed. */
  line(points: ArrayLike<number>, colour: string, { every = 1, closed = false } = {}): void {
    const count = points.length / 2;
    let step = 0;
    for (let i = 0; i < (closed ? count : count - 1); i++) {
      const j = (i + 1) % count;
      const [ax, ay, bx, by] = [points[2 * i], points[2 * i + 1], points[2 * j], points[2 * j + 1]];
      const steps = Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay)) / DOT);
      for (let k = 0; k < steps; k++, step++) {
        if (step % every === 0) this.dot(ax + ((bx - ax) * k) / steps, ay + ((by - ay) * k) / steps, colour);
      }
    }
  }

  /** The colour of a letter of the grid. */
  colour(at: number, colour: string): void {
    this.#colours[at] = colour;
  }

  paint(area: Area): void {
    for (const [at, bits] of this.#bits.entries()) {
      if (bits === 0) continue;
      const letter = String.fromCodePoint(0x2800 + bits);
      area.put(at % this.#columns, Math.floor(at / this.#columns), letter, { fg: this.#colours[at] });
    }
  }
}

/** The dots of a pattern, from left to right and from above: the fourth row came later (1986). */
const BITS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];
