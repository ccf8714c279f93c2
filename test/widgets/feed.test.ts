import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TownEvent } from "../../src/sim/event.ts";
import { emphasise } from "../../src/widgets/feed/emphasis.ts";
import { matcher } from "../../src/widgets/feed/filter.ts";
import { lineOf } from "../../src/widgets/feed/line.ts";
import { Selection } from "../../src/widgets/feed/selection.ts";
import { summarise } from "../../src/widgets/feed/summary.tsx";
import { visibleRows } from "../../src/widgets/feed/window.ts";
import { deed, formed, holding, phaseChange } from "./an-event.ts";

const nameOf = (id: string) => id[0].toUpperCase() + id.slice(1);

describe("a row of the feed", () => {
  it("says when, what and who of an operation", () => {
    expect(lineOf(deed(7), nameOf)).toEqual({
      seq: 7,
      clock: "06:40",
      phase: "MORNING",
      day: 1,
      what: "greet",
      tone: "deed",
      message: "Alice greeted Bob.",
    });
  });

  it("tells a refused operation from one that succeeded", () => {
    expect(lineOf(deed(1, { success: false }), nameOf).tone).toBe("refused");
  });

  it("marks the passing of time in words", () => {
    expect(lineOf(phaseChange(1, "EVENING", 12), nameOf)).toMatchObject({
      tone: "time",
      message: "Day 12, evening falls.",
    });
  });

  it("names who rests, and counts them when they are many", () => {
    const rested = { ...phaseChange(1, "NIGHT"), type: "citizen", kind: "rested" } as const;
    expect(lineOf({ ...rested, citizens: ["ann", "bob"] }, nameOf).message).toBe("Ann and Bob went to rest.");
    expect(lineOf({ ...rested, citizens: ["ann", "bob", "cy", "di", "ed"] }, nameOf).message).toBe(
      "Ann, Bob and 3 others went to rest.",
    );
  });

  it("names the one who drifted furthest", () => {
    const moved = [
      { citizen: "ann", from: [], to: [], drift: 0.01 },
      { citizen: "bob", from: [], to: [], drift: 0.045 },
    ];
    const drift = { ...phaseChange(1, "NIGHT"), type: "eigenvector_drift", moved } as const;
    expect(lineOf(drift, nameOf).message).toBe("2 citizens drifted, Bob the furthest: 0.045.");
  });
});

describe("emphasis of names", () => {
  it("finds whole names only, the longest first", () => {
    expect(emphasise("Ann told Anna of Annabel.", ["Ann", "Anna"])).toEqual([
      { text: "Ann", name: true },
      { text: " told ", name: false },
      { text: "Anna", name: true },
      { text: " of Annabel.", name: false },
    ]);
  });

  it("loses and adds no character, whatever people are called", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (message, names) => {
        expect(
          emphasise(message, names)
            .map(({ text }) => text)
            .join(""),
        ).toBe(message);
      }),
    );
  });
});

describe("the feed's filter", () => {
  const everything = { text: "", kind: "", citizens: [] };

  it("lets everything pass that nobody asked to leave out", () => {
    for (const event of [deed(1), phaseChange(2, "NIGHT"), formed(3, "Elms", [])])
      expect(matcher(everything, nameOf)(event)).toBe(true);
  });

  it("asks for all words, in any order and case", () => {
    const matches = matcher({ ...everything, text: "BOB greet" }, nameOf);
    expect(matches(deed(1))).toBe(true);
    expect(matches(deed(1, { message: "Alice greeted Clara." }))).toBe(false);
  });

  it("tells operations from other kinds of events", () => {
    expect(matcher({ ...everything, kind: "greet" }, nameOf)(deed(1))).toBe(true);
    expect(matcher({ ...everything, kind: "trade" }, nameOf)(deed(1))).toBe(false);
    expect(matcher({ ...everything, kind: "@coalition" }, nameOf)(deed(1))).toBe(false);
    expect(matcher({ ...everything, kind: "@coalition" }, nameOf)(formed(1, "Elms", []))).toBe(true);
  });

  it("finds what is about a citizen, as participant or as member", () => {
    const matches = matcher({ ...everything, citizens: ["bob"] }, nameOf);
    expect(
      [deed(1), formed(2, "Elms", ["bob"]), formed(3, "Oaks", ["eve"]), phaseChange(4, "NIGHT")].map(matches),
    ).toEqual([true, true, false, false]);
  });
});

describe("the feed's selection of a growing store", () => {
  it("equals a filter over what is held, however the store grows, drops its oldest, is put before, or begins anew", () => {
    type Step = { readonly kind: "append" | "drop" | "prepend" | "restart"; readonly count: number };
    const steps = fc.array(
      fc.record<Step>({
        kind: fc.constantFrom("append", "drop", "prepend", "restart"),
        count: fc.integer({ min: 0, max: 40 }),
      }),
      { maxLength: 30 },
    );
    const matches = (event: TownEvent) => event.seq % 3 === 0;
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 500 }), (steps, start) => {
        const selection = new Selection(matches);
        const made = new Map<number, TownEvent>();
        let first = start;
        let last = start - 1;
        for (const { kind, count } of steps) {
          if (kind === "append") last += count;
          else if (kind === "drop") first = Math.min(last + 1, first + count);
          else if (kind === "prepend") first = Math.max(1, first - count);
          else {
            made.clear();
            [first, last] = [count, count + 20];
          }
          const seqs = Array.from({ length: last - first + 1 }, (_, i) => first + i);
          selection.update(holdingFrom(first, seqs, made));
          const expected = seqs.filter((seq) => seq % 3 === 0);
          expect(Array.from({ length: selection.length }, (_, i) => selection.at(i))).toEqual(expected);
          const middle = Math.floor((first + last) / 2);
          expect(selection.countThrough(middle)).toBe(expected.filter((seq) => seq <= middle).length);
        }
      }),
    );
  });

  it("looks at each event once", () => {
    let looks = 0;
    const selection = new Selection(() => ++looks > 0);
    const events = Array.from({ length: 100 }, (_, i) => deed(i + 1));
    for (let n = 1; n <= 100; n++) selection.update(holding(events.slice(0, n)));
    expect(looks).toBe(100);
  });

  /** As a store does, the same event object each time, until it begins anew. */
  function holdingFrom(firstSeq: number, seqs: readonly number[], made: Map<number, TownEvent>) {
    for (const seq of seqs) if (!made.has(seq)) made.set(seq, deed(seq));
    return { ...holding(seqs.map((seq) => made.get(seq)!)), firstSeq, lastSeq: firstSeq + seqs.length - 1 };
  }
});

describe("the window of rows", () => {
  it("draws what is in sight and a little more", () => {
    expect(visibleRows(400, 200, 40, 1000, 2)).toEqual({ first: 8, last: 16 });
    expect(visibleRows(0, 200, 40, 3, 2)).toEqual({ first: 0, last: 2 });
    expect(visibleRows(0, 200, 40, 0, 2)).toEqual({ first: 0, last: -1 });
  });

  it("holds every row that touches the box, and no more rows than fit plus the margins", () => {
    const sizes = fc.record({
      top: fc.integer({ min: 0, max: 40_000 }),
      height: fc.integer({ min: 1, max: 2000 }),
      count: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(sizes, ({ top, height, count }) => {
        fc.pre(top < count * 40);
        const { first, last } = visibleRows(top, height, 40, count, 6);
        for (let row = 0; row < count; row++) {
          const inSight = row * 40 < top + height && (row + 1) * 40 > top;
          if (inSight) expect(row >= first && row <= last).toBe(true);
        }
        expect(last - first + 1).toBeLessThanOrEqual(Math.ceil(height / 40) + 1 + 12);
      }),
    );
  });
});

describe("the spoken summary", () => {
  it("is one sentence, however much happened", () => {
    expect(summarise(1, "Alice greeted Bob.")).toBe("Alice greeted Bob.");
    expect(summarise(12, "Alice greeted Bob.")).toBe("12 new events. The last: Alice greeted Bob.");
  });
});
