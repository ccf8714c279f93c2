import { COALITION_HUES, DISTINCT_MARKS } from "./palette.ts";
import type { Cast } from "./scatter-cast.ts";

/**
 * The looks of a crowd, 32 bits a citizen, and in which order they are to be drawn. It has all that a mark tells and no colour of
 * a theme:
 *
 *     bits 0-1  shape (SHAPE_BITS)     bit 5     stands back
 *     bits 2-4  hue: 0-4 as coalitions have them, GOLD, GRAY
 *     bits 6-8  arcs, at most 6        bits 9-   the hue of each arc, 3 bits
 */
type Looks = {
  /** By row. */
  readonly looks: Uint32Array;
  /** Rows, lowest first: those who stand back, then the unaffiliated, members, bridges. */
  readonly order: Uint32Array;
};

export const SHAPE_BITS = { circle: 0, diamond: 1, star: 2, ring: 3 } as const;
export const GOLD = COALITION_HUES;
export const GRAY = COALITION_HUES + 1;
const BACK = 1 << 5;
/** A bridge of more coalitions than this shows the first ones. */
const MOST_ARCS = 6;

/** Linear in citizens and memberships: 2 ms for 100,000. */
export function looksOf(cast: Cast, back: Uint8Array): Looks {
  const { standings, size } = cast;
  const looks = new Uint32Array(size);
  for (let row = 0; row < size; row++) {
    const shape = standings[row] === 0 ? SHAPE_BITS.ring : standings[row] === 2 ? SHAPE_BITS.star : 0;
    const hue = standings[row] === 0 ? GRAY : standings[row] === 2 ? GOLD : 0;
    looks[row] = shape | (hue << 2) | (back[row] ? BACK : 0);
  }
  for (const { coalition } of cast.legend) {
    if (!coalition) continue;
    const hue = coalition.colour % COALITION_HUES;
    const shape = coalition.colour % DISTINCT_MARKS < COALITION_HUES ? SHAPE_BITS.circle : SHAPE_BITS.diamond;
    for (const row of coalition.members) {
      if (standings[row] === 1) looks[row] |= shape | (hue << 2);
      else {
        const arcs = (looks[row] >>> 6) & 7;
        if (arcs < MOST_ARCS) looks[row] = (looks[row] + (1 << 6)) | (hue << (9 + 3 * arcs));
      }
    }
  }
  return { looks, order: orderOf(standings, back) };
}

/** Counting sort: as they come within a layer. */
function orderOf(standings: Uint8Array, back: Uint8Array): Uint32Array {
  const layer = (row: number) => (back[row] ? 0 : 3) + standings[row];
  const starts = new Uint32Array(7);
  for (let row = 0; row < standings.length; row++) starts[layer(row) + 1]++;
  for (let i = 1; i < 7; i++) starts[i] += starts[i - 1];
  const order = new Uint32Array(standings.length);
  for (let row = 0; row < standings.length; row++) order[starts[layer(row)]++] = row;
  return order;
}
