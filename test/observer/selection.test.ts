import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Selection } from "../../src/observer/selection.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { deed, holding } from "../widgets/an-event.ts";

describe("a selection of a growing store of events", () => {
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
