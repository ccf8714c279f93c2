import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTownFile } from "../../src/stream/town-file.ts";

describe("a town file", () => {
  it("is YAML, of which JSON is a part", () => {
    expect(readTownFile("town_id: harbour\ncitizens:\n  - id: ada\n", "f")).toEqual({
      town_id: "harbour",
      citizens: [{ id: "ada" }],
    });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(readTownFile(text, "f")).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ["a: 1\nb: 2\na: 3", 'f, line 3, column 1: Map keys must be unique: "a" is here a second time'],
    ["x:\n  - {b: 1, c: 2, b: 3}", 'f, line 2, column 18: Map keys must be unique: "b" is here a second time'],
    ["a: [1, 2", /^f, line 1, column 9: /],
    ["a: 1\n---\nb: 2", "f, line 2, column 1: a second document begins here"],
    ["[".repeat(100_000), /f.*it is nested too deeply/],
    [`a: &a [x, x, x, x]\n${laughs("a", 12)}`, /^f: .*alias/],
  ])("is refused in words, also when a stranger wrote it: %#", (text, words) => {
    expect(() => readTownFile(text, "f")).toThrow(words);
  });

  it("makes no key a prototype's", () => {
    const value = readTownFile("__proto__: {polluted: true}", "f") as object;
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect("polluted" in value || "polluted" in {}).toBe(false);
  });
});

/** Ever larger lists of the list before: a billion of them in a few lines. */
function laughs(first: string, depth: number): string {
  let [text, before] = ["", first];
  for (let i = 0; i < depth; i++) {
    text += `n${i}: &n${i} [*${before}, *${before}, *${before}, *${before}]\n`;
    before = `n${i}`;
  }
  return text;
}
