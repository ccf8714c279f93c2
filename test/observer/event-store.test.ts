import { effect } from "@preact/signals-core";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { EventStore } from "../../src/observer/event-store.ts";
import type { TownEvent } from "../../src/sim/event.ts";

const event = (seq: number) => ({ type: "citizen", seq }) as TownEvent;
const seqs = (store: EventStore, after = 0) => Array.from(store.since(after), ({ seq }) => seq);

/** A store that holds `from` to `to`. */
function holding(from: number, to: number, limit = 10_000): EventStore {
  const store = new EventStore(limit);
  store.clear(from - 1);
  for (let seq = from; seq <= to; seq++) store.append(event(seq));
  return store;
}

it("holds a stretch of a run", () => {
  const store = holding(41, 44);
  expect([store.firstSeq, store.lastSeq, store.length]).toEqual([41, 44, 4]);
  expect(seqs(store, 42)).toEqual([43, 44]);
  expect(store.at(43)).toEqual(event(43));
  expect([40, 45, -1, 0, 1.5].map((seq) => store.at(seq))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it("is empty at first, and after it was cleared", () => {
  const store = new EventStore(10);
  expect([store.length, store.firstSeq, seqs(store)]).toEqual([0, 1, []]);
  store.append(event(1));
  store.clear(7);
  expect([store.length, store.firstSeq, store.at(1), seqs(store)]).toEqual([0, 8, undefined, []]);
});

it("tells whoever watches that it changed", () => {
  const store = holding(11, 12);
  let told = 0;
  const stop = effect(() => void (store.version.value, told++));
  store.append(event(13));
  store.prepend(holding(9, 10));
  store.clear(0);
  stop();
  expect(told).toBe(4);
});

it("is the end of what was put in: never longer than its limit and never without the newest", () => {
  const lengths = fc.record({
    begin: fc.integer({ min: 1, max: 3_000 }),
    before: fc.nat({ max: 3_000 }),
    after: fc.nat({ max: 3_000 }),
    later: fc.nat({ max: 2_000 }),
    limit: fc.integer({ min: 1, max: 4_096 }),
  });
  fc.assert(
    fc.property(lengths, ({ begin, before, after, later, limit }) => {
      const first = Math.max(1, begin - before);
      const store = holding(begin, begin + after - 1, limit);
      const joins = begin === store.firstSeq;
      if (joins) store.prepend(holding(first, begin - 1));
      for (let seq = begin + after; seq < begin + after + later; seq++) store.append(event(seq));

      const end = begin + after + later - 1;
      expect(store.lastSeq).toBe(end);
      expect(seqs(store)).toEqual(Array.from({ length: store.length }, (_, i) => store.firstSeq + i));
      expect(store.at(store.firstSeq - 1)).toBeUndefined();
      expect(store.length).toBeLessThanOrEqual(Math.ceil(limit / 1024) * 1024);
      if (joins)
        expect(store.length).toBeGreaterThanOrEqual(Math.min(end - first + 1, Math.ceil(limit / 1024) * 1024 - 1024));
    }),
    { numRuns: 30 },
  );
});
