import { ABOVE, LABEL_HEIGHT, placeLabels, type Labelled } from "./scatter-labels.ts";
import type { Outline } from "./scatter-outlines.ts";
import { CAUSE_RADIUS, type CauseArc } from "./scatter-why.ts";
import { extentOf, HALO, placeOf, RING, type Everyone, type ScatterPoint } from "./scatter-point.ts";

/** A citizen's name, or that of a coalition which its look alone does not tell, or which is in focus. */
export type Name = {
  /** Tells one name from another over time: `citizen alice`, `coalition c3`. */
  readonly key: string;
  readonly text: string;
  /** A second line: more of a citizen, when few are in sight; else "". */
  readonly detail: string;
  /** Left end and vertical middle, of both lines together. */
  readonly x: number;
  readonly y: number;
  readonly place: number;
  readonly strong: boolean;
};

/** In a crowd there is no room for everyone's name, and no use in looking for it. */
const MOST_CONSIDERED = 400;
/** So few of a crowd in sight are no crowd. */
const FEW = 150;
/** So few in sight, at this zoom, have room for more than a name. */
const VERY_FEW = 14;
const NEAR = 2;

/** What there is to name. */
type Nameable = {
  readonly everyone: Everyone;
  readonly points: readonly ScatterPoint[];
  readonly outlines: readonly Outline[];
  readonly causes: readonly CauseArc[];
  /** `points` are the selected only. */
  readonly crowded: boolean;
};

type Wording = {
  readonly measure: (text: string) => number;
  readonly places?: ReadonlyMap<string, number>;
  readonly detail?: (row: number) => string;
};

/**
 * Names for those who stand out most, as long as there is room: the selected, coalitions, bridges, then the rest in focus.
 * Of a crowd only the selected and coalitions in focus, until the viewer has come so near that few are in sight.
 */
export function namesOf(
  { everyone, points, outlines, causes, crowded }: Nameable,
  { measure, places, detail }: Wording,
): readonly Name[] {
  const { plot, zoom } = everyone.frame;
  const sight = inSight(everyone);
  const near = sight !== undefined && sight.length <= VERY_FEW && zoom >= NEAR ? detail : undefined;
  const texts = new Map<string, Pick<Name, "text" | "detail" | "strong">>();
  const wanted: Labelled[] = [];
  const before = new Map(places);
  const want = (key: string, words: Pick<Name, "text" | "detail" | "strong">, x: number, y: number, radius: number) => {
    if (x < plot.left || x > plot.right || y < plot.top || y > plot.bottom || wanted.length === MOST_CONSIDERED) return;
    if (texts.has(key)) return;
    texts.set(key, words);
    const width = Math.max(measure(words.text), words.detail === "" ? 0 : measure(words.detail));
    wanted.push({ key, x, y, radius, width, height: words.detail === "" ? LABEL_HEIGHT : 2 * LABEL_HEIGHT });
  };
  const nameCitizen = ({ member, x, y, radius, ring, selected }: Omit<ScatterPoint, "fill" | "outline" | "dimmed">) =>
    want(
      `citizen ${member.id}`,
      { text: member.name, detail: near?.(member.row) ?? "", strong: selected || member.kind === "bridge" },
      x,
      y,
      extentOf({ radius, ring }) + (selected ? HALO : 0),
    );

  for (const point of points) if (point.selected) nameCitizen(point);
  for (const { coalition, vertices, named } of outlines) {
    if (!named) continue;
    const key = `coalition ${coalition.id}`;
    if (!before.has(key)) before.set(key, ABOVE);
    const [x, y] = topOf(vertices);
    want(key, { text: coalition.name, detail: "", strong: true }, x, y, 0);
  }
  // Names may lie on marks that stand back.
  const marks = causes.map(({ x, y }): { x: number; y: number; radius: number } => ({ x, y, radius: CAUSE_RADIUS }));
  if (!crowded) {
    for (let i = points.length - 1; i >= 0 && wanted.length < MOST_CONSIDERED; i--) {
      if (!points[i].dimmed && !points[i].selected) nameCitizen(points[i]);
    }
    for (const point of points) if (!point.dimmed) marks.push({ x: point.x, y: point.y, radius: extentOf(point) });
  } else if (sight && sight.length <= FEW) {
    for (const row of sight) {
      if (everyone.back[row]) continue;
      const [x, y] = placeOf(everyone, row);
      const member = everyone.cast.member(row);
      nameCitizen({
        member,
        x,
        y,
        radius: everyone.radius,
        ring: member.kind === "bridge" ? ["arcs"] : [],
        selected: false,
      });
      marks.push({ x, y, radius: member.kind === "bridge" ? everyone.radius * RING : everyone.radius });
    }
  }
  return placeLabels(wanted, marks, plot, before).map((label) => ({
    ...label,
    ...(texts.get(label.key) as Pick<Name, "text" | "detail" | "strong">),
  }));
}

/** The rows that lie in the plot; undefined when they are many. */
function inSight(everyone: Everyone): readonly number[] | undefined {
  const { frame, positions, cast } = everyone;
  const { plot, originX, originY, scale } = frame;
  const rows: number[] = [];
  for (let row = 0; row < cast.size; row++) {
    const x = originX + scale * positions[2 * row];
    const y = originY - scale * positions[2 * row + 1];
    if (x < plot.left || x > plot.right || y < plot.top || y > plot.bottom) continue;
    if (rows.push(row) > FEW) return undefined;
  }
  return rows;
}

function topOf(vertices: Float64Array): readonly [number, number] {
  let top = 1;
  for (let i = 3; i < vertices.length; i += 2) if (vertices[i] < vertices[top]) top = i;
  return [vertices[top - 1], vertices[top]];
}
