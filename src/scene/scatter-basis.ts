import { weighted } from "../projection/linear.ts";
import { advance, type LiveBasis } from "../projection/live-basis.ts";
import { coordinates, type PlanarBasis } from "../projection/projection.ts";
import { projectionById } from "../projection/registry.ts";
import { TRAITS } from "../sim/eigenvector.ts";
import type { TownState } from "../sim/state.ts";
import { domainOf, type Domain } from "./scatter-frame.ts";

/**
 * The plane in which a town is shown at a moment, and the part of it worth seeing: a function of the state alone, constant
 * within a phase. So whoever watches, joins late or scrubs back sees the same picture of the same moment.
 */
export type ShownBasis = {
  readonly basis: PlanarBasis;
  readonly domain: Domain;
  /** Which plane is shown is nearly a matter of chance: the second and third eigenvalues are close. */
  readonly unstable: boolean;
};

/**
 * How many steps the principal axes go from the founding's toward those of this phase's beginning. They face as the
 * founding's do, so nothing flips. Over 400 phases of the default town (seeds 1, 7, 42) four steps turn the axes by 9
 * degrees a phase at most and by 0.5 on average, and show 67 to 71 % of the variance; fitting afresh flips 6 to 8 times
 * for 69 to 72 %, eight steps turn by up to 23.
 */
const STEPS = 4;

/** The basis of `projection` (an id such as `pca` or `axes:warmth,trust`). Throws a RangeError for an unknown one and for an embedding. O(n). */
export function shownBasis(town: TownState, projection: string): ShownBasis {
  const n = town.citizens.length;
  const found = projectionById(projection, TRAITS);
  if (found.kind === "embedding") {
    throw new RangeError(
      `${found.label} has no plane: a viewer fits it where it watches; expected pca, axes:<trait>,<trait> or linear:<sum>;<sum>, got "${projection}"`,
    );
  }
  const live = found.id === "pca" ? principal(town, n) : undefined;
  const basis = live ?? inTraitUnits(found.fit(town.traitsAtPhaseStart, n));
  const domain = domainOf(coordinates(basis, town.traitsAtPhaseStart, n), coordinates(basis, town.temperament, n));
  return { basis, domain, unstable: live?.unstable ?? false };
}

function principal(town: TownState, n: number): LiveBasis {
  let live = advance(undefined, town.temperament, n, TRAITS);
  for (let step = 0; step < STEPS; step++) live = advance(live, town.traitsAtPhaseStart, n, TRAITS);
  // What the axes explain is said of the town as it is, not of its smoothed past.
  const now = weighted(town.traitsAtPhaseStart, n, TRAITS, live.x, live.y);
  const [x, y] = live.axes;
  return {
    ...live,
    axes: [
      { ...x, explained: now.axes[0].explained },
      { ...y, explained: now.axes[1].explained },
    ],
  };
}

/** Measured from zero instead of from the mean, so that an axis of one trait reads as that trait and holds still. */
function inTraitUnits(basis: PlanarBasis): PlanarBasis {
  return { ...basis, mean: new Float64Array(basis.mean.length) };
}
