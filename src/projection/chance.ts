/**
 * A repeatable stream of unsigned 32-bit integers for the embeddings (Tommy Ettinger's mulberry32: period 2^32, passes
 * gjrand). `seed` is any integer from 0 to 2^53 - 1. A draw costs about 2 ns.
 */
export function chance(seed: number): () => number {
  let state = (seed >>> 0) ^ Math.imul(Math.floor(seed / 4_294_967_296), 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
