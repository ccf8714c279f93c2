import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { History } from "../../src/observer/history.ts";
import { freeze, thaw } from "../../src/observer/keyframe.ts";
import { Keyframes } from "../../src/observer/keyframes.ts";
import { apply } from "../../src/sim/apply.ts";
import { digest } from "../../src/sim/digest.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { restore, snapshot } from "../../src/sim/snapshot.ts";

const run = new Simulation(smallConfig(10, 11));
const founding = snapshot(run.town);
const events = Array.from({ length: 1_500 }, () => run.next());

/** The obvious way to any moment: every event from the founding on. */
function foldTo(seq: number) {
  const town = restore(founding);
  for (const event of events.slice(0, seq)) apply(town, event);
  return town;
}

describe("a history", () => {
  it("shows the same at any moment as a fold from the founding, in whatever order one looks, while the town goes on", () => {
    const look = fc.record({ go: fc.nat({ max: 120 }), seq: fc.nat({ max: events.length }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(look, { maxLength: 12 }), (keyframeEvery, looks) => {
        const history = new History(founding, { keyframeEvery });
        for (const { go, seq } of looks) {
          for (const event of events.slice(history.newest.seq, history.newest.seq + go)) history.take(event);
          const town = history.at(seq);
          if (seq > history.newest.seq) expect(town).toBeUndefined();
          else expect(digest(town!)).toBe(digest(foldTo(seq)));
        }
        expect(digest(history.newest)).toBe(digest(foldTo(history.newest.seq)));
      }),
      { numRuns: 40 },
    );
  });

  it("that began in the middle reaches back as far as what was put before it", () => {
    const middle = 700;
    const history = new History(snapshot(foldTo(middle)), { keyframeEvery: 100 });
    for (const event of events.slice(middle, 900)) history.take(event);
    expect(history.at(650)).toBeUndefined();
    const earlier = new History(snapshot(foldTo(300)), { keyframeEvery: 100 });
    for (const event of events.slice(300, middle)) earlier.take(event);
    history.precede(earlier);
    expect(history.at(299)).toBeUndefined();
    for (const seq of [300, 650, 700, 701, 900]) expect(digest(history.at(seq)!)).toBe(digest(foldTo(seq)));
  });

  it("leaves out what does not join it", () => {
    const history = new History(snapshot(foldTo(700)), {});
    history.precede(new History(founding, {}));
    expect([history.events.length, history.at(0)]).toEqual([0, undefined]);
  });

  it("forgets the oldest events and whatever moments need them", () => {
    const history = new History(founding, { limit: 1_024, keyframeEvery: 64 });
    for (const event of events) history.take(event);
    expect(history.events.firstSeq).toBeGreaterThan(1);
    expect(history.at(history.events.firstSeq - 2)).toBeUndefined();
    for (const seq of [history.events.firstSeq + 64, 1_300, 1_500])
      expect(digest(history.at(seq)!)).toBe(digest(foldTo(seq)));
  });

  it("keeps the moment sought apart from the newest", () => {
    const history = new History(founding, {});
    for (const event of events.slice(0, 50)) history.take(event);
    const sought = history.at(50)!;
    expect(sought).not.toBe(history.newest);
    history.take(events[50]);
    expect([sought.seq, digest(sought)]).toEqual([50, digest(foldTo(50))]);
  });

  it("hands out copies, which neither later events nor later looks change", () => {
    const history = new History(founding, { keyframeEvery: 100 });
    for (const event of events.slice(0, 900)) history.take(event);
    const copy = history.copyAt(450)!;
    const sought = history.at(300)!;
    for (const event of events.slice(450, 600)) apply(copy, event);
    for (const event of events.slice(900, 1_000)) history.take(event);
    expect(digest(copy)).toBe(digest(foldTo(600)));
    expect(digest(sought)).toBe(digest(foldTo(300)));
    expect(digest(history.newest)).toBe(digest(foldTo(1_000)));
    expect(history.copyAt(1_001)).toBeUndefined();
  });

  it("takes no event that is not the next", () => {
    const history = new History(founding, {});
    expect(() => history.take(events[1])).toThrow("the stream skipped from event 0 to 2");
    history.take(events[0]);
    expect(history.take(events[0])).toBe(false);
    expect(history.events.length).toBe(1);
  });
});

describe("a keyframe", () => {
  it("is the town as it was, whatever becomes of either", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000 }), fc.nat({ max: 300 }), (seq, more) => {
        const town = foldTo(seq);
        const before = snapshot(town);
        const frame = freeze(town);
        for (const event of events.slice(seq, seq + more)) apply(town, event);
        const thawed = thaw(frame);
        expect(snapshot(thawed)).toEqual(before);
        for (const event of events.slice(seq, seq + more)) apply(thawed, event);
        expect(digest(thawed)).toBe(digest(town));
        expect(snapshot(thaw(frame))).toEqual(before);
        expect(thaw(frame).roster).toEqual(restore(before).roster);
      }),
      { numRuns: 15 },
    );
  });

  it("is one of a bounded number, spread over the whole run", () => {
    const frame = freeze(foldTo(0));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 2, max: 40 }),
        fc.nat({ max: 3_000 }),
        (every, most, length) => {
          const frames = new Keyframes(every, most);
          frames.add(frame);
          for (let seq = 1; seq <= length; seq++) if (frames.due(seq)) frames.add({ ...frame, seq });
          const held = new Set<number>();
          for (let seq = 0; seq <= length; seq++) {
            const at = frames.before(seq)!.seq;
            held.add(at);
            expect(seq - at).toBeLessThanOrEqual(Math.max(every, (2 * length) / most));
          }
          expect(held.size).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
