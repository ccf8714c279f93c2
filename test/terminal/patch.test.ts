import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sgr } from "../../src/terminal/colour.ts";
import { patch, printed } from "../../src/terminal/patch.ts";
import { Screen, type Style } from "../../src/terminal/screen.ts";
import { ATerminal, lookOf } from "./a-terminal.ts";

const COLUMNS = 13;
const ROWS = 3;
const PAPER = { depth: "truecolor", own: undefined } as const;

function screenOf(texts: readonly (readonly [x: number, y: number, text: string, style: Style])[]): Screen {
  const screen = new Screen(COLUMNS, ROWS);
  for (const [x, y, text, style] of texts) screen.area.put(x, y, text, style);
  return screen;
}

const screens = fc
  .array(
    fc.tuple(
      fc.integer({ min: -1, max: COLUMNS }),
      fc.integer({ min: 0, max: ROWS - 1 }),
      fc.array(fc.constantFrom("a", "b", " ", "愛", "─", "⣿", "👍")).map((letters) => letters.join("")),
      fc.constantFrom<Style>(
        {},
        { fg: "#0072b2" },
        { fg: "#0072b2", bold: true },
        { bg: "#14161a" },
        { inverse: true },
      ),
    ),
    { maxLength: 8 },
  )
  .map(screenOf);

function shows(terminal: ATerminal, { letters, styles }: Screen): void {
  expect(terminal.letters).toEqual(letters);
  expect(terminal.looks).toEqual(styles.map((style) => lookOf(sgr(style, "truecolor"))));
}

describe("what is written so that a terminal shows the next frame", () => {
  it("is what changed, in one piece", () => {
    const before = screenOf([[0, 0, "day 1", {}]]);
    const after = screenOf([[0, 0, "day 2", {}]]);
    expect(patch(before, after, PAPER)).toBe("\u001b[?2026h\u001b[1;5H\u001b[0m2\u001b[0m\u001b[?2026l");
    expect(patch(after, after, PAPER)).toBe("");
  });

  it("is all of it when nothing is known of what is shown, or the size is another", () => {
    const screen = screenOf([[2, 1, "here", {}]]);
    expect(patch(undefined, screen, PAPER)).toContain("\u001b[2J\u001b[2;3Hhere");
    expect(patch(new Screen(COLUMNS, ROWS + 1), screen, PAPER)).toContain("\u001b[2J");
  });

  it("leads from any frame to any other, whatever lies between", () => {
    fc.assert(
      fc.property(fc.array(screens, { minLength: 1, maxLength: 4 }), (frames) => {
        const terminal = new ATerminal(COLUMNS, ROWS);
        let before: Screen | undefined;
        for (const frame of frames) {
          terminal.write(patch(before, frame, PAPER));
          shows(terminal, frame);
          before = frame;
        }
      }),
    );
  });

  it("has no colour where there is none, and none but the terminal's own under sixteen", () => {
    fc.assert(
      fc.property(screens, screens, (before, after) => {
        // eslint-disable-next-line no-control-regex
        const codes = [...patch(before, after, { depth: "none", own: undefined }).matchAll(/\u001b\[([\d;]*)m/g)];
        for (const [, code] of codes) expect(code).toMatch(/^0(;[147])*$/);
      }),
    );
  });

  it("gives what has no colours of its own those of the theme", () => {
    const own = { ink: "#eceae5", ground: "#14161a" };
    const text = patch(undefined, screenOf([[0, 0, "a", {}]]), { depth: "truecolor", own });
    expect(text).toContain("\u001b[0;38;2;236;234;229;48;2;20;22;26m\u001b[H\u001b[2J");
  });
});

describe("a frame that is printed", () => {
  it("is its letters, line by line", () => {
    expect(printed(screenOf([[1, 0, "愛 x", { fg: "#0072b2" }]]), "none")).toBe(" 愛 x\n\n\n");
  });

  it("has the looks of its letters up to the end of each line", () => {
    const [first] = printed(screenOf([[1, 0, "ab", { fg: "#0072b2" }]]), "truecolor").split("\n");
    expect(first).toBe(" \u001b[0;38;2;0;114;178mab\u001b[0m");
  });
});
