import { lettersOf } from "./letters.ts";

/** How a letter looks. What is not said of its ground is the ground that is there. Colours are `#rrggbb`. */
export type Style = {
  readonly fg?: string | undefined;
  readonly bg?: string | undefined;
  readonly bold?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
};

/**
 * A frame: a grid of styled letters, row by row. Equal styles are one object, so that frames compare by identity. A letter that is
 * two columns wide has "" in the second.
 */
export class Screen {
  readonly columns: number;
  readonly rows: number;
  readonly letters: string[];
  readonly styles: Style[];

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.letters = Array<string>(columns * rows).fill(" ");
    this.styles = Array.from({ length: columns * rows }, () => PLAIN);
  }

  /** All of it, to draw in. */
  get area(): Area {
    return new Area(this, 0, 0, this.columns, this.rows);
  }

  /** Without its looks, a line a row, no spaces at their ends. */
  get text(): string {
    const lines: string[] = [];
    for (let row = 0; row < this.rows; row++) {
      const from = row * this.columns;
      lines.push(
        `${this.letters
          .slice(from, from + this.columns)
          .join("")
          .trimEnd()}\n`,
      );
    }
    return lines.join("");
  }

  set(at: number, letter: string, style: Style): void {
    // Half of a wide letter is none.
    if (this.letters[at] === "") this.letters[at - 1] = " ";
    if (this.letters[at + 1] === "") this.letters[at + 1] = " ";
    this.letters[at] = letter;
    this.styles[at] = style;
  }
}

/** A rectangle of a screen. Places are counted from its own corner, and nothing is drawn outside. */
export class Area {
  readonly columns: number;
  readonly rows: number;
  /** Of its corner, on the screen. */
  readonly x: number;
  readonly y: number;
  readonly #screen: Screen;

  constructor(screen: Screen, x: number, y: number, columns: number, rows: number) {
    this.#screen = screen;
    this.x = x;
    this.y = y;
    this.columns = Math.max(0, columns);
    this.rows = Math.max(0, rows);
  }

  /** A rectangle of this one; what would be outside is left out. */
  part(x: number, y: number, columns = this.columns - x, rows = this.rows - y): Area {
    const [width, height] = [Math.min(columns, this.columns - x), Math.min(rows, this.rows - y)];
    return new Area(this.#screen, this.x + x, this.y + y, width, height);
  }

  /** Writes a text, and returns the column after it. A wide letter for which there is only half the room is left out. */
  put(x: number, y: number, text: string, style: Style = PLAIN): number {
    let column = x;
    for (const { text: letter, width } of lettersOf(text)) {
      if (y >= 0 && y < this.rows && column >= 0 && column + width <= this.columns) {
        const at = this.#at(column, y);
        const { bg = this.#screen.styles[at].bg } = style;
        const own = styleOf({ ...style, bg });
        this.#screen.set(at, letter, own);
        if (width === 2) this.#screen.set(at + 1, "", own);
      }
      column += width;
    }
    return column;
  }

  /** The letter at a place; a space where nothing is, and outside. */
  letterAt(x: number, y: number): string {
    const inside = x >= 0 && x < this.columns && y >= 0 && y < this.rows;
    return inside ? this.#screen.letters[this.#at(x, y)] : " ";
  }

  /** Gives a place another look, or ground. */
  dress(x: number, y: number, style: Style): void {
    if (x < 0 || x >= this.columns || y < 0 || y >= this.rows) return;
    const at = this.#at(x, y);
    this.#screen.styles[at] = styleOf({ ...this.#screen.styles[at], ...style });
  }

  #at(x: number, y: number): number {
    return (this.y + y) * this.#screen.columns + this.x + x;
  }
}

export const PLAIN: Style = {};

const styles = new Map<string, Style>([["||", PLAIN]]);

/** The one object of this look. There are few: some dozens in a theme, and the tints where outlines overlap. */
function styleOf({ fg, bg, bold = false, underline = false, inverse = false }: Style): Style {
  const key = `${fg ?? ""}|${bg ?? ""}|${bold ? "b" : ""}${underline ? "u" : ""}${inverse ? "i" : ""}`;
  let style = styles.get(key);
  if (!style) styles.set(key, (style = { fg, bg, bold, underline, inverse }));
  return style;
}
