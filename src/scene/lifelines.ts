import type { Lifeline, Turn } from "../sim/chronicle.ts";
import { lanesOf } from "./lifelines-lanes.ts";

/**
 * The lives of coalitions over a run as an alluvial chart (Rosvall and Bergstrom, "Mapping change in large networks", 2010), in CSS
 * pixels: a ribbon for each, as thick as it is large, in a lane that it keeps.
 */
export type LifelineChart = {
  readonly height: number;
  /** In the order of forming. */
  readonly ribbons: readonly Ribbon[];
  /** The curves by which one came out of another, or went into it. */
  readonly links: readonly { readonly life: Lifeline; readonly path: string }[];
  /** All changes that are drawn, oldest first. */
  readonly turns: readonly ChartTurn[];
  /** Lives for which there is no room: those that were smallest and shortest. */
  readonly left: number;
};

export type Ribbon = {
  readonly life: Lifeline;
  /** The middle, and half the greatest thickness. */
  readonly y: number;
  readonly reach: number;
  readonly from: number;
  readonly to: number;
  /** SVG path data of the area. */
  readonly path: string;
};

export type ChartTurn = { readonly life: Lifeline; readonly turn: Turn; readonly x: number; readonly y: number };

export type ChartRoom = {
  readonly width: number;
  /** The most that it may take; it takes less when there are few. */
  readonly most: number;
  /** Where the moment after an event lies, 0 to `width`, never falling. */
  readonly x: (seq: number) => number;
  /** A coalition that is drawn however small: its id, or "". */
  readonly focus: string;
};

/** Between two lanes, and what a lane takes at least. */
const GAP = 6;
const LEAST = 8;
/** A member is at most this thick. */
const THICK = 3;
/** Over so many pixels a ribbon changes its thickness, or finds its way to another. */
const EASE = 8;
/** More ribbons than this are not drawn. */
const MOST = 300;

/**
 * The chart of these lives, given in the order of forming. Lanes are kept as the run grows; how thick a member is may change.
 * Cost: linear in turns, and lives times lanes.
 */
export function lifelineChart(lives: readonly Lifeline[], room: ChartRoom): LifelineChart {
  const { width, x } = room;
  const spans = lives.map((life) => ({ from: x(life.born.seq), to: life.ended ? x(life.ended.seq) : width }));
  const lanes = lanesOf(lives);
  const drawn = choose(lives, spans, lanes, room);

  const thickness = new Map<number, number>();
  for (const i of drawn) thickness.set(lanes[i], Math.max(thickness.get(lanes[i]) ?? 0, largest(lives[i])));
  const used = [...thickness.keys()].sort((a, b) => a - b);
  const all = used.reduce((sum, lane) => sum + thickness.get(lane)!, 0);
  const member = Math.min(THICK, (room.most - GAP * (used.length + 1)) / Math.max(1, all));
  const reachOf = (size: number) => Math.max(1, (size * member) / 2);
  const middles = new Map<number, number>();
  let top = GAP;
  for (const lane of used) {
    const high = Math.max(LEAST, thickness.get(lane)! * member);
    middles.set(lane, top + high / 2);
    top += high + GAP;
  }

  const ribbons: Ribbon[] = [];
  const turns: ChartTurn[] = [];
  const placeOf = new Map<string, Ribbon>();
  for (const i of drawn) {
    const life = lives[i];
    const y = middles.get(lanes[i])!;
    const ribbon = { life, y, reach: reachOf(largest(life)), ...spans[i], path: areaOf(life, y, room, reachOf) };
    ribbons.push(ribbon);
    placeOf.set(life.coalition, ribbon);
    for (const turn of turnsOf(life)) turns.push({ life, turn, x: x(turn.seq), y });
  }
  turns.sort((a, b) => a.turn.seq - b.turn.seq);
  const links = ribbons.flatMap(({ life, y, from, to }) => {
    const paths: string[] = [];
    const parent = life.born.kind === "split" && life.born.relative ? placeOf.get(life.born.relative) : undefined;
    if (parent && parent.from <= from)
      paths.push(curve(Math.max(parent.from, from - 2 * EASE), parent.y, from + EASE, y));
    const heir = life.ended?.kind === "merged" && life.ended.relative ? placeOf.get(life.ended.relative) : undefined;
    if (heir && heir.to >= to) paths.push(curve(to - EASE, y, Math.min(heir.to, to + 2 * EASE), heir.y));
    return paths.map((path) => ({ life, path }));
  });
  return { height: Math.max(top, 4 * GAP), ribbons, links, turns, left: lives.length - drawn.length };
}

/** The ribbon at (x, y) px, and its change that is nearest to x, if one is within reach. */
export function lifeAt(
  chart: LifelineChart,
  x: number,
  y: number,
): { readonly ribbon: Ribbon; readonly turn: Turn | undefined } | undefined {
  const within = chart.ribbons.filter(({ from, to }) => from - EASE <= x && x <= to + EASE);
  const distance = (ribbon: Ribbon) => Math.max(0, Math.abs(ribbon.y - y) - ribbon.reach);
  const ribbon = within.sort((a, b) => distance(a) - distance(b))[0];
  if (!ribbon || distance(ribbon) > GAP) return undefined;
  let turn: ChartTurn | undefined;
  for (const each of chart.turns) {
    if (each.life !== ribbon.life || Math.abs(each.x - x) > EASE) continue;
    if (!turn || Math.abs(each.x - x) <= Math.abs(turn.x - x)) turn = each;
  }
  return { ribbon, turn: turn?.turn };
}

/** All that happened to a coalition, oldest first. */
export function turnsOf({ born, changes, ended }: Lifeline): readonly Turn[] {
  return ended ? [born, ...changes, ended] : [born, ...changes];
}

/** How many it was after event `seq`, 0 before and after its life. */
export function sizeAt(life: Lifeline, seq: number): number {
  if (seq < life.born.seq || (life.ended && seq >= life.ended.seq)) return 0;
  let { size } = life.born;
  for (const change of life.changes) {
    if (change.seq > seq) break;
    size = change.size;
  }
  return size;
}

function largest({ born, changes }: Lifeline): number {
  return changes.reduce((most, { size }) => Math.max(most, size), born.size);
}

/** Those that have the most area, in as many lanes as there is room for; the one in focus always. In the order given. */
function choose(
  lives: readonly Lifeline[],
  spans: readonly { readonly from: number; readonly to: number }[],
  lanes: readonly number[],
  { most, focus }: ChartRoom,
): number[] {
  const room = Math.max(1, Math.floor((most - GAP) / (LEAST + GAP)));
  const areas = lives.map((life, i) =>
    life.coalition === focus ? Infinity : largest(life) * (spans[i].to - spans[i].from + 1),
  );
  const taken = new Set<number>();
  const chosen: number[] = [];
  for (const i of lives.map((_, i) => i).sort((a, b) => areas[b] - areas[a] || a - b)) {
    if (chosen.length === MOST) break;
    if (!taken.has(lanes[i]) && taken.size === room) continue;
    taken.add(lanes[i]);
    chosen.push(i);
  }
  return chosen.sort((a, b) => a - b);
}

/**
 * The area of a ribbon: from a point (or, of one that was there before all that is known, at once) over its sizes to a point,
 * or as far as the run. Changes closer than a pixel are one.
 */
function areaOf(life: Lifeline, y: number, { width, x }: ChartRoom, reachOf: (size: number) => number): string {
  const { born, ended } = life;
  const to = ended ? x(ended.seq) : width;
  const steps: { x: number; reach: number }[] = [];
  for (const { seq, size } of [born, ...life.changes]) {
    const at = x(seq);
    const before = steps.at(-1);
    if (before && at - before.x < 1) before.reach = reachOf(size);
    else steps.push({ x: at, reach: reachOf(size) });
  }
  /** Points of the upper edge, from each to the next by a soft step or a straight line. */
  const edge: (readonly [x: number, reach: number])[] = [[steps[0].x, steps[0].x <= 0 ? steps[0].reach : 0]];
  steps.forEach((step, i) => {
    const end = i + 1 < steps.length ? steps[i + 1].x : to - (ended ? EASE : 0);
    edge.push([Math.max(step.x, Math.min(step.x + EASE, end)), step.reach]);
    edge.push([Math.max(step.x, end), step.reach]);
  });
  if (ended) edge.push([Math.max(to, edge.at(-1)![0]), 0]);
  const upper = edge.map(([at, reach]) => [at, y - reach] as const);
  const lower = edge.map(([at, reach]) => [at, y + reach] as const).reverse();
  return `M${point(upper[0])}${soft(upper)}L${point(lower[0])}${soft(lower)}Z`;
}

/** On from the first point through the others, level at each. */
function soft(points: readonly (readonly [number, number])[]): string {
  let path = "";
  for (let i = 1; i < points.length; i++) {
    const [[ax, ay], [bx, by]] = [points[i - 1], points[i]];
    path +=
      ay === by
        ? `L${point([bx, by])}`
        : `C${point([(ax + bx) / 2, ay])} ${point([(ax + bx) / 2, by])} ${point([bx, by])}`;
  }
  return path;
}

function curve(ax: number, ay: number, bx: number, by: number): string {
  return `M${point([ax, ay])}${soft([
    [ax, ay],
    [bx, by],
  ])}`;
}

function point([x, y]: readonly [number, number]): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
