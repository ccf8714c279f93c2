import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bar, barText } from "../../src/scene/bar.ts";

const SIGNED = { least: -1, most: 1 };
const scales = fc
  .tuple(fc.double({ min: -100, max: 100, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true }))
  .map(([least, length]) => ({ least, most: least + length }));
const values = fc.double({ min: -300, max: 300, noNaN: true });

describe("a bar", () => {
  it("goes from nothing to a share of the whole", () => {
    expect(bar(0.25)).toEqual({ from: 0, to: 0.25, zero: 0 });
  });

  it("goes left of zero for what is negative, and right for what is positive", () => {
    expect(bar(-0.5, SIGNED)).toEqual({ from: 0.25, to: 0.5, zero: 0.5 });
    expect(bar(1, SIGNED)).toEqual({ from: 0.5, to: 1, zero: 0.5 });
  });

  it("ends with its scale", () => {
    expect(bar(7)).toEqual({ from: 0, to: 1, zero: 0 });
    expect(bar(-7, SIGNED)).toEqual({ from: 0, to: 0.5, zero: 0.5 });
  });

  it("lies within its scale and touches zero, whatever the value", () => {
    fc.assert(
      fc.property(values, scales, (value, scale) => {
        const { from, to, zero } = bar(value, scale);
        expect(0 <= from && from <= to && to <= 1).toBe(true);
        expect(from === zero || to === zero).toBe(true);
      }),
    );
  });
});

describe("a bar in letters", () => {
  it("is exact to an eighth of a letter", () => {
    expect(barText(0.62, 10)).toBe("██████▎   ");
    expect(barText(0, 4)).toBe("    ");
    expect(barText(1, 4)).toBe("████");
  });

  it("has zero as a line, and what is negative to its left", () => {
    expect(barText(-0.5, 9, SIGNED)).toBe("  ██│    ");
    expect(barText(0.5, 9, SIGNED)).toBe("    │██  ");
    expect(barText(-0.4, 9, SIGNED)).toBe("  ▐█│    ");
  });

  it("shows what is hardly more than nothing", () => {
    expect(barText(0.001, 5)).toBe("▏    ");
    expect(barText(-0.001, 5, SIGNED)).toBe(" ▐│  ");
  });

  it("has just so many letters, whatever the value", () => {
    fc.assert(
      fc.property(values, scales, fc.integer({ min: 3, max: 40 }), (value, scale, columns) => {
        expect(barText(value, columns, scale)).toHaveLength(columns);
      }),
    );
  });

  it("of a greater share is never shorter", () => {
    const ink = (text: string) => Array.from(text).reduce((sum, letter) => sum + " ▏▎▍▌▋▊▉█".indexOf(letter), 0);
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        expect(ink(barText(Math.min(a, b), 12))).toBeLessThanOrEqual(ink(barText(Math.max(a, b), 12)));
      }),
    );
  });
});
