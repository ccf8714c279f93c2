import { coalitionMark, type Theme } from "./palette.ts";
import { isInFocus, livingFocus, type Cast } from "./scatter-cast.ts";
import type { Camera, Domain } from "./scatter-frame.ts";
import { placeLabels, type Labelled } from "./scatter-labels.ts";
import { extentOf, HALO, type ScatterPoint } from "./scatter-point.ts";
import type { Society } from "./society-ties.ts";

/** The network of a town's strongest ties as it is to be seen, in CSS pixels, before anything draws it. */
export type SocietyScene = {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  /** In the order in which they are to be drawn, weakest first. */
  readonly ties: readonly TieLine[];
  /** Likewise: those who stand back first. */
  readonly points: readonly ScatterPoint[];
  readonly names: readonly SocietyName[];
};

type TieLine = {
  readonly from: ScatterPoint;
  readonly to: ScatterPoint;
  readonly weight: number;
  readonly width: number;
  /** `lit`: of someone who is marked or selected; `dimmed`: of someone who stands back. */
  readonly standing: "lit" | "plain" | "dimmed";
};

/** Left end and vertical middle of a name. */
type SocietyName = {
  readonly key: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly place: number;
  readonly strong: boolean;
};

export type SocietyOptions = {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** The part of the plane to fit, and what the viewer does to it. */
  readonly domain: Domain;
  readonly camera: Camera;
  /** A legend key, or "". */
  readonly focus: string;
  readonly selected: ReadonlySet<string>;
  /** The row under the pointer or the keyboard: all but their ties stand back. */
  readonly marked: number | undefined;
  /** Width of a name in CSS pixels. */
  readonly measure: (text: string) => number;
  /** Where names lay before, by key, so that they stay. */
  readonly places: ReadonlyMap<string, number>;
};

/** Free room around the network, so that marks, and names beside them, stay inside. */
const MARGIN = 18;
const MOST_CONSIDERED = 300;
const CROWD = 150;

/**
 * The scene of a society at its `positions` (x0, y0, x1, y1, ... by node; NaN: not placed yet, hence not seen).
 * Cost: linear in nodes and ties, then the names.
 */
export function societyScene(
  cast: Cast,
  society: Society,
  positions: ArrayLike<number>,
  options: SocietyOptions,
): SocietyScene {
  const { theme, width, height, selected, marked } = options;
  const focus = livingFocus(cast, options.focus);
  const { scale, left, top } = fit(options);
  const radius = radiusFor(society.rows.length, Math.min(width, height));
  const around = neighboursOf(society, marked);
  const near = neighboursOfMany(cast, society, selected);

  const members = society.partial ? undefined : cast.members;
  const points: (ScatterPoint | undefined)[] = Array.from(society.rows, (row, node) => {
    if (Number.isNaN(positions[2 * node])) return undefined;
    const member = members ? members[row] : cast.member(row);
    const { mark, kind, coalitions, id } = member;
    return {
      member,
      x: left + scale * positions[2 * node],
      y: top - scale * positions[2 * node + 1],
      radius,
      fill: mark.fill[theme],
      outline: mark.outline[theme],
      ring: kind === "bridge" ? coalitions.map(({ colour }) => coalitionMark(colour).fill[theme]) : [],
      dimmed: around ? !around.has(node) : !isInFocus(member, focus) && !selected.has(id),
      selected: selected.has(id),
    };
  });

  const ties: TieLine[] = [];
  for (let e = society.weights.length - 1; e >= 0; e--) {
    const [from, to] = [points[society.ends[2 * e]], points[society.ends[2 * e + 1]]];
    if (!from || !to) continue;
    const weight = society.weights[e];
    const isMarked = from.member.row === marked || to.member.row === marked;
    const lit = around ? isMarked : from.selected || to.selected;
    const back = around ? !isMarked : from.dimmed || to.dimmed;
    ties.push({
      from,
      to,
      weight,
      width: 0.6 + 3.4 * Math.abs(weight),
      standing: lit ? "lit" : back ? "dimmed" : "plain",
    });
  }
  ties.sort((a, b) => STANDINGS[a.standing] - STANDINGS[b.standing]);

  const seen = byProminence(points.filter((point) => point !== undefined));
  const wanted = seen.filter((point) => !point.dimmed || point.selected);
  const names = namesOf(wanted, (point) => near.has(point.member.row), options);
  return { width, height, theme, ties, points: seen, names };
}

const STANDINGS = { dimmed: 0, plain: 1, lit: 2 };

/** The point whose mark is nearest to (x, y) px and at most `slack` px beyond it, if any. */
export function societyPointAt(scene: SocietyScene, x: number, y: number, slack: number): ScatterPoint | undefined {
  let nearest: ScatterPoint | undefined;
  let least = Infinity;
  for (const point of scene.points) {
    const distance = Math.sqrt((point.x - x) ** 2 + (point.y - y) ** 2);
    if (distance > extentOf(point) + slack || distance > least) continue;
    nearest = point;
    least = distance;
  }
  return nearest;
}

function fit({ width, height, domain, camera }: SocietyOptions): { scale: number; left: number; top: number } {
  const room = [Math.max(1, width - 2 * MARGIN), Math.max(1, height - 2 * MARGIN)];
  const scale = Math.min(room[0] / (domain.right - domain.left), room[1] / (domain.top - domain.bottom));
  const left = width / 2 - (scale * (domain.left + domain.right)) / 2;
  const top = height / 2 + (scale * (domain.bottom + domain.top)) / 2;
  const { zoom, x, y } = camera;
  return { scale: scale * zoom, left: left * zoom + x, top: top * zoom + y };
}

/** As in the scatter: 6.5 px in a small town, less in a crowd and in a small picture. */
function radiusFor(population: number, side: number): number {
  const share = Math.min(1.2, Math.max(0.85, Math.sqrt(side / 480)));
  return Math.max(2, Math.round(4 * 6.5 * share * Math.min(1, Math.sqrt(120 / Math.max(1, population)))) / 4);
}

/** The nodes tied to a row, itself included; undefined when nobody is marked, or they are not in the picture. */
function neighboursOf({ rows, ends }: Society, marked: number | undefined): ReadonlySet<number> | undefined {
  if (marked === undefined) return undefined;
  const own = rows.indexOf(marked);
  if (own < 0) return undefined;
  const near = new Set([own]);
  for (let e = 0; e < ends.length; e += 2) {
    if (ends[e] === own) near.add(ends[e + 1]);
    if (ends[e + 1] === own) near.add(ends[e]);
  }
  return near;
}

/** The rows that are tied to someone selected. */
function neighboursOfMany(cast: Cast, { rows, ends }: Society, selected: ReadonlySet<string>): ReadonlySet<number> {
  const near = new Set<number>();
  if (selected.size === 0) return near;
  for (let e = 0; e < ends.length; e += 2) {
    const [a, b] = [rows[ends[e]], rows[ends[e + 1]]];
    if (selected.has(cast.member(a).id)) near.add(b);
    if (selected.has(cast.member(b).id)) near.add(a);
  }
  return near;
}

/** Those who stand back below, then the unaffiliated, members, bridges, and the selected on top. */
function byProminence(points: readonly ScatterPoint[]): readonly ScatterPoint[] {
  const layer = ({ dimmed, selected, member }: ScatterPoint) =>
    (selected ? 6 : 0) + (dimmed ? 0 : 3) + LAYERS[member.kind];
  return points.toSorted((a, b) => layer(a) - layer(b));
}

const LAYERS = { unaffiliated: 0, member: 1, bridge: 2 };

/** Names where there is room: first those who stand out most. */
function namesOf(
  points: readonly ScatterPoint[],
  isNear: (point: ScatterPoint) => boolean,
  { width, height, measure, places, marked }: SocietyOptions,
): readonly SocietyName[] {
  const rank = (point: ScatterPoint) =>
    point.member.row === marked ? 0 : point.selected ? 1 : isNear(point) ? 2 : point.member.kind === "bridge" ? 3 : 4;
  // In a crowd the few names for which there is room would be anybody's.
  const most = points.length > CROWD ? 3 : 4;
  const ranked = points
    .filter((point) => rank(point) <= most)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST_CONSIDERED);
  const wanted = ranked.map((point): Labelled => ({
    key: point.member.id,
    x: point.x,
    y: point.y,
    radius: extentOf(point) + (point.selected ? HALO : 0),
    width: measure(point.member.name),
  }));
  const byId = new Map(ranked.map((point) => [point.member.id, point]));
  const marks = points.map((point) => ({ x: point.x, y: point.y, radius: extentOf(point) }));
  const area = { left: 0, top: 0, right: width, bottom: height };
  return placeLabels(wanted, marks, area, places).map((label) => {
    const point = byId.get(label.key)!;
    const strong = point.selected || point.member.row === marked || point.member.kind === "bridge";
    return { ...label, text: point.member.name, strong };
  });
}
