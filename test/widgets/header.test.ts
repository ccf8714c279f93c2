import { describe, expect, it } from "vitest";
import { plightOf } from "../../src/observer/plight.ts";
import { Rate } from "../../src/observer/rate.ts";
import { statusOf, type StatusFacts } from "../../src/observer/status.ts";

const LIVE: StatusFacts = {
  connection: { kind: "live" },
  recorded: false,
  since: 0,
  now: 0,
  paused: false,
  held: null,
  following: true,
  behind: 0,
  citizens: 25,
  diverged: 0,
};

describe("the header's status", () => {
  const cases: readonly (readonly [string, Partial<StatusFacts>, string])[] = [
    ["connecting", { connection: { kind: "connecting" } }, "connecting"],
    ["live", {}, "live"],
    ["empty", { citizens: 0 }, "empty"],
    ["paused", { paused: true }, "paused"],
    ["held", { paused: true, held: "no room for more events" }, "standing still"],
    ["behind", { following: false, behind: 1234 }, "1,234 behind"],
    [
      "reconnecting",
      { connection: { kind: "reconnecting", attempt: 2, inMs: 3000, why: "it closed" }, since: 1000, now: 2500 },
      "reconnecting in 2 s",
    ],
    ["stale", { connection: { kind: "stale", sinceMs: 1000 }, now: 42_000 }, "silent for 41 s"],
    ["finished", { connection: { kind: "finished" } }, "finished"],
    ["replay", { recorded: true, connection: { kind: "finished" }, following: false, behind: 7 }, "replay"],
    ["diverged", { diverged: 1 }, "diverged"],
    ["failed", { connection: { kind: "failed", why: "no such town" } }, "failed"],
    ["closed", { connection: { kind: "closed" } }, "closed"],
  ];

  for (const [kind, facts, label] of cases) {
    it(`says "${label}" when ${kind}`, () => {
      expect(statusOf({ ...LIVE, ...facts })).toMatchObject({ kind, label });
    });
  }

  it("has different words for every state", () => {
    const said = cases.map(([, facts]) => statusOf({ ...LIVE, ...facts }));
    expect(new Set(said.map(({ label }) => label)).size).toBe(cases.length);
    expect(new Set(said.map(({ detail }) => detail)).size).toBe(cases.length);
  });

  it("counts down to the next attempt, and never below zero", () => {
    const at = (now: number) =>
      statusOf({ ...LIVE, connection: { kind: "reconnecting", attempt: 1, inMs: 2000, why: "x" }, now }).label;
    expect([0, 1000, 1999, 2000, 9000].map(at)).toEqual([
      "reconnecting in 2 s",
      "reconnecting in 1 s",
      "reconnecting in 1 s",
      "reconnecting now",
      "reconnecting now",
    ]);
  });

  it("never calls a broken line live, paused or past", () => {
    const broken = { kind: "reconnecting", attempt: 1, inMs: 0, why: "x" } as const;
    for (const facts of [{}, { paused: true }, { held: "no room" }, { following: false }, { diverged: 3 }]) {
      expect(statusOf({ ...LIVE, ...facts, connection: broken }).kind).toBe("reconnecting");
    }
  });
});

describe("a town without NATS", () => {
  const copy = { breaker: "open", confirmed: 1200, opened: 1, why: "no server answers at 127.0.0.1:4222" } as const;

  it("is degraded: what that means comes first, then why and how far the copy is", () => {
    expect(plightOf("nats", null, copy, 1256)).toEqual({
      label: "degraded: nats",
      meaning: "The town lives on here. What happens is kept and goes to NATS when it is back: nothing is lost.",
      details: [
        "Why: no server answers at 127.0.0.1:4222.",
        "Circuit breaker: open, nothing is sent until NATS answers.",
        "NATS has confirmed events up to 1,200; 56 events wait here.",
      ],
    });
  });

  it("is told of before anything else is known, and not at all when it has NATS", () => {
    expect(plightOf("nats", null, null, 5)?.details).toEqual([]);
    expect(plightOf(null, null, { ...copy, breaker: "closed", why: null }, 1200)).toBeUndefined();
  });

  it("that stands still does not live on, and says why once", () => {
    const plight = plightOf("nats", "no writer answers", { ...copy, why: "no writer answers" }, 1200)!;
    expect(plight.meaning).toBe("The town stands still for now. All that happened is kept: nothing is lost.");
    expect(plight.details.slice(0, 2)).toEqual([
      "Standing still: no writer answers.",
      "Circuit breaker: open, nothing is sent until NATS answers.",
    ]);
    expect(plight.details).toHaveLength(2);
  });

  it("that is fenced is not promised that its events will go to NATS", () => {
    const fenced = { ...copy, breaker: "fenced", why: "NATS holds run r2 of this town, not r1" } as const;
    const { meaning, details } = plightOf("nats", null, fenced, 1256)!;
    expect(meaning).toContain("nothing goes to NATS any more");
    expect(details).toEqual([
      "Why: NATS holds run r2 of this town, not r1.",
      "Circuit breaker: fenced, NATS holds this town as another process tells it.",
    ]);
  });

  it("counts one event as one", () => {
    expect(plightOf("nats", null, copy, 1201)!.details.at(-1)).toContain("1 event waits here");
  });
});

describe("the rate of events", () => {
  it("is what came per minute over the last half minute", () => {
    const rate = new Rate(30_000);
    for (let second = 0; second <= 60; second++) rate.read(second * 1000, second < 30 ? 0 : (second - 30) * 2);
    expect(rate.perMinute(60_000)).toBe(120);
  });

  it("falls when nothing comes", () => {
    const rate = new Rate(30_000);
    rate.read(0, 0);
    rate.read(10_000, 100);
    rate.read(40_000, 100);
    expect(rate.perMinute(40_000)).toBe(0);
  });

  it("says nothing before it has watched two seconds, and begins anew with a new run", () => {
    const rate = new Rate();
    rate.read(0, 50);
    expect(rate.perMinute(1000)).toBeUndefined();
    rate.read(3000, 53);
    expect(rate.perMinute(3000)).toBe(60);
    rate.read(4000, 2);
    expect(rate.perMinute(4000)).toBeUndefined();
  });
});
