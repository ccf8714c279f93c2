import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, fit, lettersOf, widthOf, wrap } from "../../src/terminal/letters.ts";

describe("text as a terminal lays it out", () => {
  it("takes a column a letter, two where it is East Asian wide or an emoji, none for what is combined", () => {
    expect(widthOf("Alice")).toBe(5);
    expect(widthOf("愛麗絲")).toBe(6);
    expect(widthOf("한글")).toBe(4);
    expect(widthOf("Zoe\u0308")).toBe(3);
    expect(widthOf("👩‍🌾 Ada")).toBe(6);
    expect(widthOf("🇳🇴")).toBe(2);
    expect(widthOf("a\u200Bb")).toBe(2);
  });

  it("says nothing but letters, whatever someone is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        for (const { text } of lettersOf(`\u001b[31m${name}\u0007`)) expect(text).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it("is cut with an ellipsis, never in the middle of a wide letter", () => {
    expect(cut("Wandering Hearth", 9)).toBe("Wanderin…");
    expect(cut("愛麗絲", 4)).toBe("愛…");
    expect(fit("愛麗絲", 4)).toBe("愛… ");
    expect(cut("Ada", 0)).toBe("");
  });

  it("is never wider than its room, and filled it is exactly as wide", () => {
    const names = fc.array(fc.constantFrom("a", " ", "愛", "e\u0301", "👍", "ü")).map((letters) => letters.join(""));
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 12 }), (name, columns) => {
        expect(widthOf(cut(name, columns))).toBeLessThanOrEqual(columns);
        expect(widthOf(fit(name, columns))).toBe(columns);
        for (const line of wrap(name, columns)) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it("is wrapped at spaces", () => {
    expect(wrap("a fair price is two strangers agreeing", 14)).toEqual([
      "a fair price",
      "is two",
      "strangers",
      "agreeing",
    ]);
  });
});
