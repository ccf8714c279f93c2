import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NEUTRALS } from "../../src/scene/palette.ts";
import { INKS } from "../../src/widgets/controls/timeline-paint.ts";

const read = (path: string) => readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");
const css = {
  tokens: read("widgets/kit/tokens.css"),
  page: read("dashboard/document.css"),
};

/** What text is written in, and what it may lie on. */
const TEXT = ["ink", "ink-quiet", "ink-faint", "accent", "warn", "bad", "good"];
const GROUNDS = ["ground", "raised", "sunken"];

describe.each(["light", "dark"] as const)("the tokens of the %s theme", (theme) => {
  const tokens = tokensOf(theme);

  it("have text of at least 4.5:1 on every ground, at every hour of the day", () => {
    const share = theme === "light" ? 0.05 : 0.03;
    const page = css.page.replaceAll(/\s+/g, " ");
    expect(page).toContain(`opacity: ${share * 100}%`);
    expect(page).toContain(`var(--breath) ${share * 100}%`);
    const grounds = GROUNDS.map((name) => tokens[name]);
    const breaths = [...css.page.matchAll(/--breath: (#[0-9a-f]{6})/g)].map(([, breath]) => breath);
    expect(breaths).toHaveLength(4);
    const hours = breaths.map((breath) => mix(tokens["ground"], breath, share));
    for (const text of TEXT) {
      for (const ground of [...grounds, ...hours])
        expect(contrast(tokens[text], ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(
          text === "ink-faint" ? 3 : 4.5,
        );
    }
  });

  it("have text of at least 4.5:1 on what is pressed, current, or to be pressed", () => {
    for (const text of ["ink", "ink-quiet", "accent"])
      expect(contrast(tokens[text], tokens["accent-soft"]), text).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens["ground"], tokens["accent"])).toBeGreaterThanOrEqual(4.5);
  });

  it("have a playhead of at least 3:1 on every hour of the timeline", () => {
    for (const hour of Object.values(INKS[theme].tones))
      expect(contrast(tokens["accent"], hour)).toBeGreaterThanOrEqual(3);
  });

  it("are the picture's own where both draw", () => {
    const same = { ground: "ground", ink: "ink", "ink-quiet": "muted", hairline: "hairline" } as const;
    for (const [token, neutral] of Object.entries(same)) expect(tokens[token]).toBe(NEUTRALS[neutral][theme]);
  });
});

describe("the measures of this test", () => {
  it("agree with their sources", () => {
    expect(contrast("#ffffff", "#000000")).toBeCloseTo(21, 10);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    expect(mix("#336699", "#336699", 0.5)).toBe("#336699");
    expect([mix("#ffffff", "#000000", 0), mix("#ffffff", "#000000", 1)]).toEqual(["#ffffff", "#000000"]);
  });
});

function tokensOf(theme: string): Readonly<Record<string, string>> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(css.tokens)![1];
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

type Triple = readonly [number, number, number];

/** Contrast ratio of WCAG 2.2, 1 to 21. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [r, g, b] = linear(colour);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dim, bright] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (bright + 0.05) / (dim + 0.05);
}

/** `b` over `a` at an opacity of `share`, as browsers lay one over the other: in sRGB. */
function mix(a: string, b: string, share: number): string {
  const channel = (at: number) => {
    const [from, to] = [a, b].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(from + (to - from) * share)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${[1, 3, 5].map(channel).join("")}`;
}

/** Linear light of `#rrggbb` (sRGB, IEC 61966-2-1). */
function linear(colour: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}
