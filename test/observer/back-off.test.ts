import * as fc from "fast-check";
import { expect, it } from "vitest";
import { backOff } from "../../src/observer/back-off.ts";

it("doubles with each failure in a row, up to half a minute", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => backOff(attempt, 0))).toEqual([
    500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
  ]);
  expect(backOff(50, 1 - Number.EPSILON)).toBe(30_000);
});

it("is at least what the server asks for at first, and spread over as much again", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(random, fc.integer({ min: 1, max: 15_000 }), (chance, least) => {
      const wait = backOff(1, chance, least);
      expect(wait).toBeGreaterThanOrEqual(least);
      expect(wait).toBeLessThanOrEqual(2 * least);
    }),
  );
});
