/**
 * Disjoint sets of the elements 0..n-1: union by size, path halving (Tarjan and van Leeuwen 1984).
 *
 * One `Int32Array` holds everything: an element's parent, or at a root the size of its set, negated.
 *
 *     sets  [ -3,  0,  0, -1 ]        {0, 1, 2}  {3}
 */

/** A forest of `count` sets of one element each. */
export function disjointSets(count: number): Int32Array {
  return new Int32Array(count).fill(-1);
}

/** The root that stands for the set of `element`. */
export function find(sets: Int32Array, element: number): number {
  let parent = sets[element];
  while (parent >= 0) {
    const grandparent = sets[parent];
    if (grandparent < 0) return parent;
    sets[element] = grandparent;
    element = grandparent;
    parent = sets[element];
  }
  return element;
}

/** Joins the sets of `a` and `b` and returns the root of the whole. */
export function unite(sets: Int32Array, a: number, b: number): number {
  let large = find(sets, a);
  let small = find(sets, b);
  if (large === small) return large;
  if (sets[large] > sets[small]) [large, small] = [small, large];
  sets[large] += sets[small];
  sets[small] = large;
  return large;
}

/** How many elements share the set whose root is `root`. */
export function setSize(sets: Int32Array, root: number): number {
  return -sets[root];
}
