import { lowestBit, popcount } from "./bits.ts";
import { degeneracy } from "./degeneracy.ts";
import type { Graph } from "./graph.ts";

/** Cliques end to end: clique c is `members[offsets[c]]` up to, not including, `members[offsets[c + 1]]`, ascending. */
export interface Cliques {
  readonly count: number;
  readonly offsets: Uint32Array;
  readonly members: Uint32Array;
}

/**
 * A few cliques of at least `k` >= 2 nodes that stand for all k-cliques: percolated (adjacent when they share k-1
 * nodes) they give the same communities. There are never more of them than k-cliques, and on clustered graphs about as
 * few as maximal cliques, so a complete graph (one maximal clique, C(n, k) k-cliques) costs one.
 *
 * Bron and Kerbosch (1973), from each node in degeneracy order (Eppstein, Löffler, Strash 2010), with two departures:
 *
 * - The pivot may be in a k-clique or not, but a node held by a branch must be, so a branch that holds more than k is
 *   left (Jain and Seshadhri, "The power of pivoting for exact clique counting", 2020). Each k-clique belongs to one
 *   leaf, and each leaf has at least one.
 * - A branch is left when an earlier root x is adjacent to all of it: for a k-clique C of the branch, x with any k-1
 *   nodes of C is a k-clique of an earlier root; these have all the faces of C and share k-1 nodes with each other.
 *   (Only roots will do. For an x done inside the same root r, the clique that trades r for x comes later.)
 */
export function cliqueCover(graph: Graph, k: number): Cliques {
  const { core, rank } = degeneracy(graph);
  const later = laterNeighbours(graph, rank);
  const place = new Int32Array(graph.order).fill(-1);
  const offsets = [0];
  const members: number[] = [];
  let stack = new Int32Array(1024);

  for (let root = 0; root < graph.order; root++) {
    if (later.offsets[root + 1] - later.offsets[root] >= k - 1) expand(root);
  }
  return { count: offsets.length - 1, offsets: Uint32Array.from(offsets), members: Uint32Array.from(members) };

  /**
   * Sets are bits. One row of `inner` words has a bit for each later neighbour of the root, then come `outer` words
   * with a bit for each witness: an earlier neighbour that could be adjacent to a whole branch. `rows` tells for each
   * later neighbour whom it knows; a level of the stack is
   *
   *     candidates (inner) | witnesses (outer) | chosen (inner)
   */
  function expand(root: number): void {
    const nodes = later.neighbours.subarray(later.offsets[root], later.offsets[root + 1]);
    for (let i = 0; i < nodes.length; i++) place[nodes[i]] = i;
    const witnesses: number[][] = [];
    for (let p = graph.offsets[root]; p < graph.offsets[root + 1]; p++) {
      const x = graph.neighbours[p];
      if (rank[x] > rank[root] || core[x] < k) continue;
      const known = placed(x);
      if (known.length >= k - 1) witnesses.push(known);
    }

    const inner = (nodes.length + 31) >>> 5;
    const width = inner + ((witnesses.length + 31) >>> 5);
    const level = width + inner;
    const rows = new Int32Array(nodes.length * width);
    for (let i = 0; i < nodes.length; i++) {
      for (const j of placed(nodes[i])) {
        add(rows, i * width, j);
        add(rows, j * width, i);
      }
    }
    for (let x = 0; x < witnesses.length; x++) {
      for (const i of witnesses[x]) add(rows, i * width + inner, x);
    }
    for (const v of nodes) place[v] = -1;

    const room = level * (nodes.length + 1);
    if (stack.length < room) stack = new Int32Array(2 * room);
    stack.fill(0, 0, level);
    for (let i = 0; i < nodes.length; i++) add(stack, 0, i);
    for (let x = 0; x < witnesses.length; x++) add(stack, inner, x);
    branch(0, 0, 1);

    /** Explores the level at `base`, where `chosen` nodes besides the root are in and `held` of all must be. */
    function branch(base: number, chosen: number, held: number): void {
      if (witnessed(base)) return;
      let count = 0;
      for (let w = 0; w < inner; w++) count += popcount(stack[base + w]);
      if (chosen + count < k - 1) return;

      let pivot = -1;
      let most = -1;
      let least = count;
      for (let w = 0; w < inner; w++) {
        for (let word = stack[base + w]; word !== 0; word &= word - 1) {
          const i = w * 32 + lowestBit(word);
          let known = 0;
          for (let v = 0; v < inner; v++) known += popcount(stack[base + v] & rows[i * width + v]);
          if (known > most) {
            most = known;
            pivot = i;
          }
          if (known < least) least = known;
        }
      }
      if (count === 0 || least === count - 1) return emit(base);

      descend(base, pivot, chosen, held);
      remove(base, pivot);
      if (held === k) return;
      for (let w = 0; w < inner; w++) {
        for (let word = stack[base + w] & ~rows[pivot * width + w]; word !== 0; word &= word - 1) {
          const i = w * 32 + lowestBit(word);
          descend(base, i, chosen, held + 1);
          remove(base, i);
        }
      }
    }

    function witnessed(base: number): boolean {
      for (let x = inner; x < width; x++) {
        let knowsAll = stack[base + x];
        for (let w = 0; w < inner && knowsAll !== 0; w++) {
          for (let word = stack[base + w]; word !== 0; word &= word - 1) {
            knowsAll &= rows[(w * 32 + lowestBit(word)) * width + x];
          }
        }
        if (knowsAll !== 0) return true;
      }
      return false;
    }

    function descend(base: number, i: number, chosen: number, held: number): void {
      const next = base + level;
      for (let w = 0; w < width; w++) stack[next + w] = stack[base + w] & rows[i * width + w];
      for (let w = width; w < level; w++) stack[next + w] = stack[base + w];
      add(stack, next + width, i);
      branch(next, chosen + 1, held);
    }

    function remove(base: number, i: number): void {
      stack[base + (i >>> 5)] &= ~(1 << (i & 31));
    }

    /** Chosen and candidates are one clique; the root takes its place among them. */
    function emit(base: number): void {
      let rootIsIn = false;
      for (let w = 0; w < inner; w++) {
        for (let word = stack[base + w] | stack[base + width + w]; word !== 0; word &= word - 1) {
          const v = nodes[w * 32 + lowestBit(word)];
          if (!rootIsIn && v > root) {
            members.push(root);
            rootIsIn = true;
          }
          members.push(v);
        }
      }
      if (!rootIsIn) members.push(root);
      offsets.push(members.length);
    }
  }

  /** The places, among the later neighbours of the root at hand, of the later neighbours of `x`. */
  function placed(x: number): number[] {
    const places: number[] = [];
    for (let p = later.offsets[x]; p < later.offsets[x + 1]; p++) {
      const i = place[later.neighbours[p]];
      if (i >= 0) places.push(i);
    }
    return places;
  }
}

/** Each edge once, from its end of lower rank; rows ascend by node. No row is longer than the graph's degeneracy. */
function laterNeighbours(graph: Graph, rank: Uint32Array): Pick<Graph, "offsets" | "neighbours"> {
  const offsets = new Uint32Array(graph.order + 1);
  const neighbours = new Uint32Array(graph.neighbours.length / 2);
  let end = 0;
  for (let u = 0; u < graph.order; u++) {
    for (let p = graph.offsets[u]; p < graph.offsets[u + 1]; p++) {
      const v = graph.neighbours[p];
      if (rank[v] > rank[u]) neighbours[end++] = v;
    }
    offsets[u + 1] = end;
  }
  return { offsets, neighbours };
}

function add(words: Int32Array, start: number, bit: number): void {
  words[start + (bit >>> 5)] |= 1 << (bit & 31);
}
