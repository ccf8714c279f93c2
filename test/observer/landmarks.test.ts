import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changes, dawns, peaks, skipTarget, type Stride } from "../../src/observer/landmarks.ts";
import { Outline } from "../../src/observer/outline.ts";
import { PHASES } from "../../src/sim/clock.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";

const config = smallConfig(20, 3);
const run = new Simulation(config);
const events = Array.from({ length: 1_500 }, () => run.next());

function outlineOf(count: number): Outline {
  const outline = new Outline();
  outline.begin(found(config));
  for (const event of events.slice(0, count)) outline.take(event);
  return outline;
}

const withDrama = (drama: readonly number[]) => drama.map((drama) => ({ measures: { drama } })) as never;

describe("a peak of drama", () => {
  it("is the greatest of its neighbourhood", () => {
    const drama = withDrama([0, 1, 5, 2, 0, 0, 3, 3, 1]);
    expect(peaks(drama, 1)).toEqual([2, 6]);
    expect(peaks(drama, 4)).toEqual([2]);
    expect(peaks(withDrama([0, 0, 0]), 1)).toEqual([]);
    expect(peaks([], 4)).toEqual([]);
  });

  it("is what one finds by looking at every neighbour", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 6 }), { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (drama, reach) => {
        const slow = drama.flatMap((here, i) => {
          const before = drama.slice(Math.max(0, i - reach), i);
          const after = drama.slice(i + 1, i + 1 + reach);
          return here > 0 && before.every((d) => d < here) && after.every((d) => d <= here) ? [i] : [];
        });
        expect(peaks(withDrama(drama), reach)).toEqual(slow);
      }),
    );
  });
});

describe("skips", () => {
  const outline = outlineOf(events.length);
  const said = events.filter(({ type }) => type === "coalition" || type === "town_status");

  it("by day stop where mornings begin", () => {
    const mornings = said.filter((event) => event.type === "town_status" && event.phase === "MORNING" && event.seq > 1);
    expect(dawns(outline).map(({ seq, day }) => [seq, day])).toEqual([
      [0, 1],
      ...mornings.map(({ seq, day }) => [seq, day]),
    ]);
    for (const { seq, place } of dawns(outline)) expect(outline.axis.placeOf(seq)).toBe(place);
  });

  it("by change stop where coalitions came and went", () => {
    const came = said.flatMap((event) =>
      event.type === "coalition" && !["grown", "shrunk"].includes(event.kind)
        ? [{ seq: event.seq, kind: event.kind, name: event.name }]
        : [],
    );
    expect(came.length).toBeGreaterThan(5);
    expect(changes(outline).map(({ seq, kind, name }) => ({ seq, kind, name }))).toEqual(came);
    for (const { kind, relative } of changes(outline)) {
      expect(relative === undefined).toBe(kind === "formed" || kind === "dissolved");
    }
  });

  it("by peak stop at the last event of a phase that was dramatic", () => {
    const at = skipTarget(outline, "peak", 0, 1)!;
    const phase = outline.phases.find(({ seq }) => seq === at + 1)!;
    expect(phase.measures.drama).toBeGreaterThan(0);
  });

  it("lead to the nearest such moment, and never beyond the run", () => {
    const lists: Record<Stride, number[]> = {
      event: Array.from({ length: events.length + 1 }, (_, i) => i),
      phase: [0, ...outline.phases.map(({ seq }) => seq)],
      day: dawns(outline).map(({ seq }) => seq),
      change: changes(outline).map(({ seq }) => seq),
      peak: peaks(outline.phases, PHASES.length).map((i) => outline.phases[i].seq - 1),
    };
    const strides = fc.constantFrom<Stride>("event", "phase", "day", "change", "peak");
    fc.assert(
      fc.property(strides, fc.nat({ max: events.length }), (by, at) => {
        const before = lists[by].filter((seq) => seq < at);
        const after = lists[by].filter((seq) => seq > at);
        expect(skipTarget(outline, by, at, -1)).toBe(before.length > 0 ? Math.max(...before) : undefined);
        expect(skipTarget(outline, by, at, 1)).toBe(after.length > 0 ? Math.min(...after) : undefined);
      }),
    );
  });

  it("of a town of which nothing is known lead nowhere", () => {
    for (const by of ["event", "phase", "day", "change", "peak"] as const) {
      expect([skipTarget(new Outline(), by, 0, 1), skipTarget(new Outline(), by, 0, -1)]).toEqual([
        undefined,
        undefined,
      ]);
    }
  });
});
