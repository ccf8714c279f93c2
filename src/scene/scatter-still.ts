import { coordinates, type PlanarBasis } from "../projection/projection.ts";
import { TRAITS } from "../sim/eigenvector.ts";
import type { TownState } from "../sim/state.ts";
import type { Theme } from "./palette.ts";
import { scatterScene, type ScatterScene } from "./scatter.ts";
import { axisWords, type AxisWords } from "./scatter-axes.ts";
import { shownBasis } from "./scatter-basis.ts";
import { castOf, type Cast } from "./scatter-cast.ts";
import { frameOf, type Domain } from "./scatter-frame.ts";
import { jitterOf } from "./scatter-jitter.ts";

/** The scatter of one moment for those who don't watch it move: what every still picture of it is made from. */
export type Still = {
  readonly town: TownState;
  readonly projection: string;
  readonly basis: PlanarBasis;
  readonly axes: readonly [x: AxisWords, y: AxisWords];
  readonly unstable: boolean;
  readonly domain: Domain;
  readonly cast: Cast;
  /** x0, y0, x1, y1, ... by row, in trait units. */
  readonly positions: Float64Array;
};

/** @throws RangeError for a projection that is unknown, or a town where nobody lives */
export function still(town: TownState, projection: string): Still {
  const { basis, domain, unstable } = shownBasis(town, projection);
  const positions = coordinates(basis, town.traits, town.citizens.length);
  return { town, projection, basis, axes: axisWords(basis), unstable, domain, cast: castOf(town), positions };
}

/** What a still picture is of, besides its town: the viewer's choices. */
export type Paper = {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  /** A legend key that stands out; "" by default. */
  readonly focus?: string;
  /** Ids of citizens with a halo; nobody by default. */
  readonly selected?: readonly string[];
  /** Whether marks give way to each other; not by default. */
  readonly jitter?: boolean;
  /** An embedding's picture instead of the plane's: x0, y0, x1, y1, ... by row, and what is worth seeing of it. */
  readonly embedded?: { readonly positions: ArrayLike<number>; readonly domain: Domain };
  /** Where names lay in the picture before, by key, so that they stay. */
  readonly places?: ReadonlyMap<string, number>;
};

/** Its scene on paper, where no font can be asked how wide a name is. */
export function sceneOf({ town, cast, positions, domain }: Still, paper: Paper): ScatterScene {
  const { width, height, theme, focus = "", selected = [], jitter = false, embedded, places } = paper;
  const frame = frameOf(width, height, embedded?.domain ?? domain);
  return scatterScene(cast, embedded?.positions ?? positions, frame, {
    theme,
    focus,
    selected: new Set(selected),
    measure: widthOf,
    jitter: jitter ? jitterOf(town.citizens) : undefined,
    units: embedded === undefined,
    ...(places && { places }),
  });
}

/** Size of names in px, and how wide a letter is on average, in em: that of Roboto and its like. */
export const NAME_SIZE = 12;
const MEAN_ADVANCE = 0.54;

export function widthOf(text: string): number {
  return text.length * MEAN_ADVANCE * NAME_SIZE;
}

/** The same as data: what a program needs to draw it by itself. */
export type ScatterData = {
  readonly seq: number;
  readonly projection: string;
  /** The second and third principal components explain nearly the same: which plane is shown is almost a matter of chance. */
  readonly unstable: boolean;
  readonly axes: readonly [x: AxisData, y: AxisData];
  readonly domain: Domain;
  readonly points: readonly PointData[];
};

type AxisData = {
  readonly label: string;
  /** Share of the variance along it, 0 to 1. */
  readonly explained: number;
  readonly sentence: string;
  /** A point's coordinate is the sum of (trait - mean) x weight. */
  readonly weights: Readonly<Record<string, number>>;
};

type PointData = {
  readonly citizen: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly kind: "member" | "bridge" | "unaffiliated";
  readonly coalitions: readonly string[];
};

export function scatterData({ town, projection, unstable, basis, axes, domain, cast, positions }: Still): ScatterData {
  const axis = (weights: Float64Array, index: 0 | 1): AxisData => ({
    label: basis.axes[index].label,
    explained: basis.axes[index].explained,
    sentence: axes[index].sentence,
    weights: Object.fromEntries(TRAITS.map((trait, k) => [trait, weights[k]])),
  });
  return {
    seq: town.seq,
    projection,
    unstable,
    axes: [axis(basis.x, 0), axis(basis.y, 1)],
    domain,
    points: cast.members.map(({ row, id, name, kind, coalitions }) => ({
      citizen: id,
      name,
      x: positions[2 * row],
      y: positions[2 * row + 1],
      kind,
      coalitions: coalitions.map((coalition) => coalition.id),
    })),
  };
}
