import { describe, expect, it } from "vitest";
import { actionOf, SHORTCUTS } from "../../src/dashboard/keys.ts";

const stroke = (key: string, held = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe("the page's keys", () => {
  it("act when nothing that types has the focus", () => {
    expect(actionOf(stroke(" "), { tag: "BODY" })).toBe("pace");
    expect(actionOf(stroke("."), { tag: "BUTTON" })).toBe("step");
    expect(actionOf(stroke("g"), { tag: "INPUT", type: "range" })).toBe("live");
    expect(actionOf(stroke("?"), { tag: "" })).toBe("help");
  });

  it("leave text fields and lists every key, buttons the space bar, and the browser its own shortcuts", () => {
    for (const { keys } of SHORTCUTS) {
      expect(actionOf(stroke(keys[0]), { tag: "INPUT", type: "search" })).toBeUndefined();
      expect(actionOf(stroke(keys[0]), { tag: "SELECT" })).toBeUndefined();
      expect(actionOf(stroke(keys[0], { ctrlKey: true }), { tag: "BODY" })).toBeUndefined();
    }
    expect(actionOf(stroke(" "), { tag: "BUTTON" })).toBeUndefined();
  });

  it("leave their arrows to whatever else has the focus", () => {
    expect(actionOf(stroke("ArrowLeft"), { tag: "BODY" })).toBe("earlier");
    expect(actionOf(stroke("ArrowLeft"), { tag: "UL" })).toBeUndefined();
    expect(actionOf(stroke("ArrowLeft"), { tag: "INPUT", type: "range" })).toBeUndefined();
  });

  it("mean one thing each", () => {
    const keys = SHORTCUTS.flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
