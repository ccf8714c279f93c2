import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SHORTCUTS } from "../../src/terminal/shortcuts.ts";
import { PANELS } from "../../src/terminal/panels.ts";
import { goldenFrame } from "../terminal/golden.ts";

const page = readFileSync(new URL("../../docs/terminal.md", import.meta.url), "utf8");

describe("docs/terminal.md", () => {
  it("shows a frame as it is", () => {
    expect(page).toContain(`\`\`\`text\n${goldenFrame("80x24").text}\`\`\``);
  });

  it("names every panel by its key, and every key that does something", () => {
    for (const [i, { label }] of PANELS.entries()) expect(page).toContain(`| ${i + 1} | ${label}`);
    const named = page.split("\n## Keys\n")[1].split("\n## ")[0];
    const shown: Readonly<Record<string, string>> = {
      " ": "space",
      ArrowUp: "↑",
      ArrowDown: "↓",
      Enter: "enter",
      Escape: "esc",
      PageUp: "PgUp",
      PageDown: "PgDn",
      Tab: "tab",
    };
    for (const { keys, action } of SHORTCUTS) {
      // The keys of panels are in the table of panels.
      if (/^panel-(\d|before)/.test(action)) continue;
      expect(
        keys.map((key) => shown[key] ?? key).some((key) => named.includes(key)),
        action,
      ).toBe(true);
    }
  });
});
