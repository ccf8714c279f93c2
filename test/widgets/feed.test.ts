import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TownEvent } from "../../src/sim/event.ts";
import { emphasise } from "../../src/widgets/feed/emphasis.ts";
import { matcher } from "../../src/widgets/feed/filter.ts";
import { lineOf } from "../../src/scene/event-line.ts";
import { concerns } from "../../src/widgets/feed/concerns.ts";
import { elementHeight, scrolledBy, scrolledTo, TALLEST } from "../../src/widgets/feed/long-scroll.ts";
import { Search } from "../../src/widgets/feed/search.ts";
import { summarise } from "../../src/widgets/feed/summary.tsx";
import { chainOf } from "../../src/widgets/feed/why.tsx";
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
  const everything = { text: "", kind: "", phase: "", citizens: [] } as const;

  it("is none when nobody asked to leave anything out", () => {
    expect(matcher(everything, nameOf)).toBeUndefined();
    expect(matcher({ ...everything, text: "  " }, nameOf)).toBeUndefined();
  });

  it("asks for all words, in any order and case", () => {
    const matches = matcher({ ...everything, text: "BOB greet" }, nameOf)!;
    expect(matches(deed(1))).toBe(true);
    expect(matches(deed(1, { message: "Alice greeted Clara." }))).toBe(false);
  });

  it("tells operations from other kinds of events", () => {
    expect(matcher({ ...everything, kind: "greet" }, nameOf)!(deed(1))).toBe(true);
    expect(matcher({ ...everything, kind: "trade" }, nameOf)!(deed(1))).toBe(false);
    expect(matcher({ ...everything, kind: "@coalition" }, nameOf)!(deed(1))).toBe(false);
    expect(matcher({ ...everything, kind: "@coalition" }, nameOf)!(formed(1, "Elms", []))).toBe(true);
  });

  it("asks for a phase, and all that is asked must hold", () => {
    const matches = matcher({ ...everything, phase: "NIGHT", kind: "@time" }, nameOf)!;
    expect([phaseChange(1, "NIGHT"), phaseChange(2, "MORNING"), formed(3, "Elms", [])].map(matches)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("finds what is about a citizen, as participant or as member", () => {
    const matches = matcher({ ...everything, citizens: ["bob"] }, nameOf)!;
    expect(
      [deed(1), formed(2, "Elms", ["bob"]), formed(3, "Oaks", ["eve"]), phaseChange(4, "NIGHT")].map(matches),
    ).toEqual([true, true, false, false]);
  });
});

describe("the feed's search of a growing store", () => {
  const matches = (event: TownEvent) => event.seq % 3 === 0;
  const rowsOf = (search: Search) =>
    Array.from({ length: search.end - search.first }, (_, i) => search.seqAt(search.first + i));

  it("finds the newest first, and gives each a row that it keeps", () => {
    const store = holding(Array.from({ length: 300 }, (_, i) => deed(i + 1)));
    const search = new Search(store, matches);
    expect(rowsOf(search)).toEqual([]);
    search.look(store, () => true);
    expect(search.share).toBeLessThan(1);
    const [newest, found] = [search.seqAt(-1), search.end - search.first];
    expect(newest).toBe(300);
    search.look(store, () => false);
    expect(search.share).toBe(1);
    expect(search.seqAt(-1)).toBe(newest);
    expect(search.end - search.first).toBe(100);
    expect(found).toBeLessThan(100);
  });

  it("without a filter has a row for every seq, and searches nothing", () => {
    const store = holding([deed(5), deed(6), deed(7)]);
    const search = new Search(store, undefined);
    search.update(store);
    expect(rowsOf(search)).toEqual([5, 6, 7]);
    expect(search.share).toBe(1);
  });

  it("equals a filter over what is held, however the store grows, drops its oldest, is put before, or begins anew, and whenever it looks", () => {
    type Step = { readonly kind: "append" | "drop" | "prepend" | "restart" | "skip" | "look"; readonly count: number };
    const steps = fc.array(
      fc.record<Step>({
        kind: fc.constantFrom("append", "drop", "prepend", "restart", "skip", "look"),
        count: fc.integer({ min: 0, max: 200 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 1000 }), fc.boolean(), (steps, start, filtered) => {
        const made = new Map<number, TownEvent>();
        let [first, last] = [start, start - 1];
        const store = () => holdingFrom(first, last, made);
        const search = new Search(store(), filtered ? matches : undefined);
        for (const { kind, count } of steps) {
          if (kind === "append") last += count;
          else if (kind === "drop") first = Math.min(last + 1, first + count);
          else if (kind === "prepend") first = Math.max(1, first - count);
          else if (kind === "restart") {
            made.clear();
            [first, last] = [count + 1, count + 20];
          } else if (kind === "skip") {
            // A fresh snapshot of the same run, further on: nothing before it is held.
            last += count + 1;
            first = last + 1;
          }
          search.update(store());
          if (kind === "look") {
            let slices = count;
            search.look(store(), () => slices-- <= 0);
          }
          // What is found is the newest part of what matches.
          const held = Array.from({ length: last - first + 1 }, (_, i) => first + i);
          const wanted = held.filter((seq) => !filtered || seq % 3 === 0);
          const found = rowsOf(search);
          expect(found).toEqual(wanted.slice(wanted.length - found.length));
          search.look(store(), () => kind !== "append");
          if (search.share === 1) expect(rowsOf(search)).toEqual(wanted);
          const middle = Math.floor((first + last) / 2);
          const row = search.endAt(middle) - 1;
          if (row >= search.first) expect(search.seqAt(row)).toBe(wanted.findLast((seq) => seq <= middle));
        }
        search.look(store(), () => false);
        expect(search.share).toBe(1);
      }),
    );
  });

  it("looks at each event once", () => {
    let looks = 0;
    const events = Array.from({ length: 100 }, (_, i) => deed(i + 1));
    const search = new Search(holding(events.slice(0, 50)), () => ++looks > 0);
    for (let n = 50; n <= 100; n++) {
      search.update(holding(events.slice(0, n)));
      search.look(holding(events.slice(0, n)), () => true);
    }
    expect(looks).toBe(100);
  });

  /** As a store does, the same event object each time, until it begins anew. */
  function holdingFrom(firstSeq: number, lastSeq: number, made: Map<number, TownEvent>) {
    const at = (seq: number) => {
      if (seq < firstSeq || seq > lastSeq) return undefined;
      if (!made.has(seq)) made.set(seq, deed(seq));
      return made.get(seq);
    };
    return { firstSeq, lastSeq, at };
  }
});

describe("scrolling a list taller than a browser allows", () => {
  const window = 400;
  const million = { total: 1_000_000 * 40 + 48, window };
  const [end, last] = [million.total - window, TALLEST - window];

  it("has an element that browsers can have, and both ends where the element's are", () => {
    expect(elementHeight(million.total)).toBe(16_000_000);
    expect(scrolledTo(0, million)).toEqual({ top: 0, scrollTop: 0 });
    expect(scrolledTo(1e12, million)).toEqual({ top: end, scrollTop: last });
  });

  it("goes px for px by hand, wherever it is, and by the line when the bar is dragged", () => {
    const middle = scrolledTo(20_000_000, million);
    expect(scrolledBy(middle, middle.scrollTop + 120, million).top).toBe(middle.top + 120);
    expect(scrolledBy(middle, 0, million)).toEqual({ top: 0, scrollTop: 0 });
    expect(scrolledBy(middle, last, million)).toEqual({ top: end, scrollTop: last });
    expect(scrolledBy({ top: 0, scrollTop: 0 }, middle.scrollTop, million).top).toBeCloseTo(middle.top, 3);
  });

  it("is the browser's own scrolling where that reaches", () => {
    const small = { total: 4000, window };
    expect(scrolledBy({ top: 100, scrollTop: 100 }, 3000, small)).toEqual({ top: 3000, scrollTop: 3000 });
    expect(scrolledTo(9000, small)).toEqual({ top: 3600, scrollTop: 3600 });
  });

  it("reaches every row from anywhere, by hand and by the bar, without ever being stuck or lost", () => {
    const move = fc.oneof(
      fc.record({ kind: fc.constant("by" as const), px: fc.integer({ min: -1500, max: 1500 }) }),
      fc.record({ kind: fc.constant("bar" as const), px: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ kind: fc.constant("to" as const), px: fc.double({ min: 0, max: 1, noNaN: true }) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000_000 }), fc.array(move, { maxLength: 60 }), (rows, moves) => {
        const extent = { total: rows * 40, window };
        const list = Math.max(0, extent.total - window);
        const element = Math.max(0, elementHeight(extent.total) - window);
        let now = scrolledTo(0, extent);
        for (const { kind, px } of moves) {
          const before = now;
          if (kind === "to") {
            now = scrolledTo(px * list, extent);
            expect(now.top).toBe(px * list);
          } else {
            const scrollTop = Math.min(element, Math.max(0, kind === "by" ? before.scrollTop + px : px * element));
            now = scrolledBy(before, scrollTop, extent);
            // By hand the list never moves further than the hand, nor the other way.
            if (kind === "by") {
              expect(Math.abs(now.top - before.top)).toBeLessThanOrEqual(Math.abs(px) + 1e-6);
              expect((now.top - before.top) * px).toBeGreaterThanOrEqual(-1e-6);
            }
          }
          expect(now.top >= 0 && now.top <= list).toBe(true);
          expect(now.scrollTop >= 0 && now.scrollTop <= element).toBe(true);
          // There is always room to go on: an end of the element is an end of the list, and the other way round.
          expect(now.scrollTop <= 0).toBe(now.top <= 0);
          expect(now.scrollTop >= element).toBe(now.top >= list);
        }
      }),
    );
  });
});

describe("focus in the feed", () => {
  const member = { id: "c1", members: [1, 2] };
  const other = { id: "c2", members: [2] };
  const town = {
    coalitions: new Map([member, other].map((one) => [one.id, one])),
    citizenIndex: new Map(["alice", "bob", "cy", "di"].map((id, row) => [id, row])),
  } as unknown as Parameters<typeof concerns>[2];
  const between = (...ids: string[]) => deed(1, { participants: ids, participant_ids: ids });
  const night = { ...phaseChange(1, "NIGHT"), type: "citizen", kind: "rested" } as const;

  it("brings forward what a coalition's members do, and its own changes", () => {
    expect(concerns(between("alice", "bob"), "c1", town)).toBe(true);
    expect(concerns(between("alice", "di"), "c1", town)).toBe(false);
    expect(concerns(formed(1, "Elms", ["alice"]), "c1", town)).toBe(true);
    expect(concerns(formed(1, "Elms", ["cy"]), "c2", town)).toBe(false);
  });

  it("brings forward what bridges do, and what those do who are in no coalition", () => {
    expect([between("bob"), between("cy"), between("di")].map((one) => concerns(one, "*bridges", town))).toEqual([
      false,
      true,
      false,
    ]);
    expect([between("bob"), between("di")].map((one) => concerns(one, "*unaffiliated", town))).toEqual([false, true]);
  });

  it("leaves alone the passing of time, what concerns everybody, and all when the coalition is no more", () => {
    expect(concerns(phaseChange(1, "NIGHT"), "c1", town)).toBe(true);
    expect(concerns({ ...night, citizens: ["di"] }, "c1", town)).toBe(false);
    expect(concerns({ ...night, citizens: Array.from({ length: 65 }, () => "di") }, "c1", town)).toBe(true);
    expect(concerns(between("di"), "c9", town)).toBe(true);
  });
});

describe("why", () => {
  const chain = (...events: readonly ReturnType<typeof deed>[]) => ({
    at: (seq: number) => events.find((event) => event.seq === seq),
  });

  it("lists each cause under what it led to, and says what isn't held", () => {
    const held = chain(
      deed(9, { caused_by: [7, 5], message: "Nine." }),
      deed(7, { caused_by: [2] }),
      deed(5, { caused_by: [] }),
    );
    const { title, lines, more } = chainOf(held, 9, nameOf);
    expect(title).toBe("Nine.");
    expect(lines.map(({ seq, depth, line }) => [seq, depth, line !== undefined])).toEqual([
      [7, 1, true],
      [2, 2, false],
      [5, 1, true],
    ]);
    expect(more).toBe(false);
  });

  it("is bounded, and says when there is more", () => {
    const long = { at: (seq: number) => deed(seq, { caused_by: seq > 1 ? [seq - 1] : [] }) };
    const { lines, more, height } = chainOf(long, 100, nameOf);
    expect(lines.map(({ seq }) => seq)).toEqual([99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89, 88]);
    expect(more).toBe(true);
    expect(height).toBe(13 * 32 + 16);
  });
});

describe("the window of rows", () => {
  it("draws what is in sight and a little more", () => {
    expect(visibleRows(400, 200, 40, 1000, 2)).toEqual({ first: 8, last: 16 });
    expect(visibleRows(0, 200, 40, 3, 2)).toEqual({ first: 0, last: 2 });
    expect(visibleRows(0, 200, 40, 0, 2)).toEqual({ first: 0, last: -1 });
  });

  it("holds every row that touches the box, also where rows make way for an answer, and no more rows than fit plus the margins", () => {
    const sizes = fc.record({
      top: fc.integer({ min: 0, max: 40_000 }),
      height: fc.integer({ min: 1, max: 2000 }),
      count: fc.integer({ min: 1, max: 1000 }),
      gap: fc.option(fc.record({ after: fc.integer({ min: 0, max: 999 }), tall: fc.integer({ min: 1, max: 432 }) })),
    });
    fc.assert(
      fc.property(sizes, ({ top, height, count, gap }) => {
        fc.pre(top < count * 40 && (!gap || gap.after < count));
        const { first, last } = visibleRows(top, height, 40, count, 6, gap ?? undefined);
        for (let row = 0; row < count; row++) {
          // The row that was asked about is as tall as itself and its answer.
          const y = row * 40 + (gap && row > gap.after ? gap.tall : 0);
          const tall = 40 + (gap?.after === row ? gap.tall : 0);
          const inSight = y < top + height && y + tall > top;
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
