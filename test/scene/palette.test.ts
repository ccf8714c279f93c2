import { describe, expect, it } from "vitest";
import {
  BRIDGE_MARK,
  coalitionMark,
  DISTINCT_MARKS,
  NEUTRALS,
  UNAFFILIATED_MARK,
  type Theme,
} from "../../src/scene/palette.ts";

const THEMES: readonly Theme[] = ["light", "dark"];
const FIRST = Array.from({ length: DISTINCT_MARKS }, (_, slot) => coalitionMark(slot));
const MARKS = [...FIRST, BRIDGE_MARK, UNAFFILIATED_MARK];

describe("the palette", () => {
  it("gives ten coalitions ten looks, five hues before the second shape, and then repeats with labels", () => {
    expect(new Set(FIRST.map(({ hue, shape }) => `${hue} ${shape}`)).size).toBe(10);
    expect(new Set(FIRST.slice(0, 5).map(({ hue }) => hue)).size).toBe(5);
    expect(FIRST.some(({ labelled }) => labelled)).toBe(false);
    expect(coalitionMark(10)).toEqual({ ...coalitionMark(0), labelled: true });
    expect(coalitionMark(27)).toEqual({ ...coalitionMark(7), labelled: true });
  });

  it("keeps gold and gray, and their shapes, from the coalitions", () => {
    for (const own of [BRIDGE_MARK, UNAFFILIATED_MARK]) {
      for (const { hue, shape, fill } of FIRST) {
        expect([hue, shape, fill.light, fill.dark]).not.toContain(own.hue);
        expect(shape).not.toBe(own.shape);
        for (const theme of THEMES) expect(fill[theme]).not.toBe(own.fill[theme]);
      }
    }
  });

  it("refuses a slot that is none", () => {
    for (const slot of [-1, 0.5, Number.NaN]) expect(() => coalitionMark(slot)).toThrow(`from 0, got ${slot}`);
  });
});

describe.each(THEMES)("the palette on the %s ground", (theme) => {
  const ground = NEUTRALS.ground[theme];

  it("has marks that stand out at least 3:1, by fill or by outline", () => {
    for (const { fill, outline } of MARKS) {
      expect(Math.max(contrast(fill[theme], ground), contrast(outline[theme], ground))).toBeGreaterThanOrEqual(3);
      if (contrast(fill[theme], ground) < 3) expect(contrast(fill[theme], outline[theme])).toBeGreaterThanOrEqual(3);
    }
  });

  it("has text that stands out at least 4.5:1", () => {
    for (const text of [NEUTRALS.ink, NEUTRALS.muted])
      expect(contrast(text[theme], ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["normal", "protanopia", "deuteranopia", "tritanopia"] as const)(
    "has hues that differ by a CIEDE2000 of 11 or more, gold from all by 15, for %s vision",
    (vision) => {
      const fills = [...new Set(MARKS.map(({ fill }) => fill[theme]))];
      for (const [i, a] of fills.entries()) {
        for (const b of fills.slice(0, i)) {
          const least = [a, b].includes(BRIDGE_MARK.fill[theme]) ? 15 : 11;
          expect(ciede2000(lab(seen(a, vision)), lab(seen(b, vision)))).toBeGreaterThanOrEqual(least);
        }
      }
    },
  );
});

describe("the measures of this test", () => {
  it("agree with their sources", () => {
    expect(contrast("#ffffff", "#000000")).toBeCloseTo(21, 10);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    // Sharma, Wu, Dalal 2005, table 1, pairs 1, 7 and 17.
    expect(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(ciede2000([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 4);
    expect(ciede2000([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
  });
});

type Triple = readonly [number, number, number];

/** Linear light of `#rrggbb` (sRGB, IEC 61966-2-1). */
function light(css: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(css.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** Contrast ratio of WCAG 2.2, 1 to 21. */
function contrast(a: string, b: string): number {
  const luminance = (css: string) => weigh([0.2126, 0.7152, 0.0722], light(css));
  const [dim, bright] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (bright + 0.05) / (dim + 0.05);
}

/** Machado, Oliveira, Fernandes 2009: a colour as people without one kind of cone see it. */
const CONES = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

function seen(css: string, vision: keyof typeof CONES): Triple {
  const clipped = (row: Triple) => Math.min(1, Math.max(0, weigh(row, light(css))));
  const [r, g, b] = CONES[vision];
  return [clipped(r), clipped(g), clipped(b)];
}

/** CIE L*a*b* under D65. */
function lab(rgb: Triple): Triple {
  const f = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116);
  const x = f(weigh([0.4124564, 0.3575761, 0.1804375], rgb) / 0.95047);
  const y = f(weigh([0.2126729, 0.7151522, 0.072175], rgb));
  const z = f(weigh([0.0193339, 0.119192, 0.9503041], rgb) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The colour difference of CIE 142:2001, in the notation of Sharma, Wu and Dalal (2005). */
function ciede2000([L1, a1, b1]: Triple, [L2, a2, b2]: Triple): number {
  const seventh = (c: number) => Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
  const G = 0.5 * (1 - seventh((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const [C1, C2] = [Math.hypot((1 + G) * a1, b1), Math.hypot((1 + G) * a2, b2)];
  const hue = (a: number, b: number) => ((Math.atan2(b, (1 + G) * a) * 180) / Math.PI + 360) % 360;
  const [h1, h2] = [hue(a1, b1), hue(a2, b2)];
  const turn = ((h2 - h1 + 540) % 360) - 180;
  const dH = 2 * Math.sqrt(C1 * C2) * sin(turn / 2);
  const [L, C, h] = [(L1 + L2) / 2, (C1 + C2) / 2, C1 * C2 === 0 ? h1 + h2 : h1 + turn / 2];
  const T = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63);
  const SL = 1 + (0.015 * (L - 50) ** 2) / Math.sqrt(20 + (L - 50) ** 2);
  const [SC, SH] = [1 + 0.045 * C, 1 + 0.015 * C * T];
  const meanHue = (h + 360) % 360;
  const RT = -2 * seventh(C) * sin(60 * Math.exp(-(((meanHue - 275) / 25) ** 2)));
  const [l, c, hh] = [(L2 - L1) / SL, (C2 - C1) / SC, dH / SH];
  return Math.sqrt(l * l + c * c + hh * hh + RT * c * hh);
}

function sin(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}

function cos(degrees: number): number {
  return Math.cos((degrees * Math.PI) / 180);
}

function weigh(weights: Triple, values: Triple): number {
  return weights[0] * values[0] + weights[1] * values[1] + weights[2] * values[2];
}
