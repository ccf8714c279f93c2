import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NEUTRALS } from "../../src/scene/palette.ts";

const read = (path: string) => readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");
const css = {
  tokens: read("widgets/kit/tokens.css"),
  page: read("dashboard/page.css"),
  controls: read("widgets/controls/controls.css"),
};

/** What text is written in, and what it may lie on. */
const TEXT = ["ink", "ink-quiet", "ink-faint", "accent", "warn", "bad", "good"];
const GROUNDS = ["ground", "raised", "sunken"];

describe.each(["light", "dark"] as const)("the tokens of the %s theme", (theme) => {
  const tokens = tokensOf(theme);

  it("have text of at least 4.5:1 on every ground, at every hour of the day", () => {
    const share = theme === "light" ? 0.05 : 0.03;
    expect(css.page.replaceAll(/\s+/g, " ")).toContain(`var(--breath) ${share * 100}%`);
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
    const hours = [...css.controls.matchAll(/light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
    expect(hours).toHaveLength(3);
    for (const [, light, dark] of hours)
      expect(contrast(tokens["accent"], theme === "light" ? light : dark)).toBeGreaterThanOrEqual(3);
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

/** `color-mix(in oklab, a, b share)` of CSS Color 5; OKLab as Ottosson 2020 gives it. */
function mix(a: string, b: string, share: number): string {
  const [from, to] = [oklab(a), oklab(b)];
  const [L, A, B] = from.map((value, i) => value + (to[i] - value) * share);
  const l = (L + 0.3963377774 * A + 0.2158037573 * B) ** 3;
  const m = (L - 0.1055613458 * A - 0.0638541728 * B) ** 3;
  const s = (L - 0.0894841775 * A - 1.291485548 * B) ** 3;
  return hex([
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]);
}

function oklab(colour: string): Triple {
  const [r, g, b] = linear(colour);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Linear light of `#rrggbb` (sRGB, IEC 61966-2-1), and back. */
function linear(colour: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function hex(light: Triple): string {
  const channel = (value: number) => {
    const bounded = Math.min(1, Math.max(0, value));
    const encoded = bounded <= 0.0031308 ? bounded * 12.92 : 1.055 * bounded ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${light.map(channel).join("")}`;
}
