import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { searching } from "../../src/wire/words.ts";

describe("a search", () => {
  it("asks for all words, in any order and case", () => {
    const says = searching("BOB greet");
    expect(says("Alice greeted Bob.")).toBe(true);
    expect(says("Alice greeted Clara.")).toBe(false);
  });

  it("for nothing finds everything", () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom("", " ", "\t \n"), (said, query) => searching(query)(said)));
  });
});
