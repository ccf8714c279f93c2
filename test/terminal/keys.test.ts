import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TIME_KEYS } from "../../src/observer/shortcuts.ts";
import { SHORTCUTS as ON_THE_PAGE } from "../../src/dashboard/keys.ts";
import { KeyReader } from "../../src/terminal/keys.ts";
import { actionOf, SHORTCUTS } from "../../src/terminal/shortcuts.ts";

/** What terminals send, and the key that it is. */
const SENT: Readonly<Record<string, string>> = {
  a: "a",
  "?": "?",
  ü: "ü",
  愛: "愛",
  " ": " ",
  "\r": "Enter",
  "\t": "Tab",
  "\u007f": "Backspace",
  "\u001b[A": "ArrowUp",
  "\u001bOB": "ArrowDown",
  "\u001b[C": "ArrowRight",
  "\u001b[6~": "PageDown",
  "\u001b[Z": "BackTab",
};

describe("the keys that a terminal sends", () => {
  it("are named as browsers name them", () => {
    for (const [sent, key] of Object.entries(SENT)) expect(new KeyReader().read(sent)).toEqual([key]);
  });

  it("are the same in whatever pieces they come", () => {
    const strokes = fc.array(fc.constantFrom(...Object.keys(SENT)), { maxLength: 8 });
    fc.assert(
      fc.property(strokes, fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), (sent, lengths) => {
        const reader = new KeyReader();
        const keys: string[] = [];
        let left = sent.join("");
        for (const length of lengths) {
          keys.push(...reader.read(left.slice(0, length)));
          left = left.slice(length);
        }
        keys.push(...reader.read(left), ...reader.flush());
        expect(keys).toEqual(sent.map((one) => SENT[one]));
      }),
    );
  });

  it("are an escape when nothing follows it", () => {
    const reader = new KeyReader();
    expect(reader.read("\u001b")).toEqual([]);
    expect(reader.waits).toBe(true);
    expect(reader.flush()).toEqual(["Escape"]);
    expect(reader.waits).toBe(false);
    expect(reader.read("\u001bq")).toEqual(["Escape", "q"]);
  });

  it("are nothing when they are none that we know", () => {
    expect(new KeyReader().read("\u001b[15~\u001b[1;5Cx")).toEqual(["x"]);
    expect(new KeyReader().read("\u0000\u0001x")).toEqual(["x"]);
  });
});

describe("what the keys do", () => {
  it("is one thing each", () => {
    const keys = SHORTCUTS.flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("is what they do on the page, as far as that can be done here", () => {
    for (const { keys, action } of TIME_KEYS) for (const key of keys) expect(actionOf(key)).toBe(action);
    for (const { keys, action } of ON_THE_PAGE) {
      if (!["fork", "beside", "export"].includes(action)) expect(actionOf(keys[0])).toBe(action);
    }
  });
});
