import type { Mark } from "../../scene/palette.ts";
import { AXIS } from "../../scene/scatter-svg.ts";
import { NAME_SIZE, sceneOf, widthOf, type Paper, type Still } from "../../scene/scatter-still.ts";
import type { ScatterScene } from "../../scene/scatter.ts";

/**
 * A picture that is to stand alone: the scatter with its axes' words, above it what, when and of which seed it is, below it what the
 * looks mean. Laid out once, in CSS pixels, for all that draw it.
 */
export type Figure = {
  readonly width: number;
  readonly height: number;
  readonly still: Still;
  readonly scene: ScatterScene;
  /** The scene's upper left corner; its axes' words lie left of it and below it. */
  readonly plot: { readonly x: number; readonly y: number };
  /** Left end and baseline. */
  readonly title: Line;
  readonly caption: Line;
  readonly legend: readonly (Line & { readonly mark: Mark })[];
};

type Line = { readonly x: number; readonly y: number; readonly words: string };

const EDGE = 24;
const HEAD = 64;
const ROW = 20;
const MOST_ROWS = 2;
/** From the middle of a mark to its words, and from them to the next. */
const TO_WORDS = 12;
const APART = 28;

export function figureOf(still: Still, paper: Paper): Figure {
  const { width, height, focus = "" } = paper;
  const { town, cast, unstable } = still;
  const rows = legendRows(still, focus, width - 2 * EDGE);
  const foot = rows.length * ROW + (rows.length > 0 ? EDGE : 8);
  const plot = { x: EDGE / 2 + AXIS, y: HEAD };
  const scene = sceneOf(still, {
    ...paper,
    width: width - plot.x - EDGE / 2,
    height: height - HEAD - AXIS - foot,
  });
  const facts = [
    `seed ${town.seed}`,
    `event ${town.seq.toLocaleString("en")}`,
    `${cast.size.toLocaleString("en")} citizens`,
    ...(unstable ? ["axes unstable"] : []),
  ];
  return {
    width,
    height,
    still,
    scene,
    plot,
    title: { x: EDGE, y: 32, words: `${town.town_id}, day ${town.day} ${town.phase.toLowerCase()}` },
    caption: { x: EDGE, y: 50, words: facts.join(" · ") },
    legend: rows.flatMap((row, i) =>
      row.map(({ x, mark, words }) => ({ x: EDGE + x, y: height - foot + 12 + i * ROW + 8, mark, words })),
    ),
  };
}

/** Who is to be told from whom: as many entries as have room, the last row ending with how many were left out. */
function legendRows({ cast }: Still, focus: string, width: number) {
  const entries = cast.notable(focus).filter(({ count }) => count > 0);
  const rows: { readonly x: number; readonly mark: Mark; readonly words: string }[][] = [];
  let x = Infinity;
  for (const { name, count, mark } of entries) {
    const words = `${name} ${count}`;
    const reach = TO_WORDS + widthOf(words);
    if (x + reach > width) {
      if (rows.length === MOST_ROWS) break;
      rows.push([]);
      x = 8;
    }
    rows.at(-1)!.push({ x, mark, words });
    x += reach + APART;
  }
  return rows;
}

export const WORDS = { title: 16, note: NAME_SIZE, toWords: TO_WORDS } as const;
