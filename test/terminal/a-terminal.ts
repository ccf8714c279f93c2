import { lettersOf } from "../../src/terminal/letters.ts";

/** A terminal as far as frames need one: it knows where the cursor goes, and what was written where and in which look. */
export class ATerminal {
  readonly letters: string[];
  readonly looks: string[];
  readonly #columns: number;
  #at = 0;
  #look = lookOf("\u001b[0m");

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.letters = Array<string>(columns * rows).fill("?");
    this.looks = Array<string>(columns * rows).fill("?");
  }

  write(text: string): void {
    // eslint-disable-next-line no-control-regex
    for (const [piece, sequence] of text.matchAll(/(\u001b\[[0-?]*[@-~])|[^\u001b]+/g)) {
      if (sequence === undefined) this.#print(piece);
      else if (sequence.endsWith("m")) this.#look = lookOf(sequence, this.#look);
      else if (sequence.endsWith("H")) {
        const [row = 1, column = 1] = sequence.slice(2, -1).split(";").filter(Boolean).map(Number);
        this.#at = (row - 1) * this.#columns + column - 1;
      } else if (sequence === "\u001b[2J") {
        this.letters.fill(" ");
        this.looks.fill(this.#look);
      } else if (!["\u001b[?2026h", "\u001b[?2026l"].includes(sequence))
        throw new Error(`unknown: ${JSON.stringify(sequence)}`);
    }
  }

  #print(text: string): void {
    for (const { text: letter, width } of lettersOf(text)) {
      // What overwrites half of a wide letter takes the other half with it.
      if (this.letters[this.#at] === "") this.letters[this.#at - 1] = " ";
      if (this.letters[this.#at + width] === "") this.letters[this.#at + width] = " ";
      this.letters[this.#at] = letter;
      this.looks[this.#at] = this.#look;
      if (width === 2) {
        this.letters[this.#at + 1] = "";
        this.looks[this.#at + 1] = this.#look;
      }
      this.#at += width;
    }
  }
}

/** How letters look after a sequence, in words that are the same for the same look. */
export function lookOf(sequence: string, before = ""): string {
  const look = new Map(
    before
      .split(" ")
      .filter(Boolean)
      .map((part) => part.split("=") as [string, string]),
  );
  // eslint-disable-next-line no-control-regex
  for (const [code] of /^\u001b\[(.*)m$/.exec(sequence)![1].matchAll(/[34]8;2;\d+;\d+;\d+|[34]8;5;\d+|\d+/g)) {
    if (code === "0") look.clear();
    else if (code === "39" || code === "49") look.delete(code[0]);
    else if (/^[34]8;/.test(code)) look.set(code[0], code);
    else look.set(code, "on");
  }
  return Array.from(look, ([part, value]) => `${part}=${value}`)
    .sort()
    .join(" ");
}
