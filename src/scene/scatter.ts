import type { Coalition } from "../sim/state.ts";
import { hull } from "./hull.ts";
import type { Theme } from "./palette.ts";
import { livingFocus, standingBack, type Cast } from "./scatter-cast.ts";
import type { Frame } from "./scatter-frame.ts";
import { namesOf, type Name } from "./scatter-names.ts";
import type { Outline } from "./scatter-outlines.ts";
import { makePoint, placeOf, radiusFor, type Everyone, type ScatterPoint } from "./scatter-point.ts";
import { ticksOf } from "./scatter-ticks.ts";
import { trailsOf, type Trail, type Way } from "./scatter-trails.ts";
import { causeArcs, type CauseArc, type CauseAmong } from "./scatter-why.ts";

/**
 * The scatter as it is to be seen, before anything draws it: outlines, marks, names and ticks in CSS pixels, in the order in
 * which they are to be drawn. Axis words are `scatter-axes.ts`. Colours are of one theme.
 */
export type ScatterScene = Everyone & {
  readonly theme: Theme;
  readonly ticks: ReturnType<typeof ticksOf>;
  readonly outlines: readonly Outline[];
  readonly trails: readonly Trail[];
  /** Those drawn one by one, what lies over what: everybody, or in a crowd the selected. */
  readonly points: readonly ScatterPoint[];
  readonly causes: readonly CauseArc[];
  readonly names: readonly Name[];
  /** Whether `points` are not all: the others are to be drawn from the columns below. */
  readonly crowded: boolean;
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
  /** By row, 1 for those who matter to a filter: the others stand back. */
  readonly involved?: Uint8Array | undefined;
  readonly jitter?: Float32Array | undefined;
  /** Ways behind citizens, in the plane. */
  readonly ways?: readonly Way[];
  /** What led to an event, the event first. */
  readonly causes?: readonly CauseAmong[];
  /** What is said of a citizen under their name when few are in sight. */
  readonly detail?: (row: number) => string;
  /** Whether the plane's units mean something: an embedding's don't. */
  readonly units?: boolean;
  /** In a crowd, which is drawn from its columns: the hull of a coalition in the plane, with no air. */
  readonly crowdHull?: (coalition: Coalition) => Float64Array;
};

/** How far a hull keeps from its members' marks, as a multiple of the mark's radius. */
const HULL_AIR = 2.6;

/** The share of a crowd from which on a group is outlined though it is not in focus. */
const LARGE = 0.02;
/** In a crowd, more than so many of the selected are not drawn one by one. */
const MOST_DRAWN = 500;

/**
 * The scene of a cast at its `positions` in the plane (x0, y0, x1, y1, ... by row), seen through `frame`.
 * Cost: linear in the cast, 4 ms for 5,000; as a crowd, whose marks are columns, 1 ms for 100,000.
 */
export function scatterScene(
  cast: Cast,
  positions: ArrayLike<number>,
  frame: Frame,
  options: ScatterOptions,
): ScatterScene {
  const { theme, jitter, involved, crowdHull, units = true } = options;
  const focus = livingFocus(cast, options.focus);
  const selected = [...options.selected].flatMap((id) => cast.rowOf(id) ?? []);
  const radius = radiusFor(cast.size, frame);
  const back = standingBack(cast, focus, selected, involved);
  const everyone: Everyone = { cast, frame, positions, radius, jitter, back };
  const chosen = new Set(selected);
  const crowded = crowdHull !== undefined;
  const rows = crowded ? selected.slice(0, MOST_DRAWN) : cast.members.map(({ row }) => row);
  const points = byProminence(rows.map((row) => makePoint(everyone, theme, row, chosen.has(row))));

  const outlines = cast.notable(focus).flatMap(({ key, coalition, mark }): Outline[] => {
    if (!coalition || coalition.members.length === 0) return [];
    // One of a thousand groups of a dozen says nothing by its outline.
    if (crowded && focus !== key && coalition.members.length < cast.size * LARGE) return [];
    const shape = crowdHull?.(coalition) ?? hull(positions, coalition.members, 0);
    const focused = focus === key;
    const dimmed = focus !== "" && !focused;
    const named = focused || (mark.labelled && !dimmed && !crowded);
    const vertices = onScreen(shape, frame, radius * HULL_AIR);
    return [{ coalition, vertices, colour: mark.fill[theme], dimmed, named, focused }];
  });
  const causes = causeArcs(options.causes ?? [], (row) => placeOf(everyone, row));
  return {
    ...everyone,
    theme,
    ticks: units ? ticksOf(frame) : { x: [], y: [] },
    outlines,
    trails: trailsOf(options.ways ?? [], everyone, theme),
    points,
    causes,
    names: namesOf({ everyone, points, outlines, causes, crowded }, options),
    crowded,
  };
}

/** A citizen of the scene, drawn one by one or not. */
export function pointOf(scene: ScatterScene, row: number): ScatterPoint {
  return scene.points.find(({ member }) => member.row === row) ?? makePoint(scene, scene.theme, row, false);
}

/** A hull of the plane on the screen, with `air` px around it. Its vertices have the same order; up is down. */
function onScreen(shape: Float64Array, { originX, originY, scale }: Frame, air: number): Float64Array {
  return shape.map((value, i) =>
    i % 2 === 0 ? originX + scale * value + air * UNIT[i] : originY - scale * value - air * UNIT[i],
  );
}

/** The hull of a disc of radius 1: what one grows by, vertex by vertex, when its radius grows by 1. */
const UNIT = hull([0, 0], [0], 1);

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
