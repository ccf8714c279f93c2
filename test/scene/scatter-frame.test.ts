import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AT_REST, domainOf, frameOf, zoomAt } from "../../src/scene/scatter-frame.ts";
import { ticksOf } from "../../src/scene/scatter-ticks.ts";

describe("the domain", () => {
  it("of points between 0.31 and 0.77 reaches from 0.2 to 0.9: air around them, then out to tenths", () => {
    const { left, right, bottom, top } = domainOf([0.31, 0.31, 0.77, 0.77]);
    expect([left, right, bottom, top].map((edge) => edge.toFixed(6))).toEqual([
      "0.200000",
      "0.900000",
      "0.200000",
      "0.900000",
    ]);
  });

  it("contains all its points, and does not move when they move a little", () => {
    expect(domainOf([0.31, 0.31, 0.77, 0.77])).toEqual(domainOf([0.32, 0.31, 0.765, 0.775]));
    const points = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(points, (values) => {
        const all = values.slice(0, 2 * Math.floor(values.length / 2));
        const { left, right, bottom, top } = domainOf(all);
        return all.every((value, i) => (i % 2 === 0 ? left < value && value < right : bottom < value && value < top));
      }),
    );
  });
});

describe("the frame", () => {
  it("fits the domain into the plot, with equal units on both axes", () => {
    const frame = frameOf(656, 544, { left: -1, right: 1, bottom: -1, top: 1 });
    // 656 less margins 40 and 16 is 600 wide; 544 less 16 and 28 is 500 high: the height decides.
    expect(frame.scale).toBe(250);
    expect(frame.originX).toBe(340);
    expect(frame.originY).toBe(266);
  });

  it("keeps the place under the pointer where it is while zooming", () => {
    const domain = { left: -0.7, right: 0.9, bottom: -0.4, top: 0.6 };
    const coordinate = fc.double({ min: 0, max: 500, noNaN: true });
    const factors = fc.array(fc.double({ min: 0.3, max: 4, noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(coordinate, coordinate, factors, (x, y, steps) => {
        let camera = AT_REST;
        const under = (frame = frameOf(640, 480, domain, camera)) => [
          (x - frame.originX) / frame.scale,
          (frame.originY - y) / frame.scale,
        ];
        const before = under();
        for (const step of steps) camera = zoomAt(camera, step, x, y);
        const after = under();
        expect(after[0]).toBeCloseTo(before[0], 6);
        expect(after[1]).toBeCloseTo(before[1], 6);
        expect(camera.zoom).toBeGreaterThanOrEqual(0.5);
        expect(camera.zoom).toBeLessThanOrEqual(40);
      }),
    );
  });
});

describe("ticks", () => {
  it("are round numbers, at least 88 px apart, where the frame says", () => {
    const frame = frameOf(656, 544, { left: -1, right: 1, bottom: -1, top: 1 });
    const { x, y } = ticksOf(frame);
    // 88 px are 0.352 units: the next round step is 0.5, and the plot is 2.4 units wide.
    expect(x.map(({ text, at }) => [text, at])).toEqual([
      ["−1.0", 90],
      ["−0.5", 215],
      ["0", 340],
      ["0.5", 465],
      ["1.0", 590],
    ]);
    expect(y[0]).toMatchObject({ text: "−1.0", at: 516 });
  });

  it("are closer where the plot is small, so that an axis is more than its zero", () => {
    const frame = frameOf(336, 294, { left: -0.5, right: 0.5, bottom: -0.4, top: 0.4 });
    // Narrow: margins 32 and 4, 8 and 26; 300 by 260 px, of which a fifth of the smaller side is 52 px or 0.173 units.
    expect(ticksOf(frame).y.map(({ text }) => text)).toEqual(["−0.4", "−0.2", "0", "0.2", "0.4"]);
  });
});
