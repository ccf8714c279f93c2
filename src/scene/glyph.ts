/**
 * A citizen's face: a mark of four by four cells, its right half the left one mirrored, each cell empty, full or a quarter of
 * a disc. It is made of the seed alone, so a citizen keeps it for life; of 1.7 million faces hardly two in a town are alike, but
 * the name beside it is what tells people apart.
 *
 *     seed, three bits a cell:  0 1 empty · 2 3 full · 4-7 a quarter disc around the corner ◤ ◥ ◢ ◣
 *
 *         0 1 │ 1 0
 *         2 3 │ 3 2
 *         4 5 │ 5 4
 *         6 7 │ 7 6
 */

const CELLS = 8;
/** A face of fewer cells would say little: it is drawn in the negative. */
const FEWEST = 3;

type Cell = "empty" | "full" | Corner;
/** Of a quarter disc: the corner of the cell in which its centre lies. */
type Corner = 0 | 1 | 2 | 3;

/** The face as SVG path data in a square of `side` px around (0, 0). */
export function glyphPath(seed: number, side: number): string {
  const unit = side / 4;
  return cellsOf(seed)
    .map((cell, i) => {
      const [x, y] = [(i % 2) * unit - 2 * unit, Math.floor(i / 2) * unit - 2 * unit];
      return cellPath(cell, x, y, unit) + cellPath(mirrored(cell), -x - unit, y, unit);
    })
    .join("");
}

/** The face in two letters, a quarter of a letter for two cells; never blank: `▙▟`. */
export function glyphText(seed: number): string {
  const cells = cellsOf(seed);
  // A letter's quarters, each from the two cells of half a row-pair: upper and lower, outer and inner.
  const inked = (quarter: number) => {
    const [column, rows] = [quarter % 2, quarter < 2 ? [0, 1] : [2, 3]];
    return rows.reduce((ink, row) => ink + inkOf(cells[2 * row + column]), 0) >= 1.5;
  };
  const quarters = [0, 1, 2, 3].filter(inked).reduce((bits, quarter) => bits | (1 << quarter), 0) || 0b0110;
  const swapped = ((quarters & 0b0101) << 1) | ((quarters & 0b1010) >> 1);
  return QUADRANTS[quarters] + QUADRANTS[swapped];
}

/** By bits: upper left, upper right, lower left, lower right. */
const QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█";

function cellsOf(seed: number): readonly Cell[] {
  const cells = Array.from({ length: CELLS }, (_, i): Cell => {
    const bits = (seed >>> (3 * i)) & 7;
    return bits < 2 ? "empty" : bits < 4 ? "full" : ((bits - 4) as Corner);
  });
  return cells.filter((cell) => cell !== "empty").length >= FEWEST ? cells : cells.map(negative);
}

function negative(cell: Cell): Cell {
  return cell === "empty" ? "full" : cell === "full" ? "empty" : cell;
}

function mirrored(cell: Cell): Cell {
  return typeof cell === "number" ? ((cell ^ 1) as Corner) : cell;
}

function inkOf(cell: Cell): number {
  return cell === "empty" ? 0 : cell === "full" ? 1 : Math.PI / 4;
}

function cellPath(cell: Cell, x: number, y: number, unit: number): string {
  if (cell === "empty") return "";
  const [left, top, right, bottom] = [x, y, x + unit, y + unit].map(round);
  const [u] = [unit].map(round);
  const arc = (tx: number, ty: number, fromX: number, fromY: number, toX: number, toY: number) =>
    `M${tx} ${ty}L${fromX} ${fromY}A${u} ${u} 0 0 1 ${toX} ${toY}Z`;
  switch (cell) {
    case "full":
      return `M${left} ${top}H${right}V${bottom}H${left}Z`;
    case 0:
      return arc(left, top, right, top, left, bottom);
    case 1:
      return arc(right, top, right, bottom, left, top);
    case 2:
      return arc(left, bottom, left, top, right, bottom);
    case 3:
      return arc(right, bottom, left, bottom, right, top);
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
