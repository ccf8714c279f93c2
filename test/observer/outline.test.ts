import { effect } from "@preact/signals-core";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Observer, type ObserverOptions } from "../../src/observer/observer.ts";
import { Outline, type Known } from "../../src/observer/outline.ts";
import { apply } from "../../src/sim/apply.ts";
import { Chronicle } from "../../src/sim/chronicle.ts";
import type { Effect } from "../../src/sim/effects/registry.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { TownState } from "../../src/sim/state.ts";
import { deed } from "../widgets/an-event.ts";
import { FakeTown, until } from "./fake-town.ts";
import { HeldTimers } from "./held-timers.ts";

const config = smallConfig(14, 5);
const run = new Simulation(config);
const events = Array.from({ length: 1_200 }, () => run.next());

function townAt(seq: number): TownState {
  const town = found(config);
  for (const event of events.slice(0, seq)) apply(town, event);
  return town;
}

/** Folded from the first event on. */
function chronicleAt(seq: number): Chronicle {
  const chronicle = new Chronicle(found(config));
  for (const event of events.slice(0, seq)) chronicle.take(event);
  return chronicle;
}

/** What a server tells of a chronicle. */
function told(chronicle: Chronicle): Known {
  const known = { since: 1, phases: chronicle.phases, lifelines: [...chronicle.lifelines.values()] };
  return JSON.parse(JSON.stringify(known)) as Known;
}

function expectSame(outline: Outline, chronicle: Chronicle): void {
  expect(outline.since).toBe(1);
  expect(outline.phases).toEqual(chronicle.phases);
  expect(outline.lifelines).toEqual([...chronicle.lifelines.values()]);
}

describe("the outline of a run", () => {
  it("of a town that lives its third day when we come is that of all three days", () => {
    const dawns = events.filter((event) => event.type === "town_status" && event.phase === "MORNING");
    const from = dawns[2].seq + 5;
    const outline = new Outline();
    outline.begin(townAt(from));
    expect([outline.since, outline.phases]).toEqual([from + 1, []]);
    for (const event of events.slice(from)) outline.take(event);
    outline.precede(told(chronicleAt(from)));
    expectSame(outline, chronicleAt(events.length));
    expect(outline.phases[0].since).toBe(1);
  });

  it("has no seam, wherever we came in, whenever the answer was given, and whenever it came", () => {
    const moments = fc.tuple(...Array.from({ length: 4 }, () => fc.nat({ max: events.length })));
    fc.assert(
      fc.property(moments, fc.nat({ max: 400 }), (unsorted, local) => {
        const [from, asked, learned, to] = unsorted.toSorted((a, b) => a - b);
        const outline = new Outline();
        outline.begin(townAt(from));
        for (const event of events.slice(from, learned)) outline.take(event);
        // The events from before that were fetched tell some of it, sooner or later than the server all of it.
        const earlier = new Outline();
        earlier.begin(townAt(Math.max(0, from - local)));
        for (const event of events.slice(earlier.since - 1, from)) earlier.take(event);
        if (local % 2 === 0) outline.precede(earlier);
        outline.precede(told(chronicleAt(asked)));
        outline.precede(earlier);
        for (const event of events.slice(learned, to)) outline.take(event);
        expectSame(outline, chronicleAt(to));
      }),
      { numRuns: 60 },
    );
  });

  it("without an answer is that of the events that were fetched", () => {
    const [from, middle] = [300, 700];
    const earlier = new Outline();
    earlier.begin(townAt(from));
    for (const event of events.slice(from, middle)) earlier.take(event);
    const outline = new Outline();
    outline.begin(townAt(middle));
    for (const event of events.slice(middle)) outline.take(event);
    outline.precede(earlier);
    expect(outline.since).toBe(from + 1);
    const whole = new Chronicle(townAt(from));
    for (const event of events.slice(from)) whole.take(event);
    expect(outline.phases).toEqual(whole.phases);
    expect(outline.lifelines).toEqual([...whole.lifelines.values()]);
  });

  it("tells the newest life of a coalition whose id is used again", () => {
    const set = (size: number): Effect => {
      const members = Array.from({ length: size }, (_, i) => `m${i}`);
      return { kind: "coalition", change: "set", id: "x", name: "x", colour: 0, members, strength: 1, cohesion: 1 };
    };
    const end: Effect = { kind: "coalition", change: "end", id: "x", dissolved: true };
    const story = [set(3), end, set(4), set(5), end, set(2)].map((made, i) => deed(i + 1, { effects: [made] }));
    const folded = (through: number) => {
      const chronicle = new Chronicle(found(config));
      for (const event of story.slice(0, through)) chronicle.take(event);
      return chronicle;
    };
    for (let from = 0; from <= story.length; from++) {
      const town = { ...found(config), seq: from };
      for (const life of folded(from).lifelines.values()) {
        if (life.ended === null) town.coalitions.set("x", { ...LIVING, members: [0, 1, 2] });
      }
      const outline = new Outline();
      outline.begin(town);
      for (const event of story.slice(from)) outline.take(event);
      outline.precede(told(folded(from)));
      expect(outline.lifelines).toEqual([...folded(story.length).lifelines.values()]);
    }
  });

  it("says that it changed at phases and coalitions only", () => {
    const outline = new Outline();
    outline.begin(found(config));
    let times = -1;
    const stop = effect(() => void (outline.version.value, times++));
    for (const event of events) outline.take(event);
    stop();
    const tell = (event: TownEvent) => event.effects.some(({ kind }) => kind === "clock" || kind === "coalition");
    expect(times).toBe(events.filter(tell).length);
    expect(times).toBeLessThan(events.length / 4);
  });
});

const LIVING = { id: "x", name: "x", colour: 0, since: 1, strength: 1, cohesion: 1 };

describe("an observer's outline", () => {
  let observer: Observer;
  afterEach(() => observer.close());

  async function watch(town: FakeTown, options: Partial<ObserverOptions> = {}): Promise<HeldTimers> {
    const timers = new HeldTimers();
    const ask: typeof fetch = (...request) => town.fetch(...request);
    observer = new Observer({ url: "http://host", town: "smallville", fetch: ask, timers, ...options });
    observer.connect();
    await until(() => observer.view.value !== undefined);
    return timers;
  }

  it("is the whole run's, asked for page by page, once, also beyond the events that are held", async () => {
    const town = new FakeTown("run-a", 14);
    town.page = 3;
    town.silently(700);
    await watch(town, { past: 20 });
    town.go(120);
    await until(() => observer.head.value === 820 && observer.outline.since === 1);
    expectSame(observer.outline, town.chronicle());
    const pages = town.requests.filter(({ path }) => path.startsWith("/measures/phases"));
    expect(pages.length).toBeGreaterThan(20);
    expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length);
    expect(observer.notice.value).toBeUndefined();
  });

  it("is asked for again when the line is back, if it could not be had", async () => {
    const town = new FakeTown("run-a", 14);
    town.silently(300);
    const broken = vi.spyOn(town, "chronicle").mockImplementation(() => {
      throw new TypeError("fetch failed");
    });
    const timers = await watch(town, { past: 0 });
    await until(() => observer.notice.value !== undefined);
    expect(observer.notice.value).toMatch(/^The run in outline could not be had: .* cannot be reached/);
    broken.mockRestore();
    town.breakDown();
    await until(() => observer.connection.value.kind === "reconnecting");
    timers.advance(1000);
    await until(() => observer.outline.since === 1);
    expectSame(observer.outline, town.chronicle());
  });

  it("begins anew with another run", async () => {
    let town = new FakeTown("run-a", 14);
    town.silently(400);
    const ask: typeof fetch = (...request) => town.fetch(...request);
    const timers = await watch(town, { fetch: ask });
    await until(() => observer.outline.since === 1);
    town.breakDown();
    await until(() => observer.connection.value.kind === "reconnecting");
    town = new FakeTown("run-b", 7);
    town.silently(90);
    timers.advance(1000);
    await until(() => observer.view.value!.town.run_id === "run-b" && observer.outline.since === 1);
    expectSame(observer.outline, town.chronicle());
  });

  it("of a recording that answers no questions is that of its events", async () => {
    const town = new FakeTown("run-a", 14);
    town.silently(500);
    const silent: typeof fetch = (input, init) =>
      /phases|lifelines/.test(input as string)
        ? Promise.resolve(Response.json({ code: "not_found", detail: "nothing here" }, { status: 404 }))
        : town.fetch(input, init);
    await watch(town, { fetch: silent });
    await until(() => observer.events.firstSeq === 1);
    expectSame(observer.outline, town.chronicle());
    expect(observer.notice.value).toBeUndefined();
  });
});
