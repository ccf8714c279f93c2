import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BRIDGE_MARK, COALITION_HUES, coalitionMark, NEUTRALS } from "../../src/scene/palette.ts";
import { DEPTHS, depthOf, mixed, sgr } from "../../src/terminal/colour.ts";
import { inksOf } from "../../src/terminal/inks.ts";

describe("the colours of a terminal", () => {
  it.each([
    [{ TERM: "xterm-256color" }, "256"],
    [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, "truecolor"],
    [{ TERM: "xterm-direct" }, "truecolor"],
    [{ TERM: "xterm" }, "16"],
    [{ TERM: "dumb", COLORTERM: "truecolor" }, "none"],
    [{}, "none"],
    [{ TERM: "xterm-256color", COLORTERM: "truecolor", NO_COLOR: "1" }, "none"],
    [{ TERM: "xterm-256color", NO_COLOR: "" }, "256"],
  ] as const)("of %j are %s", (env, depth) => {
    expect(depthOf(env)).toBe(depth);
  });

  it("are written as they are, or as the nearest that there is", () => {
    expect(sgr({ fg: "#0072b2", bg: "#14161a" }, "truecolor")).toBe("\u001b[0;38;2;0;114;178;48;2;20;22;26m");
    // The colours of the cube and its grays are themselves.
    expect(sgr({ fg: "#5f87af" }, "256")).toBe("\u001b[0;38;5;67m");
    expect(sgr({ fg: "#121212" }, "256")).toBe("\u001b[0;38;5;233m");
    expect(sgr({ fg: "#ff0000", bg: "#14161a" }, "16")).toBe("\u001b[0;91m");
  });

  it("are one's own sixteen: ink stays ink on any ground, what is quiet is gray, and every coalition has a colour", () => {
    const code = (fg: string) => sgr({ fg }, "16").slice(4, -1);
    for (const theme of ["light", "dark"] as const) {
      const { ink, muted, faint, line, hairline, ground } = inksOf(theme);
      expect(code(ink)).toBe("39");
      for (const quiet of [muted, faint, line, hairline]) expect(code(quiet)).toBe("90");
      const fills = Array.from({ length: COALITION_HUES }, (_, slot) => coalitionMark(slot).fill[theme]);
      for (const fill of [...fills, BRIDGE_MARK.fill[theme]]) {
        expect(Number(code(fill)) % 10, fill).toSatisfy((hue: number) => hue >= 1 && hue <= 6);
        expect(code(mixed(fill, ground, 0.4)), `${fill} that stands back`).toBe("90");
      }
    }
  });

  it("are left away where there are none, while bold, underlined and inverse stay", () => {
    expect(sgr({ fg: "#0072b2", bg: "#14161a", bold: true, underline: true, inverse: true }, "none")).toBe(
      "\u001b[0;1;4;7m",
    );
    expect(DEPTHS.map((depth) => sgr({}, depth))).toEqual(DEPTHS.map(() => "\u001b[0m"));
  });

  it("are only said where they change, when it is known what was worn", () => {
    const worn = { fg: "#0072b2", bg: "#14161a", bold: true };
    expect(sgr({ ...worn, bg: "#2b2f36" }, "truecolor", worn)).toBe("\u001b[48;2;43;47;54m");
    expect(sgr({ bold: true }, "truecolor", worn)).toBe("\u001b[39;49m");
    expect(sgr({ ...worn, bold: false }, "256", worn)).toBe("\u001b[0;38;5;25;48;5;233m");
    expect(sgr({ ...worn, bg: "#2b2f36" }, "16", worn)).toBe("");
  });

  it("mix", () => {
    expect(mixed("#ffffff", "#000000", 0.5)).toBe("#808080");
    expect(mixed("#0072b2", "#14161a", 1)).toBe("#0072b2");
  });

  it("are the page's own", () => {
    const css = readFileSync(new URL("../../src/widgets/kit/tokens.css", import.meta.url), "utf8");
    const tokens = {
      faint: "ink-faint",
      line: "line",
      sunken: "sunken",
      accent: "accent",
      chosen: "accent-soft",
      warn: "warn",
      bad: "bad",
      good: "good",
    };
    for (const theme of ["light", "dark"] as const) {
      const block = css.slice(css.indexOf(`[data-theme="${theme}"] {`)).split("}")[0];
      const inks = inksOf(theme);
      for (const [name, token] of Object.entries(tokens)) {
        expect(block, `${theme} ${token}`).toContain(`--${token}: ${inks[name as keyof typeof tokens]};`);
      }
      expect(inks.ground).toBe(NEUTRALS.ground[theme]);
    }
  });
});
