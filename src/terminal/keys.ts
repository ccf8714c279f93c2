/**
 * The keys in what a terminal sends (ECMA-48 and xterm's sequences), named as browsers name them: `a`, `Enter`, `ArrowUp`. A
 * sequence may come in pieces over a slow line; what could still become one is kept until `flush`.
 */
export class KeyReader {
  #kept = "";

  /** The keys in this piece, in their order. */
  read(piece: string): string[] {
    const text = this.#kept + piece;
    this.#kept = "";
    const keys: string[] = [];
    for (let at = 0; at < text.length;) {
      if (text[at] !== "\u001b") {
        const letter = String.fromCodePoint(text.codePointAt(at)!);
        const key = named(letter);
        if (key) keys.push(key);
        at += letter.length;
        continue;
      }
      const [sequence] = SEQUENCE.exec(text.slice(at)) ?? [];
      if (sequence) {
        const key = SEQUENCES[sequence.slice(1)];
        if (key) keys.push(key);
        at += sequence.length;
      } else if (BEGUN.test(text.slice(at))) {
        this.#kept = text.slice(at);
        break;
      } else {
        keys.push("Escape");
        at++;
      }
    }
    return keys;
  }

  /** Whether something is kept that may be a key of its own. */
  get waits(): boolean {
    return this.#kept !== "";
  }

  /** Nothing more came: what was kept is what it is. */
  flush(): string[] {
    const kept = this.#kept;
    this.#kept = "";
    return kept === "" ? [] : ["Escape", ...new KeyReader().read(kept.slice(1))];
  }
}

// eslint-disable-next-line no-control-regex
const SEQUENCE = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])/;
// eslint-disable-next-line no-control-regex
const BEGUN = /^\u001b(?:\[[0-?]*[ -/]*|O)?$/;

const SEQUENCES: Readonly<Record<string, string>> = {
  "[A": "ArrowUp",
  "[B": "ArrowDown",
  "[C": "ArrowRight",
  "[D": "ArrowLeft",
  OA: "ArrowUp",
  OB: "ArrowDown",
  OC: "ArrowRight",
  OD: "ArrowLeft",
  "[5~": "PageUp",
  "[6~": "PageDown",
  "[Z": "BackTab",
};

function named(letter: string): string | undefined {
  switch (letter) {
    case "\r":
    case "\n":
      return "Enter";
    case "\t":
      return "Tab";
    case "\u007f":
    case "\b":
      return "Backspace";
    case "\u0003":
      return "Interrupt";
    default:
      return letter < " " ? undefined : letter;
  }
}
