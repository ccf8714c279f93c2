import { holdersOf } from "./holders.ts";

/** A community of the moment before. */
export interface Community {
  readonly id: string;
  /** Node numbers, ascending. */
  readonly members: readonly number[];
}

/** Where a community of the next moment comes from. Lists ascend. */
export type Origin = { readonly members: readonly number[] } & (
  | { readonly fate: "unchanged"; readonly id: string }
  /** The same community with more members, with fewer, or with as many but others. */
  | {
      readonly fate: "grown" | "shrunk" | "renewed";
      readonly id: string;
      readonly joined: readonly number[];
      readonly left: readonly number[];
    }
  | { readonly fate: "formed" }
  /** Gone out from a community that goes on. */
  | { readonly fate: "split"; readonly from: string }
);

/** How a community that does not go on ended: gone into one that does, or scattered. */
type End =
  | { readonly fate: "merged"; readonly id: string; readonly into: string }
  | { readonly fate: "dissolved"; readonly id: string };

/**
 * Follows communities from one moment to the next (Palla, Barabási, Vicsek, "Quantifying social group evolution",
 * Nature 446, 2007). `next` tells of every new community, in the order given; `ended`, of every old one that does not
 * go on, in theirs.
 *
 * - Going on: of all pairs that share at least half the members of the smaller, those with the greatest Jaccard overlap
 *   |A ∩ B| / |A ∪ B| are matched first, each community once; between equals, the earlier old one, then the earlier new
 *   one.
 * - Split: new, at least half of it comes from an old community that goes on elsewhere, and some of those are no longer
 *   in that one. (Communities overlap: sharing members is no descent.) Of several, the one with the greatest overlap.
 * - Merged: ended, at least half of it is in a new community that carries on another, and some of those were not in
 *   that one before. Of several, the one with the greatest overlap.
 *
 * Members are integers >= 0, ascending; memory is in proportion to the greatest. Nobody is compared with everybody:
 * time is linear in memberships and in pairs that share a member, up to a logarithm for searching and sorting them.
 */
export function matchCommunities(
  old: readonly Community[],
  next: readonly (readonly number[])[],
): { readonly next: Origin[]; readonly ended: End[] } {
  const before = old.map((community) => community.members);
  const pairs = overlaps(before, next);

  const goesOnAs = new Int32Array(old.length).fill(-1);
  const carriesOn = new Int32Array(next.length).fill(-1);
  for (const { a, b, shared } of pairs) {
    if (goesOnAs[a] !== -1 || carriesOn[b] !== -1) continue;
    if (2 * shared < Math.min(before[a].length, next[b].length)) continue;
    goesOnAs[a] = b;
    carriesOn[b] = a;
  }

  const parent = new Int32Array(next.length).fill(-1);
  const heir = new Int32Array(old.length).fill(-1);
  for (const { a, b, shared } of pairs) {
    const now = goesOnAs[a];
    const was = carriesOn[b];
    if (now !== -1 && was === -1 && parent[b] === -1) {
      if (2 * shared >= next[b].length && anyMoved(next[b], before[a], next[now])) parent[b] = a;
    } else if (now === -1 && was !== -1 && heir[a] === -1) {
      if (2 * shared >= before[a].length && anyMoved(before[a], next[b], before[was])) heir[a] = b;
    }
  }

  const ended: End[] = [];
  for (let a = 0; a < old.length; a++) {
    if (goesOnAs[a] !== -1) continue;
    const { id } = old[a];
    if (heir[a] === -1) ended.push({ fate: "dissolved", id });
    else ended.push({ fate: "merged", id, into: old[carriesOn[heir[a]]].id });
  }
  return {
    next: next.map((members, b) => {
      if (carriesOn[b] !== -1) return compared(old[carriesOn[b]], members);
      if (parent[b] !== -1) return { fate: "split", members, from: old[parent[b]].id };
      return { fate: "formed", members };
    }),
    ended,
  };
}

/** An old community `a` and a new one `b` that have `shared` > 0 members in common. */
interface Overlap {
  readonly a: number;
  readonly b: number;
  readonly shared: number;
  readonly jaccard: number;
}

/** All pairs that overlap, the greatest Jaccard overlap first. */
function overlaps(before: readonly (readonly number[])[], next: readonly (readonly number[])[]): Overlap[] {
  const { starts, holders } = holdersOf(before);
  const pairs: Overlap[] = [];
  const shared = new Uint32Array(before.length);
  for (let b = 0; b < next.length; b++) {
    const met: number[] = [];
    for (const member of next[b]) {
      if (member + 1 >= starts.length) continue;
      for (let p = starts[member]; p < starts[member + 1]; p++) {
        const a = holders[p];
        if (shared[a]++ === 0) met.push(a);
      }
    }
    for (const a of met) {
      const both = shared[a];
      pairs.push({ a, b, shared: both, jaccard: both / (before[a].length + next[b].length - both) });
      shared[a] = 0;
    }
  }
  return pairs.sort((p, q) => q.jaccard - p.jaccard || p.a - q.a || p.b - q.b);
}

function compared({ id, members: before }: Community, members: readonly number[]): Origin {
  const joined = members.filter((member) => !includes(before, member));
  const left = before.filter((member) => !includes(members, member));
  if (joined.length === 0 && left.length === 0) return { fate: "unchanged", members, id };
  const fate = joined.length > left.length ? "grown" : joined.length < left.length ? "shrunk" : "renewed";
  return { fate, members, id, joined, left };
}

/** Whether any of `those` are in `here` but not in `there`. */
function anyMoved(those: readonly number[], here: readonly number[], there: readonly number[]): boolean {
  return those.some((member) => includes(here, member) && !includes(there, member));
}

/** Whether an ascending list includes a member. */
function includes(members: readonly number[], member: number): boolean {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (members[middle] < member) low = middle + 1;
    else high = middle;
  }
  return members[low] === member;
}
