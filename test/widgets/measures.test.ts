import { signal } from "@preact/signals";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { brief } from "../../src/scene/brief.ts";
import { sparkline } from "../../src/scene/sparkline.ts";
import type { PastPhase } from "../../src/sim/chronicle.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { namedDays } from "../../src/widgets/measures/days.ts";
import { readTokens } from "../../src/widgets/measures/metering.tsx";
import { perFrame } from "../../src/widgets/kit/per-frame.ts";
import { budgetWords, byCitizen, byOperation, newestTurns } from "../../src/widgets/measures/spending.ts";
import { extremes, rangeOf, trace, worthDrawing, yOf } from "../../src/widgets/measures/trace.ts";
import { deed, holding, phaseChange } from "./an-event.ts";

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

describe("a measure's course", () => {
  const height = { least: 0, most: 4, low: 40, high: 0 };

  it("has what a phase ends with at its end, and what it sums over all of it", () => {
    expect(trace([1, 4, 2], "line", height, 300).outline).toBe("M1 30L2 0L3 20");
    expect(trace([1, 4, 2], "sum", height, 300)).toEqual({
      outline: "M0 30H1V0H2V20H3",
      area: "M0 30H1V0H2V20H3V40H0Z",
    });
    expect(trace([], "line", height, 300)).toEqual({ outline: "", area: "" });
  });

  it("begins at zero where lengths are compared, and spans its values where they are written", () => {
    expect(rangeOf([3, 5], "sum")).toEqual({ least: 0, most: 5 });
    expect(rangeOf([3, 5], "line")).toEqual({ least: 3, most: 5 });
    expect(rangeOf([3, 5], "sum", 9)).toEqual({ least: 0, most: 9 });
    expect(yOf(7, { least: 7, most: 7, low: 40, high: 0 })).toBe(20);
  });

  it("marks the first of the least and of the greatest values", () => {
    expect(extremes([2, 5, 1, 5, 1])).toEqual({ least: 2, most: 1 });
    expect(extremes([])).toEqual({ least: -1, most: -1 });
  });

  it("of many values keeps, px by px, those which draw what all would", () => {
    const long = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 400 });
    fc.assert(
      fc.property(long, fc.integer({ min: 1, max: 40 }), (values, columns) => {
        const kept = worthDrawing(values, columns);
        expect(kept.length).toBeLessThanOrEqual(Math.max(values.length, 4 * columns));
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        if (values.length <= 4 * columns) {
          expect(kept).toHaveLength(values.length);
          return;
        }
        for (let column = 0; column < columns; column++) {
          const [from, to] = [column, column + 1].map((one) => Math.floor((one * values.length) / columns));
          const all = values.slice(from, to);
          const some = kept.filter((i) => i >= from && i < to).map((i) => values[i]);
          expect([some[0], some.at(-1)]).toEqual([all[0], all.at(-1)]);
          expect([Math.min(...some), Math.max(...some)]).toEqual([Math.min(...all), Math.max(...all)]);
        }
      }),
    );
  });
});

describe("the days under the charts", () => {
  const days = (count: number) => Array.from({ length: count }, (_, i) => ({ day: i + 1, place: 4 * i }));

  it("are all named where there is room, and round ones where there isn't", () => {
    expect(namedDays(days(4), 16, 300).map(({ day }) => day)).toEqual([1, 2, 3, 4]);
    expect(namedDays(days(60), 240, 300).map(({ day }) => day)).toEqual([1, 20, 30, 40, 50]);
    expect(namedDays([], 0, 300)).toEqual([]);
  });

  it("are never crowded nor cut, and the first is always there", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 60, max: 800 }), (count, width) => {
        const named = namedDays(days(count), 4 * count, width);
        const places = named.map(({ place }) => (place / (4 * count)) * width);
        expect(named[0].day).toBe(1);
        places.slice(1).forEach((place, i) => {
          expect(place - places[i]).toBeGreaterThanOrEqual(48);
          expect(place).toBeLessThanOrEqual(width - 40);
        });
      }),
    );
  });
});

describe("what the town costs", () => {
  const town = found(smallConfig(12, 1));

  it("names operations and citizens, who cost the most first, and whom one chose wherever they stand", () => {
    const { citizens, tokens, totals } = town;
    [40, 10, 30, 20].forEach((cost, row) => (tokens[row] = cost));
    for (const [name, cost] of [
      ["greet", 5],
      ["trade", 9],
      ["move", 0],
    ] as const)
      totals.operations.set(name, { count: 1, tokens: cost, drama: 0 });
    expect(byOperation(town).map(({ name, rank }) => [name, rank])).toEqual([
      ["trade", 1],
      ["greet", 2],
    ]);
    const shares = byCitizen(town, 2, [citizens[1].id, citizens[0].id, "nobody"]);
    expect(shares.map(({ id, tokens, rank }) => [id, tokens, rank])).toEqual([
      [citizens[0].id, 40, 1],
      [citizens[2].id, 30, 2],
      [citizens[1].id, 10, 4],
    ]);
  });

  it("ranks as a sort would", () => {
    const costs = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(
        costs,
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.nat({ max: 11 }), { maxLength: 3 }),
        (costs, most, rows) => {
          town.tokens.set(costs);
          const ids = town.citizens.map(({ id }) => id);
          const sorted = costs.map((_, row) => row).sort((a, b) => costs[b] - costs[a] || a - b);
          const wanted = sorted.flatMap((row, i) => (i < most || rows.includes(row) ? [[ids[row], i + 1]] : []));
          const selected = rows.map((row) => ids[row]);
          expect(byCitizen(town, most, [...new Set(selected)]).map(({ id, rank }) => [id, rank])).toEqual(wanted);
        },
      ),
    );
  });

  it("is told of the newest turns before a moment", () => {
    const events = holding([
      deed(1, { tokens_used: 7 }),
      phaseChange(2, "NIGHT"),
      deed(3, { tokens_used: 9 }),
      deed(4),
    ]);
    expect(newestTurns(events, 3, 60)).toEqual([7, 9]);
    expect(newestTurns(events, 3, 1)).toEqual([9]);
    expect(newestTurns(events, 9, 60)).toEqual([]);
  });

  it("is weighed against a budget in words", () => {
    const day = Array.from({ length: 4 }, () => ({ measures: { tokens: 250 } }) as PastPhase);
    expect(budgetWords(0, 4000, day, 4)).toBe("");
    expect(budgetWords(10_000, 4000, day, 4)).toBe(
      "40 % of the budget spent; at the last day’s pace the rest lasts about 6 days.",
    );
    expect(budgetWords(10_000, 9900, day, 4)).toContain("less than a day");
    expect(budgetWords(10_000, 12_000, day, 4)).toBe("120 % of the budget spent: 2,000 more than it allows.");
    expect(budgetWords(10_000, 0, [], 0)).toBe("0 % of the budget spent.");
  });

  it("takes a budget as people write it", () => {
    expect(["100,000", "100 000", "100k", "1.5M", "", "250"].map(readTokens)).toEqual([
      100_000, 100_000, 100_000, 1_500_000, 0, 250,
    ]);
    expect(["many", "-5", "1e5", "1..5", "9".repeat(20)].map(readTokens)).toEqual(Array(5).fill(undefined));
  });
});

describe("what is followed once a frame", () => {
  it("is the newest there is by then, and nothing after the view has closed", () => {
    const frames: (() => void)[] = [];
    vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
    vi.stubGlobal("cancelAnimationFrame", (number: number) => (frames[number - 1] = () => {}));
    try {
      const closing = new AbortController();
      const source = signal(1);
      const shown = perFrame(source, closing.signal);
      expect(shown.value).toBe(1);
      source.value = 2;
      source.value = 3;
      expect([shown.value, frames.length]).toEqual([1, 1]);
      frames[0]();
      expect(shown.value).toBe(3);
      source.value = 4;
      closing.abort();
      frames[1]();
      source.value = 5;
      expect([shown.value, frames.length]).toEqual([3, 2]);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
