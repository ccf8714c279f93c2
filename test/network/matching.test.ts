import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Community, matchCommunities, type Origin } from "../../src/network/matching.ts";

describe("following communities over time", () => {
  it("keeps a community that did not change", () => {
    expect(matchCommunities([old("a", 1, 2, 3)], [[1, 2, 3]])).toEqual({
      next: [{ fate: "unchanged", id: "a", members: [1, 2, 3] }],
      ended: [],
    });
  });

  it("sees one grow, and says who joined", () => {
    expect(matchCommunities([old("a", 1, 2, 3)], [[1, 2, 3, 4, 9]])).toEqual({
      next: [{ fate: "grown", id: "a", members: [1, 2, 3, 4, 9], joined: [4, 9], left: [] }],
      ended: [],
    });
  });

  it("sees one shrink, though somebody joined", () => {
    const { next } = matchCommunities([old("a", 1, 2, 3, 4, 5)], [[1, 2, 3, 9]]);
    expect(next).toEqual([{ fate: "shrunk", id: "a", members: [1, 2, 3, 9], joined: [9], left: [4, 5] }]);
  });

  it("sees one renewed: as many members, but others", () => {
    const { next } = matchCommunities([old("a", 1, 2, 3)], [[2, 3, 4]]);
    expect(next).toEqual([{ fate: "renewed", id: "a", members: [2, 3, 4], joined: [4], left: [1] }]);
  });

  it("sees one form and one dissolve, rather than one change altogether", () => {
    expect(matchCommunities([old("a", 1, 2, 3)], [[3, 4, 5]])).toEqual({
      next: [{ fate: "formed", members: [3, 4, 5] }],
      ended: [{ fate: "dissolved", id: "a" }],
    });
  });

  it("merges the smaller of two into the larger", () => {
    const whole = [1, 2, 3, 4, 5, 6, 7];
    expect(matchCommunities([old("a", 5, 6, 7), old("b", 1, 2, 3, 4)], [whole])).toEqual({
      next: [{ fate: "grown", id: "b", members: whole, joined: [5, 6, 7], left: [] }],
      ended: [{ fate: "merged", id: "a", into: "b" }],
    });
  });

  it("merges the later of two that are as large", () => {
    const { ended } = matchCommunities([old("a", 5, 6, 7), old("b", 1, 2, 3)], [[1, 2, 3, 5, 6, 7]]);
    expect(ended).toEqual([{ fate: "merged", id: "b", into: "a" }]);
  });

  it("splits the smaller part off, and the larger part keeps the name", () => {
    const parts = [
      [1, 2, 3],
      [4, 5, 6, 7],
    ];
    expect(matchCommunities([old("a", 1, 2, 3, 4, 5, 6, 7)], parts)).toEqual({
      next: [
        { fate: "split", members: [1, 2, 3], from: "a" },
        { fate: "shrunk", id: "a", members: [4, 5, 6, 7], joined: [], left: [1, 2, 3] },
      ],
      ended: [],
    });
  });

  it("calls it a split when the parts still share a side", () => {
    const parts = [
      [1, 2, 3],
      [2, 3, 4],
    ];
    expect(matchCommunities([old("a", 1, 2, 3, 4)], parts).next).toEqual([
      { fate: "shrunk", id: "a", members: [1, 2, 3], joined: [], left: [4] },
      { fate: "split", members: [2, 3, 4], from: "a" },
    ]);
  });

  it("calls it formed, not split, when those shared never left the other", () => {
    const both = [
      [1, 2, 3, 4],
      [3, 4, 5],
    ];
    expect(matchCommunities([old("a", 1, 2, 3, 4)], both).next).toEqual([
      { fate: "unchanged", id: "a", members: [1, 2, 3, 4] },
      { fate: "formed", members: [3, 4, 5] },
    ]);
  });

  it("calls it dissolved, not merged, when those shared were in the other all along", () => {
    const { ended } = matchCommunities([old("a", 1, 2, 3, 4), old("b", 3, 4, 5)], [[1, 2, 3, 4]]);
    expect(ended).toEqual([{ fate: "dissolved", id: "b" }]);
  });

  it("gives each of two that exchange members the name it has most in common with", () => {
    const next = [
      [1, 4, 5, 6],
      [1, 2, 3, 6],
    ];
    expect(matchCommunities([old("a", 1, 2, 3), old("b", 4, 5, 6)], next).next).toEqual([
      { fate: "grown", id: "b", members: next[0], joined: [1], left: [] },
      { fate: "grown", id: "a", members: next[1], joined: [6], left: [] },
    ]);
  });

  it("has nothing to say of nothing", () => {
    expect(matchCommunities([], [])).toEqual({ next: [], ended: [] });
  });
});

describe("whatever the communities", () => {
  const communities = fc.uniqueArray(
    fc.uniqueArray(fc.nat(14), { minLength: 1, maxLength: 8 }).map((members) => members.sort((a, b) => a - b)),
    { maxLength: 7, selector: String },
  );
  const moments = fc.record({
    before: communities.map((all) => all.map((members, i) => old(`c${i}`, ...members))),
    next: communities,
  });

  it("every new one has one origin, and every old one goes on once or ends once", () => {
    fc.assert(
      fc.property(moments, ({ before, next }) => {
        const found = matchCommunities(before, next);
        expect(found.next.map((origin) => origin.members)).toEqual(next);
        const ids = [...found.next, ...found.ended].flatMap((fate) => ("id" in fate ? [fate.id] : []));
        expect(ids.sort()).toEqual(before.map(({ id }) => id).sort());
      }),
    );
  });

  it("they are matched as one would by looking for the best pair again and again", () => {
    fc.assert(
      fc.property(moments, ({ before, next }) => {
        expect(successors(matchCommunities(before, next).next)).toEqual(bestPairs(before, next));
      }),
    );
  });

  it("those who joined and left make the difference", () => {
    fc.assert(
      fc.property(moments, ({ before, next }) => {
        const membersOf = new Map(before.map(({ id, members }) => [id, members]));
        for (const origin of matchCommunities(before, next).next) {
          if (!("id" in origin)) continue;
          const was = membersOf.get(origin.id)!;
          const now = origin.members;
          if (origin.fate === "unchanged") {
            expect(now).toEqual(was);
            continue;
          }
          expect(origin.joined).toEqual(now.filter((member) => !was.includes(member)));
          expect(origin.left).toEqual(was.filter((member) => !now.includes(member)));
          const growth = now.length - was.length;
          expect(origin.fate).toBe(growth > 0 ? "grown" : growth < 0 ? "shrunk" : "renewed");
        }
      }),
    );
  });

  it("a split or a merge takes at least half, and somebody along, to or from one that goes on", () => {
    fc.assert(
      fc.property(moments, ({ before, next }) => {
        const found = matchCommunities(before, next);
        const after = successors(found.next);
        const membersOf = new Map(before.map(({ id, members }) => [id, members]));
        for (const origin of found.next) {
          if (origin.fate !== "split") continue;
          const shared = common(origin.members, membersOf.get(origin.from)!);
          const there = next[after.get(origin.from)!];
          expect(2 * shared.length).toBeGreaterThanOrEqual(origin.members.length);
          expect(common(shared, there).length).toBeLessThan(shared.length);
        }
        for (const end of found.ended) {
          if (end.fate !== "merged") continue;
          const was = membersOf.get(end.id)!;
          const shared = common(was, next[after.get(end.into)!]);
          expect(2 * shared.length).toBeGreaterThanOrEqual(was.length);
          expect(common(shared, membersOf.get(end.into)!).length).toBeLessThan(shared.length);
        }
      }),
    );
  });

  it("nothing changes between a moment and itself", () => {
    fc.assert(
      fc.property(communities, (all) => {
        const before = all.map((members, i) => old(`c${i}`, ...members));
        const unchanged = before.map((community) => ({ fate: "unchanged", ...community }));
        expect(matchCommunities(before, all)).toEqual({ next: unchanged, ended: [] });
      }),
    );
  });
});

/** For each community that goes on, which of the next it is. */
function successors(next: readonly Origin[]): Map<string, number> {
  return new Map(next.flatMap((origin, b) => ("id" in origin ? [[origin.id, b] as const] : [])));
}

function old(id: string, ...members: number[]): Community {
  return { id, members };
}

function common(a: readonly number[], b: readonly number[]): number[] {
  return a.filter((member) => b.includes(member));
}

function bestPairs(before: readonly Community[], next: readonly (readonly number[])[]): Map<string, number> {
  const matched = new Map<string, number>();
  const taken = new Set<number>();
  for (;;) {
    let best: { id: string; b: number; jaccard: number } | undefined;
    for (const { id, members } of before) {
      for (const [b, now] of next.entries()) {
        const shared = common(members, now).length;
        if (matched.has(id) || taken.has(b) || shared * 2 < Math.min(members.length, now.length)) continue;
        const jaccard = shared / new Set([...members, ...now]).size;
        if (best === undefined || jaccard > best.jaccard) best = { id, b, jaccard };
      }
    }
    if (best === undefined) return matched;
    matched.set(best.id, best.b);
    taken.add(best.b);
  }
}
