import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sparkline } from "../../src/widgets/measures/sparkline.ts";
import { brief } from "../../src/widgets/measures/widget.tsx";

describe("a sparkline", () => {
  it("goes from left to right between its least and greatest value", () => {
    expect(sparkline([1, 3, 2], 96, 20)).toBe("M0 20L48 0L96 10");
  });

  it("lies in the middle when nothing changes, and is not there for a single value", () => {
    expect(sparkline([5, 5], 96, 20)).toBe("M0 10L96 10");
    expect(sparkline([5], 96, 20)).toBe("");
  });

  it("stays in its box", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2 }), (values) => {
        const places = sparkline(values, 96, 20)
          .match(/-?[\d.]+/g)!
          .map(Number);
        places.forEach((place, i) => expect(place >= 0 && place <= (i % 2 === 0 ? 96 : 20)).toBe(true));
      }),
    );
  });
});

describe("a measure in brief", () => {
  it("keeps about three places", () => {
    expect([0.01234, 1.2345, 12.345, 123.45, 7, 1234, 12_345, 1_234_567].map(brief)).toEqual([
      "0.012",
      "1.23",
      "12.3",
      "123",
      "7",
      "1,234",
      "12.3k",
      "1.2M",
    ]);
  });
});
