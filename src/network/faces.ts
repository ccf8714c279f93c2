import type { Cliques } from "./cliques.ts";
import { disjointSets, find, setSize, unite } from "./union-find.ts";

/**
 * Joins cliques of 0..order-1 that share at least `shared` >= 2 nodes, and returns the disjoint sets of them.
 *
 * A face (a set of `shared` nodes) is found by naming its nodes in ascending order: the cliques with a first node,
 * those of them with a second further on, and so forth. Cliques that still go together after the last are joined.
 *
 *     shared = 3    {1 2 4 6} {1 2 5 6} {1 3 4 6}      1: all     1 2: first two     1 2 6: joined
 *                                                                 1 4: first, last   1 4 6: joined
 *
 * It is quick where it stops early: cliques already in one set need no more faces, and of two cliques what remains is
 * counted. So time depends on how many faces are shared by three or more cliques in different sets, at worst C(s,
 * shared) for a clique of s nodes, and is least when neighbours in the list are alike. Memory is `shared` times the sum
 * of sizes.
 */
export function joinThroughFaces(order: number, cliques: Cliques, shared: number): Int32Array {
  const { count, offsets, members } = cliques;
  const sets = disjointSets(count);
  if (count < 2) return sets;
  const cliqueAt = new Uint32Array(members.length);
  for (let c = 0; c < count; c++) cliqueAt.fill(c, offsets[c], offsets[c + 1]);

  // A list of cliques is a chain of the places in `members` where their last named node stands. Chains with `need`
  // nodes still to name go from `latest[need][node]` along `previous[need][place]` to -1.
  const latest = Array.from({ length: shared }, () => new Int32Array(order).fill(-1));
  const previous = Array.from({ length: shared }, () => new Int32Array(members.length));
  const owner = new Uint32Array(order);
  const ownedIn = new Uint32Array(order);
  let lists = 0;

  // Neighbouring leaves of one search tree share most of their branch: this alone joins nearly all that belong
  // together.
  for (let c = 1; c < count; c++) settlePair(offsets[c - 1], offsets[c], shared);

  const named: number[] = [];
  for (let c = 0; c < count; c++) name(offsets[c], c, shared - 1, named);
  settleEach(named, shared - 1);
  return sets;

  /** Lets clique `c` name any of its members from `start` on that leaves it `need` more to name. */
  function name(start: number, c: number, need: number, named: number[]): void {
    const heads = latest[need];
    const links = previous[need];
    const end = offsets[c + 1] - need;
    for (let place = start; place < end; place++) {
      const node = members[place];
      if (heads[node] === -1) named.push(node);
      links[place] = heads[node];
      heads[node] = place;
    }
  }

  function settleEach(named: readonly number[], need: number): void {
    for (const node of named) {
      const head = latest[need][node];
      latest[need][node] = -1;
      settle(head, need);
    }
  }

  /** Joins the cliques of a chain that have `need` more nodes in common. */
  function settle(head: number, need: number): void {
    const links = previous[need];
    const root = find(sets, cliqueAt[head]);
    if (setSize(sets, root) === count) return;
    let length = 0;
    let divided = false;
    for (let place = head; place !== -1; place = links[place]) {
      length++;
      if (!divided && find(sets, cliqueAt[place]) !== root) divided = true;
    }
    if (!divided) return;
    if (length === 2) return settlePair(head + 1, links[head] + 1, need);
    if (need === 1) return settleByOwner(head);
    const named: number[] = [];
    for (let place = head; place !== -1; place = links[place]) name(place + 1, cliqueAt[place], need - 1, named);
    settleEach(named, need - 1);
  }

  /** Joins two cliques, one from the place `p` on, one from `q` on, if they have `need` nodes in common there. */
  function settlePair(p: number, q: number, need: number): void {
    const [a, b] = [cliqueAt[p], cliqueAt[q]];
    while (need > 0 && p < offsets[a + 1] && q < offsets[b + 1]) {
      const difference = members[p] - members[q];
      if (difference === 0) need--;
      if (difference <= 0) p++;
      if (difference >= 0) q++;
    }
    if (need === 0) unite(sets, a, b);
  }

  /** For the last node, joining each clique to whoever had the node first is enough. */
  function settleByOwner(head: number): void {
    lists++;
    for (let place = head; place !== -1; place = previous[1][place]) {
      const c = cliqueAt[place];
      for (let p = place + 1; p < offsets[c + 1]; p++) {
        const node = members[p];
        if (ownedIn[node] === lists) {
          unite(sets, owner[node], c);
        } else {
          ownedIn[node] = lists;
          owner[node] = c;
        }
      }
    }
  }
}
