import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamPace } from "../../../src/server/stream/pace.ts";
import type { Announcement } from "../../../src/sim/event.ts";
import { pausedTown } from "../open-town.ts";
import { SaidReplica } from "../said-replica.ts";

/** A paused town of which all announcements are taken note of. */
function watched() {
  const { town, end } = pausedTown();
  const replica = new SaidReplica();
  town.replicate(replica);
  const pace = new StreamPace(town);
  town.listen({ event: () => {}, announcement: (announcement) => pace.announce(announcement) });
  return { town, replica, pace, end };
}

const words = (announcements: readonly Announcement[]) =>
  announcements.map(({ kind, speed, degraded }) => [kind, speed, degraded]);

describe("who missed several announcements", () => {
  it("hears whether the town goes on, and that it is degraded", async () => {
    const { town, replica, pace, end } = watched();
    town.flux.setSpeed(4);
    town.flux.resume();
    replica.turn("open");
    expect(words(pace.since(0))).toEqual([
      ["resumed", 4, "nats"],
      ["degraded", 4, "nats"],
    ]);
    expect(words(pace.since(2))).toEqual([["degraded", 4, "nats"]]);
    replica.turn("half_open");
    expect(pace.count).toBe(3);
    replica.turn("closed");
    town.flux.pause();
    expect(words(pace.since(0))).toEqual([["paused", 4, null]]);
    await end();
  });

  it("knows, from the last word at most two, how the town goes now: whatever was said, and however much was missed", async () => {
    type Going = { readonly paused: boolean; readonly speed: number | "max"; readonly degraded: "nats" | null };
    const hear = (going: Going, { kind, speed, degraded }: Announcement): Going => {
      const paused = kind === "paused" || (kind !== "resumed" && going.paused);
      return { paused, speed, degraded };
    };
    const act = fc.constantFrom("pause", "resume", "slow", "fast", "open", "half_open", "closed");
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
        const { town, replica, pace, end } = watched();
        const now = (): Going => {
          const { paused, speed, degraded } = town.status;
          return { paused, speed, degraded };
        };
        /** How it was when so many announcements had been made. */
        const history = new Map([[0, now()]]);
        for (const what of acts) {
          if (what === "pause" || what === "resume") town.flux[what]();
          else if (what === "slow" || what === "fast") town.flux.setSpeed(what === "slow" ? 0.5 : "max");
          else replica.turn(what);
          history.set(pace.count, now());
        }
        for (const [heard, then] of history) {
          if (heard === pace.count) continue;
          const missed = pace.since(heard);
          expect(missed.length).toBeLessThanOrEqual(2);
          expect(missed.reduce(hear, then)).toEqual(now());
        }
        await end();
      }),
      { numRuns: 50 },
    );
  });
});
