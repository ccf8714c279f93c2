/**
 * Names beside points without collisions: greedy over eight places around each point in Imhof's order of preference
 * (Imhof, "Positioning names on maps", 1975), against an occupancy bitmap (as Luboschik et al. 2008). Where a name lay
 * before is tried first, so that names don't hop while their points glide.
 */

export type Labelled = {
  readonly key: string;
  /** Centre and radius of the mark, and width of the name, in CSS pixels. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly width: number;
  /** LABEL_HEIGHT if not said. */
  readonly height?: number;
};

/** The name's left end and vertical middle. `place` is the index of its place around the point. */
export type Label = { readonly key: string; readonly x: number; readonly y: number; readonly place: number };

/** Edges in CSS pixels. */
export type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

export const LABEL_HEIGHT = 14;
const GAP = 5;
const CELL = 4;
const MOST = 160;

/** Horizontal and vertical direction of each place, best first: right, above right, below right, left, ... */
const PLACES = [
  [1, 0],
  [1, -0.8],
  [1, 0.8],
  [-1, 0],
  [-1, -0.8],
  [-1, 0.8],
  [0, -1],
  [0, 1],
] as const;

/** The place above the point. */
export const ABOVE = 6;

/**
 * Places the names of `wanted`, the most important first, inside `area` and so that none covers another or a mark of
 * `marks`; those for which there is no room are left out. `before` is the previous answer's places by key.
 * Cost: about a hundred cells a name; at most 160 names.
 */
export function placeLabels(
  wanted: readonly Labelled[],
  marks: readonly { readonly x: number; readonly y: number; readonly radius: number }[],
  area: Box,
  before: ReadonlyMap<string, number> = new Map(),
): readonly Label[] {
  const taken = new Bitmap(area);
  for (const { x, y, radius } of marks) taken.fill(x - radius, y - radius, x + radius, y + radius);
  const labels: Label[] = [];
  for (const point of wanted) {
    if (labels.length === MOST) break;
    const label = roomFor(point, taken, before.get(point.key));
    if (!label) continue;
    const half = (point.height ?? LABEL_HEIGHT) / 2;
    taken.fill(label.x, label.y - half, label.x + point.width, label.y + half);
    labels.push(label);
  }
  return labels;
}

function roomFor(point: Labelled, taken: Bitmap, before: number | undefined): Label | undefined {
  const { key, x, y, radius, width, height = LABEL_HEIGHT } = point;
  for (let attempt = before === undefined ? 0 : -1; attempt < PLACES.length; attempt++) {
    const place = attempt === -1 ? before! : attempt;
    const [h, v] = PLACES[place];
    const left = x + h * (radius + GAP) + (h === 1 ? 0 : h === -1 ? -width : -width / 2);
    const middle = y + v * (radius + (h === 0 ? GAP + height / 2 : GAP));
    if (taken.isFree(left, middle - height / 2, left + width, middle + height / 2)) {
      return { key, x: left, y: middle, place };
    }
  }
  return undefined;
}

/** Which cells of 4 x 4 px are covered. What lies outside the area counts as covered. */
class Bitmap {
  readonly #area: Box;
  readonly #columns: number;
  readonly #rows: number;
  readonly #cells: Uint8Array;

  constructor(area: Box) {
    this.#area = area;
    this.#columns = Math.max(0, Math.ceil((area.right - area.left) / CELL));
    this.#rows = Math.max(0, Math.ceil((area.bottom - area.top) / CELL));
    this.#cells = new Uint8Array(this.#columns * this.#rows);
  }

  fill(left: number, top: number, right: number, bottom: number): void {
    const from = Math.max(0, Math.floor((left - this.#area.left) / CELL));
    const to = Math.min(this.#columns, Math.ceil((right - this.#area.left) / CELL));
    if (from >= to) return;
    const last = Math.min(this.#rows, Math.ceil((bottom - this.#area.top) / CELL));
    for (let row = Math.max(0, Math.floor((top - this.#area.top) / CELL)); row < last; row++) {
      this.#cells.fill(1, row * this.#columns + from, row * this.#columns + to);
    }
  }

  isFree(left: number, top: number, right: number, bottom: number): boolean {
    const area = this.#area;
    if (left < area.left || top < area.top || right > area.right || bottom > area.bottom) return false;
    const last = Math.ceil((bottom - area.top) / CELL);
    for (let row = Math.floor((top - area.top) / CELL); row < last; row++) {
      const from = row * this.#columns;
      const end = from + Math.ceil((right - area.left) / CELL);
      for (let cell = from + Math.floor((left - area.left) / CELL); cell < end; cell++)
        if (this.#cells[cell]) return false;
    }
    return true;
  }
}
