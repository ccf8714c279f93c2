import { hull } from "./hull.ts";
import { coalitionMark, type Theme } from "./palette.ts";
import { isInFocus, livingFocus, notable, type Cast, type Member } from "./scatter-cast.ts";
import type { Coalition } from "../sim/state.ts";
import type { Frame } from "./scatter-frame.ts";
import { ABOVE, placeLabels, type Box, type Labelled } from "./scatter-labels.ts";
import { ticksOf } from "./scatter-ticks.ts";

/**
 * The scatter as it is to be seen, before anything draws it: outlines, marks, names and ticks in CSS pixels, in the order in
 * which they are to be drawn. Axis words are `scatter-axes.ts`. Colours are of one theme.
 */
export type ScatterScene = {
  readonly frame: Frame;
  readonly theme: Theme;
  readonly ticks: ReturnType<typeof ticksOf>;
  readonly outlines: readonly Outline[];
  readonly points: readonly ScatterPoint[];
  readonly names: readonly Name[];
};

/** The hull of a coalition: `hull.ts`'s vertices, x and y by turns. */
export type Outline = {
  readonly coalition: Coalition;
  readonly vertices: Float64Array;
  readonly colour: string;
  readonly dimmed: boolean;
  /** Its name is wanted: it is in focus, or another coalition looks the same. */
  readonly named: boolean;
  readonly focused: boolean;
};

export type ScatterPoint = {
  readonly member: Member;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill: string;
  readonly outline: string;
  /** Colours of a bridge's arcs, one for each of its coalitions; else empty. */
  readonly ring: readonly string[];
  readonly dimmed: boolean;
  readonly selected: boolean;
};

/** A citizen's name, or that of a coalition which its look alone does not tell, or which is in focus. */
export type Name = {
  /** Tells one name from another over time: `citizen alice`, `coalition c3`. */
  readonly key: string;
  readonly text: string;
  /** Left end and vertical middle. */
  readonly x: number;
  readonly y: number;
  readonly place: number;
  readonly strong: boolean;
};

export type ScatterOptions = {
  readonly theme: Theme;
  /** A legend key, or "". */
  readonly focus: string;
  readonly selected: ReadonlySet<string>;
  /** Width of a name in CSS pixels. */
  readonly measure: (text: string) => number;
  /** Where names lay before, by key, so that they stay. */
  readonly places?: ReadonlyMap<string, number>;
};

/** How far the halo around a selected mark reaches beyond it, in CSS pixels. */
export const HALO = 5;

/** How far a hull keeps from its members' marks, and the reach of a bridge's arcs, as multiples of the mark's radius. */
const HULL_AIR = 2.6;
const RING = 1.95;

/**
 * The scene of a cast at its `positions` in the plane (x0, y0, x1, y1, ... by row), seen through `frame`.
 * Cost: linear in the cast, 4 ms for 5,000.
 */
export function scatterScene(
  cast: Cast,
  positions: ArrayLike<number>,
  frame: Frame,
  options: ScatterOptions,
): ScatterScene {
  const { theme, selected } = options;
  const focus = livingFocus(cast, options.focus);
  const radius = radiusFor(cast.members.length, frame);
  const pixels = new Float64Array(2 * cast.members.length);
  for (let i = 0; i < pixels.length; i += 2) {
    pixels[i] = frame.originX + frame.scale * positions[i];
    pixels[i + 1] = frame.originY - frame.scale * positions[i + 1];
  }
  const unordered = cast.members.map((member): ScatterPoint => {
    const { row, mark, coalitions, kind } = member;
    return {
      member,
      x: pixels[2 * row],
      y: pixels[2 * row + 1],
      radius,
      fill: mark.fill[theme],
      outline: mark.outline[theme],
      ring: kind === "bridge" ? coalitions.map(({ colour }) => coalitionMark(colour).fill[theme]) : [],
      dimmed: !isInFocus(member, focus) && !selected.has(member.id),
      selected: selected.has(member.id),
    };
  });
  const points = byProminence(unordered);

  const outlines = notable(cast, focus).flatMap(({ key, coalition, mark }): Outline[] => {
    if (!coalition || coalition.members.length === 0) return [];
    const vertices = hull(pixels, coalition.members, radius * HULL_AIR);
    const focused = focus === key;
    const dimmed = focus !== "" && !focused;
    const named = focused || (mark.labelled && !dimmed);
    return [{ coalition, vertices, colour: mark.fill[theme], dimmed, named, focused }];
  });
  const names = namesOf(points, outlines, frame.plot, options);
  return { frame, theme, ticks: ticksOf(frame), outlines, points, names };
}

/** The point whose mark is nearest to (x, y) px and within reach of it (`slack` px beyond its mark), if any. */
export function pointAt(scene: ScatterScene, x: number, y: number, slack = 6): ScatterPoint | undefined {
  let nearest: ScatterPoint | undefined;
  let least = Infinity;
  for (const point of scene.points) {
    const distance = Math.hypot(point.x - x, point.y - y);
    if (distance > extentOf(point) + slack || distance > least) continue;
    nearest = point;
    least = distance;
  }
  return nearest;
}

/** How far a point's mark reaches, in CSS pixels, arcs included. */
export function extentOf({ radius, ring }: ScatterPoint): number {
  return ring.length > 0 ? radius * RING + 1 : radius;
}

/**
 * The radius of marks in CSS pixels: 6.5 in a small town, smaller in a crowd, and with the plot's smaller side a sixth less
 * to a third more. In quarters, so that a look is drawn once and not for every width of the window.
 */
function radiusFor(population: number, { plot }: Frame): number {
  const side = Math.min(plot.right - plot.left, plot.bottom - plot.top);
  const share = Math.min(1.35, Math.max(0.85, Math.sqrt(side / 560)));
  return Math.max(2, Math.round(4 * 6.5 * share * Math.min(1, Math.sqrt(120 / population))) / 4);
}

/** What lies over what: those out of focus below, then the unaffiliated, members, bridges, and the selected on top. */
function byProminence(points: readonly ScatterPoint[]): readonly ScatterPoint[] {
  const layers = Array.from({ length: 12 }, (): ScatterPoint[] => []);
  for (const point of points) {
    const { dimmed, selected, member } = point;
    layers[(selected ? 6 : 0) + (dimmed ? 0 : 3) + LAYERS[member.kind]].push(point);
  }
  return layers.flat();
}

const LAYERS = { unaffiliated: 0, member: 1, bridge: 2 };

/** In a crowd there is no room for everyone's name, and no use in looking for it. */
const MOST_CONSIDERED = 400;

/** Names for those who stand out most, as long as there is room: the selected, coalitions, bridges, then the rest in focus. */
function namesOf(
  points: readonly ScatterPoint[],
  outlines: readonly Outline[],
  plot: Box,
  { measure, places }: ScatterOptions,
): readonly Name[] {
  const texts = new Map<string, { readonly text: string; readonly strong: boolean }>();
  const wanted: Labelled[] = [];
  const before = new Map(places);
  const want = (key: string, text: string, strong: boolean, x: number, y: number, radius: number) => {
    if (x < plot.left || x > plot.right || y < plot.top || y > plot.bottom || wanted.length === MOST_CONSIDERED) return;
    texts.set(key, { text, strong });
    wanted.push({ key, x, y, radius, width: measure(text) });
  };
  const nameCitizen = (point: ScatterPoint) => {
    const { id, name, kind } = point.member;
    want(
      `citizen ${id}`,
      name,
      point.selected || kind === "bridge",
      point.x,
      point.y,
      extentOf(point) + (point.selected ? HALO : 0),
    );
  };
  for (const point of points) if (point.selected) nameCitizen(point);
  for (const { coalition, vertices, named } of outlines) {
    if (!named) continue;
    const key = `coalition ${coalition.id}`;
    if (!before.has(key)) before.set(key, ABOVE);
    const [x, y] = topOf(vertices);
    want(key, coalition.name, true, x, y, 0);
  }
  for (let i = points.length - 1; i >= 0 && wanted.length < MOST_CONSIDERED; i--) {
    if (!points[i].dimmed && !points[i].selected) nameCitizen(points[i]);
  }
  // Names may lie on marks that stand back.
  const marks = points
    .filter(({ dimmed }) => !dimmed)
    .map((point) => ({ x: point.x, y: point.y, radius: extentOf(point) }));
  return placeLabels(wanted, marks, plot, before).map((label) => ({
    ...label,
    ...(texts.get(label.key) as { text: string; strong: boolean }),
  }));
}

function topOf(vertices: Float64Array): readonly [number, number] {
  let top = 1;
  for (let i = 3; i < vertices.length; i += 2) if (vertices[i] < vertices[top]) top = i;
  return [vertices[top - 1], vertices[top]];
}
