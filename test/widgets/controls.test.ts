import { signal } from "@preact/signals";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Observer } from "../../src/observer/observer.ts";
import { Outline } from "../../src/observer/outline.ts";
import { changes, peaks } from "../../src/observer/landmarks.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { layOut } from "../../src/observer/timeline-layout.ts";
import { momentAt, momentName, wordsOf } from "../../src/widgets/controls/timeline-words.ts";
import { driven, playOrPause, setSpeed, skip, step } from "../../src/observer/transport.ts";

const config = smallConfig(16, 4);
const run = new Simulation(config);
const events = Array.from({ length: 4_000 }, () => run.next());

function outlineOf(count: number): Outline {
  const outline = new Outline();
  outline.begin(found(config));
  for (const event of events.slice(0, count)) outline.take(event);
  return outline;
}

describe("the timeline's layout", () => {
  const anySize = [fc.integer({ min: 1, max: events.length }), fc.integer({ min: 1, max: 1_500 })] as const;

  it("of three days has twelve hours' bands, and labels each dawn that there is room for", () => {
    const end = events.find((event) => event.type === "town_status" && event.day === 4)!.seq;
    const layout = layOut(outlineOf(end), 1, 600);
    expect(layout.extent).toBe(12);
    expect(layout.bands.map(({ tone }) => tone.at(0)).join("")).toBe("MAENMAENMAEN");
    expect(layout.bands.map(({ to }) => to)).toEqual(Array.from({ length: 12 }, (_, i) => 50 * (i + 1)));
    expect(layout.days).toEqual([
      { x: 0, day: 1 },
      { x: 200, day: 2 },
      { x: 400, day: 3 },
    ]);
    expect(layOut(outlineOf(end), 1, 160).days).toEqual([{ x: 160 / 3, day: 2 }]);
    expect(layout.held).toBe(0);
  });

  it("of a town that has just been founded is a morning in which nothing has happened", () => {
    const layout = layOut(outlineOf(0), 1, 300);
    expect(layout).toMatchObject({ extent: 0, changes: [], peaks: [], days: [{ x: 0, day: 1 }], held: 0 });
    expect(layout.bands).toEqual([{ from: 0, to: 300, tone: "MORNING" }]);
    expect(layout.density.every((here) => here === 0)).toBe(true);
  });

  it("covers the row without a gap, and never has more to draw than there are pixels", () => {
    fc.assert(
      fc.property(...anySize, (count, width) => {
        const { bands, density, changes, peaks, days } = layOut(outlineOf(count), 1, width);
        let x = 0;
        for (const { from, to } of bands) {
          expect(from).toBeCloseTo(x);
          expect(to).toBeGreaterThan(from);
          x = to;
        }
        expect(x).toBeCloseTo(width);
        expect(density).toHaveLength(width);
        expect(Math.max(bands.length, changes.length, peaks.length, days.length)).toBeLessThanOrEqual(width / 2 + 1);
        for (const marks of [changes.map((mark) => mark.x), peaks, days.map((label) => label.x)]) {
          expect(marks).toEqual(marks.toSorted((a, b) => a - b));
          expect(marks.every((x) => x >= 0 && x <= width)).toBe(true);
        }
        for (const [i, { x }] of days.entries()) expect(i === 0 || x - days[i - 1].x >= 64).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("loses no change of a coalition: each is in one mark, and a mark that stands for one says which", () => {
    fc.assert(
      fc.property(...anySize, (count, width) => {
        const outline = outlineOf(count);
        const all = changes(outline);
        const marks = layOut(outline, 1, width).changes;
        expect(marks.reduce((sum, mark) => sum + mark.count, 0)).toBe(all.length);
        let i = 0;
        for (const { kind, count, coalitions } of marks) {
          expect(coalitions).toEqual(all.slice(i, i + count).flatMap((change) => change.coalitions));
          const kinds = new Set(all.slice(i, i + count).map((change) => change.kind));
          expect(kind).toBe(kinds.size === 1 ? [...kinds][0] : "several");
          i += count;
        }
      }),
      { numRuns: 30 },
    );
  });

  it("tells by the height of a pixel how much happened in its phase", () => {
    const outline = outlineOf(events.findLast((event) => event.type === "town_status")!.seq);
    const { phases } = outline;
    const { density } = layOut(outline, 1, phases.length * 8);
    const counts = phases.map(({ seq, since }) => seq - since + 1);
    const most = Math.max(...counts);
    for (const [i, count] of counts.entries()) {
      for (let x = 8 * i; x < 8 * (i + 1); x++) expect(density[x]).toBeCloseTo(count / most, 5);
    }
  });

  it("shows the greatest drama of any neighbourhood", () => {
    const outline = outlineOf(events.length);
    const greatest = outline.phases.reduce(
      (best, phase, i, all) => (phase.measures.drama > all[best].measures.drama ? i : best),
      0,
    );
    for (const width of [30, 300, 3_000]) {
      const { peaks, extent } = layOut(outline, 1, width);
      expect(peaks.some((x) => Math.abs((x * extent) / width - greatest - 0.5) < 1e-6)).toBe(true);
    }
  });

  it("says from where on events are held", () => {
    const outline = outlineOf(1_000);
    const { held, extent } = layOut(outline, 501, 400);
    expect(held).toBeCloseTo((outline.axis.placeOf(500) / extent) * 400);
  });
});

describe("what is said of a moment", () => {
  const outline = outlineOf(events.length);

  it("is its day, phase and number", () => {
    expect(momentName({ day: 12, phase: "EVENING" }, 1287)).toBe("Day 12 evening, event 1,287");
    for (const seq of [1, 40, 41, 900, events.length]) {
      const { day, phase } = events[seq - 1];
      expect(momentAt(outline, seq)).toMatchObject({ day, phase });
    }
  });

  it("is how much happened in its phase, and what became of coalitions near it", () => {
    const [change] = changes(outline);
    const phase = outline.phases.find(({ seq }) => seq > change.seq)!;
    const { when, event, much, marks } = wordsOf(outline, change.seq, 0.01);
    expect(when).toBe(`Day ${phase.day} ${phase.phase.toLowerCase()}`);
    expect(event).toBe(`event ${change.seq}`);
    expect(much).toBe(`${phase.seq - phase.since + 1} events in this phase`);
    expect(marks).toContain(`${change.name} formed`);
    expect(wordsOf(outline, events.length).much).toMatch(/ so far$/);
  });

  it("names whom a coalition merged into or split from, counts what there is no room for, and tells of drama", () => {
    const merged = changes(outline).find(({ kind }) => kind === "merged")!;
    expect(wordsOf(outline, merged.seq, 1e-6).marks).toContain(`${merged.name} merged into ${merged.relative}`);
    const all = wordsOf(outline, 1, Infinity).marks;
    expect(all).toHaveLength(3);
    expect(all[2]).toMatch(/^and \d+ more$/);
    const [peak] = peaks(outline.phases, 4);
    expect(wordsOf(outline, outline.phases[peak].seq - 1, 1e-6).marks.join()).toContain("Drama peaked at");
  });
});

describe("what the buttons of time act on", () => {
  /** An observer that notes what is asked of it. */
  function anObserver(state: { following?: boolean; connection?: string; kind?: string; paused?: boolean }) {
    const asked: unknown[] = [];
    const note =
      (name: string) =>
      (...given: unknown[]) =>
        void asked.push([name, ...given]);
    const observer = {
      following: signal(state.following ?? true),
      connection: signal({ kind: state.connection ?? "live" }),
      kind: signal(state.kind ?? "simulated"),
      pace: signal({ paused: state.paused ?? false, speed: 1, held: null }),
      command: (body: unknown) => Promise.resolve(note("command")(body)),
      player: {
        playing: signal(false),
        play: note("play"),
        pause: note("pause"),
        skip: note("skip"),
        setSpeed: note("speed"),
      },
    } as unknown as Observer;
    return { observer, asked };
  }
  const notice = signal("");

  it("is the town while it is live", () => {
    const { observer, asked } = anObserver({});
    expect(driven(observer)).toBe("town");
    playOrPause(observer, notice);
    step(observer, notice, "day");
    setSpeed(observer, notice, "max");
    expect(asked).toEqual([
      ["command", { action: "pause" }],
      ["command", { action: "step", by: "day" }],
      ["command", { action: "speed", speed: "max" }],
    ]);
  });

  it.each([{ following: false }, { connection: "finished" }])("is what has happened already: %o", (state) => {
    const { observer, asked } = anObserver(state);
    expect(driven(observer)).toBe("recording");
    playOrPause(observer, notice);
    step(observer, notice, "phase");
    setSpeed(observer, notice, 8);
    setSpeed(observer, notice, "max");
    expect(asked).toEqual([["play"], ["pause"], ["skip", "phase", 1], ["speed", 8]]);
  });

  it("is nothing while a program elsewhere sets the pace", () => {
    expect(driven(anObserver({ kind: "external" }).observer)).toBe("nothing");
    expect(driven(anObserver({ kind: "external", following: false }).observer)).toBe("recording");
  });

  it("is never the town when one skips: after the newest moment there is nothing yet", () => {
    const { observer, asked } = anObserver({});
    for (const by of ["event", "phase", "day", "change", "peak"] as const) skip(observer, by, 1);
    expect(asked).toEqual([]);
    skip(observer, "day", -1);
    expect(asked).toEqual([["skip", "day", -1]]);
  });
});
