import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phaseProgress, TimeAxis } from "../../src/observer/time-axis.ts";

describe("a run laid out by phases", () => {
  const axis = new TimeAxis([{ seq: 10 }, { seq: 40 }], 0, 46, 0.25);

  it("gives each phase a length of one, and the one that goes on as much as has passed of it", () => {
    expect(axis.extent).toBe(2.25);
    expect([0, 5, 10, 25, 40, 43, 46].map((seq) => axis.placeOf(seq))).toEqual([0, 0.5, 1, 1.5, 2, 2.125, 2.25]);
    expect([-1, 0.5, 1.52, 2, 9].map((place) => axis.seqAt(place))).toEqual([0, 5, 26, 40, 46]);
  });

  it("of which nothing is known has no length", () => {
    const empty = new TimeAxis([], 7, 7, 0.9);
    expect([empty.extent, empty.placeOf(7), empty.placeOf(100), empty.seqAt(3)]).toEqual([0, 0, 0, 7]);
  });

  it("leads from every moment to a place and back, in order", () => {
    const anyAxis = fc.record({
      first: fc.nat({ max: 1_000 }),
      lengths: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
      rest: fc.nat({ max: 40 }),
      progress: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(anyAxis, ({ first, lengths, rest, progress }) => {
        let seq = first;
        const phases = lengths.map((length) => ({ seq: (seq += length) }));
        const axis = new TimeAxis(phases, first, seq + rest, progress);
        let before = -1;
        for (let at = first; at <= seq + rest; at++) {
          const place = axis.placeOf(at);
          expect(place).toBeGreaterThan(before);
          expect(axis.seqAt(place)).toBe(at);
          expect(Math.floor(Math.min(place, lengths.length))).toBe(phases.filter((phase) => phase.seq <= at).length);
          before = place;
        }
        expect(before).toBeCloseTo(axis.extent);
      }),
    );
  });
});

describe("how much of a phase has passed", () => {
  it.each([
    ["MORNING", "2025-12-03T06:00:00Z", 0],
    ["MORNING", "2025-12-03T09:00:00Z", 0.5],
    ["EVENING", "2025-12-03T21:00:00Z", 0.75],
    ["NIGHT", "2025-12-04T00:00:00Z", 0.25],
    ["NIGHT", "2025-12-04T06:00:00Z", 1],
    ["NIGHT", "2025-12-04T12:00:00Z", 0],
    ["MORNING", "", 0],
  ] as const)("of the %s at %s is %d", (phase, timestamp, passed) => {
    expect(phaseProgress({ phase, timestamp })).toBe(passed);
  });
});
