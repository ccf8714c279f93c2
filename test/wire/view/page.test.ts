import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageOf } from "../../../src/wire/view/page.ts";
import { pages } from "./lived.ts";

describe("a page", () => {
  it("ends with the place where the next one begins, or with null", () => {
    expect(pageOf([1, 2, 3], 2, String)).toEqual({ items: [1, 2], next: "2" });
    expect(pageOf([3], 2, String)).toEqual({ items: [3], next: null });
    expect(pageOf([1, 2], 2, String)).toEqual({ items: [1, 2], next: null });
    expect(pageOf([], 2, String)).toEqual({ items: [], next: null });
  });

  it("takes no more of the list than one beyond it", () => {
    let taken = 0;
    const endless = function* () {
      for (;;) yield ++taken;
    };
    pageOf(endless(), 5, Number);
    expect(taken).toBe(6);
  });

  it("and those that follow are the whole list", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 1, max: 20 }), (length, limit) => {
        const list = Array.from({ length }, (_, i) => i);
        expect(
          pages(limit, (after: number | undefined) => pageOf(list.slice((after ?? -1) + 1), limit, Number)),
        ).toEqual(list);
      }),
    );
  });
});
