import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Leader, seqAt } from "../../src/dashboard/leader.ts";
import { Observer } from "../../src/observer/observer.ts";
import type { TownEvent } from "../../src/sim/event.ts";

/** Events from `first` on that happened at these seconds of one minute. */
function happened(first: number, seconds: readonly number[]) {
  const events = seconds.map((second, i) => ({
    seq: first + i,
    timestamp: `2025-12-03T06:00:${String(second).padStart(2, "0")}Z`,
  }));
  return {
    firstSeq: first,
    lastSeq: first + seconds.length - 1,
    at: (seq: number) => events[seq - first] as unknown as TownEvent,
  };
}

describe("the same moment in another town", () => {
  it("is after the last event that had happened by then", () => {
    const events = happened(11, [1, 4, 4, 9]);
    expect(seqAt(events, "2025-12-03T06:00:04Z")).toBe(13);
    expect(seqAt(events, "2025-12-03T06:00:08Z")).toBe(13);
    expect(seqAt(events, "2025-12-04T06:00:00Z")).toBe(14);
  });

  it("is before the first where nothing had happened yet", () => {
    expect(seqAt(happened(11, [5]), "2025-12-03T06:00:04Z")).toBe(10);
    expect(seqAt(happened(1, []), "2025-12-03T06:00:04Z")).toBe(0);
  });

  it("is what looking at every event finds", () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 59 })).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), seconds, fc.integer({ min: 0, max: 59 }), (first, all, second) => {
        const timestamp = `2025-12-03T06:00:${String(second).padStart(2, "0")}Z`;
        expect(seqAt(happened(first, all), timestamp)).toBe(first - 1 + all.filter((one) => one <= second).length);
      }),
    );
  });
});

describe("a town that others keep company", () => {
  const asked: string[] = [];
  const server = (refusing: string) => (url: unknown) => {
    const town = /town\/(\w+)\//.exec(String(url))![1];
    asked.push(town);
    const body = { type: "about:blank", title: "Conflict", status: 409, code: "conflict", detail: `${town} is over` };
    return Promise.resolve(town === refusing ? Response.json(body, { status: 409 }) : Response.json({}));
  };

  it("takes along those beside it, and tells its own refusal only", async () => {
    const fetch = server("beta") as typeof globalThis.fetch;
    const leader = new Leader({ url: "http://towns.test", town: "alpha", fetch });
    leader.companions.add(new Observer({ url: "http://towns.test", town: "beta", fetch }));
    await leader.command({ action: "pause" });
    expect(asked.splice(0)).toEqual(["alpha", "beta"]);

    const refused = new Leader({ url: "http://towns.test", town: "beta", fetch });
    refused.companions.add(new Observer({ url: "http://towns.test", town: "alpha", fetch }));
    await expect(refused.command({ action: "pause" })).rejects.toThrow("beta is over");
    expect(asked.splice(0)).toEqual(["beta", "alpha"]);
  });
});
