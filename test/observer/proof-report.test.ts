import { signal } from "@preact/signals-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Observer } from "../../src/observer/observer.ts";
import { ProofReport } from "../../src/observer/proof-report.ts";
import { TownError, type ErrorCode } from "../../src/sim/error.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { announcementFrame, eventFrame } from "../../src/wire/frames.ts";
import { FakeTown, settled, until } from "./fake-town.ts";
import { HeldTimers } from "./held-timers.ts";

type News = { readonly verified: number; readonly diverged: number };

/** A server that answers each report when, and how, the test says. */
function reporting() {
  const timers = new HeldTimers();
  const sent: News[] = [];
  const open: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  const found = signal<News>({ verified: 0, diverged: 0 });
  const report = new ProofReport(timers, found, (news) => {
    sent.push(news);
    return new Promise((resolve, reject) => open.push({ resolve, reject }));
  });
  return {
    timers,
    sent,
    report,
    find: (verified: number, diverged: number) => (found.value = { verified, diverged }),
    /** Reports under way. */
    open,
    take: async () => {
      open.shift()!.resolve();
      await settled();
    },
    fail: async (error: unknown) => {
      open.shift()!.reject(error);
      await settled();
    },
  };
}

describe("the report of proofs", () => {
  it("tells what is new after about half a minute, and then only what is newer", async () => {
    const { timers, sent, find, take } = reporting();
    timers.chance = 0.5;
    find(3, 0);
    timers.advance(29_999);
    expect(sent).toEqual([]);
    timers.advance(1);
    expect(sent).toEqual([{ verified: 3, diverged: 0 }]);
    await take();

    timers.advance(120_000);
    expect(sent).toHaveLength(1);
    find(5, 1);
    timers.advance(30_000);
    expect(sent.slice(1)).toEqual([{ verified: 2, diverged: 1 }]);
  });

  it("is spread by chance from a quarter to three quarters of a minute", () => {
    const [early, late] = [0, 0.999].map((chance) => {
      const { timers, sent, find } = reporting();
      timers.chance = chance;
      find(1, 0);
      const begun = timers.now();
      while (sent.length === 0) timers.advance(100);
      return timers.now() - begun;
    });
    expect(early).toBe(15_000);
    expect(late).toBe(45_000);
  });

  it("has never two under way, and tells the rest when the first is taken", async () => {
    const { timers, sent, report, find, open, take } = reporting();
    find(1, 0);
    report.flush();
    find(4, 0);
    timers.advance(100_000);
    report.flush();
    expect(open).toHaveLength(1);
    await take();
    expect(sent).toEqual([
      { verified: 1, diverged: 0 },
      { verified: 3, diverged: 0 },
    ]);
  });

  it("says nothing when there is nothing new, and leaves no timer behind", async () => {
    const { timers, sent, report, find, take } = reporting();
    find(0, 0);
    report.flush();
    find(1, 0);
    report.flush();
    await take();
    report.flush();
    expect(sent).toHaveLength(1);
    expect(timers.waiting).toBe(0);
  });

  it("tells again what a server that was away or busy did not take", async () => {
    for (const failure of [
      new TypeError("network"),
      new TownError("closed", "away"),
      new TownError("too_many", "busy"),
    ]) {
      const { timers, sent, find, fail } = reporting();
      find(2, 1);
      timers.advance(45_000);
      await fail(failure);
      find(3, 1);
      timers.advance(45_000);
      expect(sent).toEqual([
        { verified: 2, diverged: 1 },
        { verified: 3, diverged: 1 },
      ]);
    }
  });

  it("does not ask again where proofs are not taken", async () => {
    const codes: readonly ErrorCode[] = ["not_found", "method_not_allowed", "unknown_town", "unauthorized"];
    for (const code of codes) {
      const { timers, sent, report, find, fail } = reporting();
      find(1, 0);
      timers.advance(45_000);
      await fail(new TownError(code, "no"));
      find(2, 0);
      timers.advance(100_000);
      report.flush();
      expect(sent).toHaveLength(1);
      expect(timers.waiting).toBe(0);
    }
  });

  it("adds up to what was found, each part within the server's bounds, whatever comes between", async () => {
    const step = fc.oneof(
      fc.record({ found: fc.record({ verified: fc.nat(30_000), diverged: fc.nat(30_000) }) }),
      fc.record({ pass: fc.integer({ min: 1, max: 60_000 }) }),
      fc.constantFrom("take" as const, "fail" as const, "flush" as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { timers, sent, report, find, open, take, fail } = reporting();
        const found = { verified: 0, diverged: 0 };
        const taken = { verified: 0, diverged: 0 };
        const accept = async () => {
          taken.verified += sent.at(-1)!.verified;
          taken.diverged += sent.at(-1)!.diverged;
          await take();
        };
        for (const next of steps) {
          if (next === "flush") report.flush();
          else if (next === "take") await (open.length > 0 ? accept() : undefined);
          else if (next === "fail") await (open.length > 0 ? fail(new TypeError("network")) : undefined);
          else if ("pass" in next) timers.advance(next.pass);
          else {
            found.verified += next.found.verified;
            found.diverged += next.found.diverged;
            find(found.verified, found.diverged);
          }
          expect(open.length).toBeLessThanOrEqual(1);
        }
        for (let turn = 0; turn < 500 && (open.length > 0 || timers.waiting > 0); turn++) {
          timers.advance(45_000);
          if (open.length > 0) await accept();
        }
        expect(taken).toEqual(found);
        for (const { verified, diverged } of sent) {
          expect(verified + diverged).toBeGreaterThan(0);
          expect(Math.max(verified, diverged)).toBeLessThanOrEqual(10_000);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("an observer", () => {
  async function watching() {
    const town = new FakeTown();
    const timers = new HeldTimers();
    const proofs = () => town.requests.filter(({ path }) => path === "/proofs");
    const observer = new Observer({ url: "http://host", town: "smallville", fetch: town.fetch, timers, past: 0 });
    observer.connect();
    await until(() => observer.view.peek() !== undefined);
    return { town, timers, observer, proofs };
  }

  it("tells how many digests it verified, and says the last on leaving", async () => {
    const { town, timers, observer, proofs } = await watching();
    town.go(200);
    await until(() => observer.proof.peek().verified > 0);
    const { verified } = observer.proof.peek();
    expect(proofs()).toEqual([]);
    timers.advance(15_000);
    expect(proofs()).toMatchObject([{ method: "POST", body: { verified, diverged: 0 } }]);
    await settled();
    observer.close();
    await settled();
    expect(timers.waiting).toBe(0);
  });

  it("says its last with a line that is still open when all else is let go", async () => {
    const { town, observer, proofs } = await watching();
    town.go(200);
    await until(() => observer.proof.peek().verified > 0);
    observer.close();
    expect(proofs()).toHaveLength(1);
    expect(proofs()[0].signal.aborted).toBe(false);
    observer.close();
    expect(proofs()).toHaveLength(1);
  });

  it("says all when the town has finished, and nothing waits any longer", async () => {
    const { town, timers, observer, proofs } = await watching();
    const events = town.silently(200);
    const { town_id, run_id, seq } = town.run.town;
    const finished = {
      type: "town_status",
      town_id,
      run_id,
      after: seq,
      kind: "finished",
      speed: 1,
      degraded: null,
    } as const;
    town.say(events.map(eventFrame).join("") + announcementFrame(finished));
    await until(() => observer.connection.peek().kind === "finished");
    await settled();
    const { verified } = observer.proof.peek();
    expect(verified).toBeGreaterThan(0);
    expect(proofs()).toMatchObject([{ body: { verified, diverged: 0 } }]);
    expect(timers.waiting).toBe(0);
  });

  it("tells of a digest that differs", async () => {
    const { town, timers, observer, proofs } = await watching();
    const events = town.silently(200);
    const last = events.find((event) => event.type === "town_status" && event.digest)!;
    town.say(
      events
        .slice(0, last.seq)
        .map((event) => eventFrame(event === last ? ({ ...event, digest: "0".repeat(32) } as TownEvent) : event))
        .join(""),
    );
    await until(() => observer.proof.peek().diverged === 1);
    timers.advance(15_000);
    await until(() => proofs().length > 0);
    expect(proofs()[0].body).toEqual({ verified: 0, diverged: 1 });
    observer.close();
  });
});
