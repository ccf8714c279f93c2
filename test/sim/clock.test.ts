import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dayNumber,
  formatMoment,
  nextMoment,
  ordinal,
  parseMoment,
  PHASES,
  timestamp,
  townSeconds,
  type Moment,
} from "../../src/sim/clock.ts";

const anyMoment: fc.Arbitrary<Moment> = fc.record({
  day: fc.integer({ min: 1, max: 100_000 }),
  phase: fc.constantFrom(...PHASES),
});

describe("town time", () => {
  it("goes through four phases a day and then to the next dawn", () => {
    const seen: string[] = [];
    for (let moment: Moment = { day: 1, phase: "MORNING" }, i = 0; i < 6; i++, moment = nextMoment(moment))
      seen.push(formatMoment(moment));
    expect(seen).toEqual([
      "day:1/morning",
      "day:1/afternoon",
      "day:1/evening",
      "day:1/night",
      "day:2/morning",
      "day:2/afternoon",
    ]);
  });

  it("counts phases from the dawn of day 1", () => {
    fc.assert(fc.property(anyMoment, (moment) => ordinal(nextMoment(moment)) === ordinal(moment) + 1));
  });

  it("reads what it writes, in any case, and takes a day for its morning", () => {
    fc.assert(
      fc.property(anyMoment, (moment) => {
        expect(parseMoment(formatMoment(moment))).toEqual(moment);
        expect(parseMoment(formatMoment(moment).toUpperCase())).toEqual(moment);
      }),
    );
    expect(parseMoment("day:12")).toEqual({ day: 12, phase: "MORNING" });
  });

  it.each(["", "12/evening", "day:0", "day:-1", "day:1/noon", "day:1/", "day:1.5/night"])(
    "refuses %j and says what it expected",
    (text) => {
      expect(() => parseMoment(text)).toThrow(/moment must be like day:12\/evening/);
    },
  );

  it("agrees with the host's calendar on every date and second", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -300_000, max: 300_000 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        (day, seconds) => {
          const expected = new Date((day * 86_400 + seconds) * 1000).toISOString().replace(".000Z", "Z");
          fc.pre(/^\d{4}-/.test(expected));
          expect(timestamp(day, seconds)).toBe(expected);
          const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
          if (/^\d{4}-/.test(date)) expect(dayNumber(date)).toBe(day);
        },
      ),
    );
  });

  it.each(["2025-02-29", "2025-13-01", "yesterday", "2025-1-1"])("refuses the start date %j", (date) => {
    expect(() => dayNumber(date)).toThrow(/start_date must be a date like 2025-12-03/);
  });

  it("places phases at 06:00, 12:00, 18:00 and 22:00, the night reaching to the next dawn", () => {
    const at = (moment: Moment, place: number) => timestamp(dayNumber("2025-12-03"), townSeconds(moment, place));
    expect(PHASES.map((phase) => at({ day: 1, phase }, 0))).toEqual([
      "2025-12-03T06:00:00Z",
      "2025-12-03T12:00:00Z",
      "2025-12-03T18:00:00Z",
      "2025-12-03T22:00:00Z",
    ]);
    expect(at({ day: 1, phase: "NIGHT" }, 0.9999)).toBe("2025-12-04T05:59:57Z");
  });
});
