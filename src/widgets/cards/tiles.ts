/** Where the cards of a level lie: tiles of one size, as many beside each other as there is room for, row after row. */
export type Tiles = {
  readonly columns: number;
  /** Of a tile, in CSS pixels. */
  readonly width: number;
  readonly height: number;
};

/** By level of detail: the least width of a tile, and the height that all the level says fits into. */
const SIZES = [
  { least: 76, height: 76 },
  { least: 232, height: 48 },
  { least: 280, height: 124 },
  { least: 280, height: 328 },
  { least: 280, height: 564 },
  { least: 280, height: 956 },
] as const;
/** In a tile narrower than these, words may take a line more from level 2 on: first a metaphor, then also the posture. */
const NARROW = [440, 320] as const;
const LINE = 16;

/** @param width of the list, in CSS pixels. */
export function tilesAt(lod: number, width: number): Tiles {
  const { least, height } = SIZES[lod];
  const columns = Math.max(1, Math.floor(width / least));
  const each = Math.floor(width / columns);
  const lines = NARROW.filter((narrow) => each < narrow).length;
  return { columns, width: each, height: height + (lod > 1 ? lines * LINE : 0) + (lod > 4 ? lines * 24 : 0) };
}

/** Browsers do not make elements higher than about 33 million pixels: so many tiles fit under 30 million. */
export function mostTiles({ columns, height }: Tiles): number {
  return columns * Math.floor(30e6 / height);
}

/** The height of `count` tiles. */
export function heightOf(count: number, { columns, height }: Tiles): number {
  return Math.ceil(count / columns) * height;
}

export function placeOf(index: number, { columns, width, height }: Tiles): { readonly x: number; readonly y: number } {
  return { x: (index % columns) * width, y: Math.floor(index / columns) * height };
}

/** Tiles so near to what is seen, in CSS pixels, are drawn too, so that a scroll meets no gap. */
const NEAR = 96;

/** The tiles worth drawing, both included and `last < first` when there are none: those in sight, and those near. */
export function tilesInSight(
  scrollTop: number,
  viewHeight: number,
  tiles: Tiles,
  count: number,
): { readonly first: number; readonly last: number } {
  const { columns, height } = tiles;
  const first = Math.max(0, Math.floor((scrollTop - NEAR) / height)) * columns;
  const last = Math.min(count, Math.ceil((scrollTop + viewHeight + NEAR) / height) * columns) - 1;
  return { first: Math.min(first, Math.max(0, count - 1)), last };
}

/** A place in the list that stays where it is when the tiles change: `share` of the way down tile `index`, `y` px below the top of what is seen. */
type Anchor = { readonly index: number; readonly share: number; readonly y: number };

/** The anchor under a point `x`, `y` px from the corner of what is seen: the tile there, or the last one before it. */
export function anchorAt(x: number, y: number, scrollTop: number, tiles: Tiles, count: number): Anchor {
  const line = Math.max(0, Math.floor((scrollTop + y) / tiles.height));
  const column = Math.min(tiles.columns - 1, Math.max(0, Math.floor(x / tiles.width)));
  const index = Math.max(0, Math.min(count - 1, line * tiles.columns + column));
  const share = Math.min(1, Math.max(0, (scrollTop + y - placeOf(index, tiles).y) / tiles.height));
  return { index, share, y };
}

/** How far the list must be scrolled for an anchor to lie where it lay, as far as the list reaches. */
export function scrollFor({ index, share, y }: Anchor, tiles: Tiles): number {
  return Math.max(0, placeOf(index, tiles).y + share * tiles.height - y);
}
