import { describe, expect, it } from "vitest";
import { chipText } from "../../src/scene/chip.ts";
import { BRIDGE_MARK, coalitionMark, UNAFFILIATED_MARK } from "../../src/scene/palette.ts";

describe("a chip in letters", () => {
  it("has a sign for each shape", () => {
    expect(
      [coalitionMark(0), coalitionMark(5), BRIDGE_MARK, UNAFFILIATED_MARK].map((mark) => chipText(mark, "Elms")),
    ).toEqual(["● Elms", "◆ Elms", "★ Elms", "○ Elms"]);
  });

  it("is in brackets when it is chosen", () => {
    expect(chipText(coalitionMark(0), "Elms", true)).toBe("[● Elms]");
  });

  it("says nothing to a terminal but its letters", () => {
    expect(chipText(coalitionMark(0), "E\u001b[31mlms\u202e\n")).toBe("● E [31mlms ");
  });
});
