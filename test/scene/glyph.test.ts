import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hash128 } from "../../src/sim/hash.ts";
import { glyphPath, glyphText } from "../../src/scene/glyph.ts";

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

/** Whether a point is inked: by the even-odd reading of the pieces, each of which is a square or a quarter of a disc. */
function inked(path: string, x: number, y: number): boolean {
  return path
    .split("Z")
    .filter(Boolean)
    .some((piece) => {
      const numbers = piece.match(/-?[\d.]+/g)!.map(Number);
      if (piece.includes("H")) {
        const [left, top, right, bottom] = numbers;
        return left < x && x < right && top < y && y < bottom;
      }
      // M centre L from A r r 0 0 1 to
      const [cx, cy, fx, fy, r, , , , , tx, ty] = numbers;
      const between = (value: number, a: number, b: number) => Math.min(a, b) < value && value < Math.max(a, b);
      const inBox = between(x, cx, fx === cx ? tx : fx) && between(y, cy, fy === cy ? ty : fy);
      return inBox && Math.hypot(x - cx, y - cy) < r;
    });
}

describe("a face", () => {
  it("is of the seed alone", () => {
    expect(glyphPath(12_345, 16)).toBe(glyphPath(12_345, 16));
    expect(glyphPath(12_345, 16)).not.toBe(glyphPath(12_346 << 3, 16));
  });

  it("is the same on the left as on the right", () => {
    const places = fc.tuple(
      fc.double({ min: 0.1, max: 7.9, noNaN: true }),
      fc.double({ min: -7.9, max: 7.9, noNaN: true }),
    );
    fc.assert(
      fc.property(seeds, places, (seed, [x, y]) => {
        const path = glyphPath(seed, 16);
        expect(inked(path, -x, y)).toBe(inked(path, x, y));
      }),
    );
  });

  it("is neither blank nor hardly there, whatever the seed", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(glyphPath(seed, 16).split("Z").length - 1).toBeGreaterThanOrEqual(6);
      }),
    );
    expect(glyphPath(0, 16)).not.toBe("");
  });

  it("stays in its square", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 12, max: 64 }), (seed, side) => {
        for (const x of glyphPath(seed, side)
          .match(/-?[\d.]+/g)!
          .map(Number))
          expect(Math.abs(x)).toBeLessThanOrEqual(side / 2 + 0.01);
      }),
    );
  });

  it("is hardly anybody else's: a thousand people have more than 990 faces", () => {
    const seed = (i: number) => Number.parseInt(hash128(`citizen-${i}`).slice(0, 8), 16);
    const faces = Array.from({ length: 1000 }, (_, i) => glyphPath(seed(i), 16));
    expect(new Set(faces).size).toBeGreaterThan(990);
  });
});

describe("a face in letters", () => {
  it("is two letters that mirror each other, and never blank", () => {
    const mirror: Readonly<Record<string, string>> = Object.fromEntries(
      ["▘▝", "▖▗", "▌▐", "▞▚", "▛▜", "▙▟", "▀▀", "▄▄", "██"].flatMap(([a, b]) => [
        [a, b],
        [b, a],
      ]),
    );
    fc.assert(
      fc.property(seeds, (seed) => {
        const [left, right, ...more] = glyphText(seed);
        expect(more).toEqual([]);
        expect(mirror[left]).toBe(right);
      }),
    );
  });
});
