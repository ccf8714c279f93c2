/**
 * Where the plane of the projection lies on the screen. The domain (which part of the plane is worth seeing) moves in
 * steps, so that the picture holds still while citizens drift; the camera is what the viewer does to it.
 */

/** A box of the plane, in trait units. */
export type Domain = { readonly left: number; readonly right: number; readonly bottom: number; readonly top: number };

/** The viewer's zoom and pan: `screen = fitted x zoom + (x, y)`, in CSS pixels from the widget's corner. */
export type Camera = { readonly zoom: number; readonly x: number; readonly y: number };

/** An affine map, `x px = originX + scale * x` and `y px = originY - scale * y` (equal units on both axes), and its plot. */
export type Frame = {
  readonly width: number;
  readonly height: number;
  /** The plot's edges in CSS pixels; axes and their words lie outside. */
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly scale: number;
  /** How much of the scale is the viewer's doing. */
  readonly zoom: number;
  readonly originX: number;
  readonly originY: number;
};

export const AT_REST: Camera = { zoom: 1, x: 0, y: 0 };
const CLOSEST = 40;
const FURTHEST = 0.5;

/** Share of the points' extent that is left free around them, and the step to which the domain's edges are rounded out. */
const AIR = 0.08;
const STEP = 0.1;

/**
 * The domain of points in the plane, `x0, y0, x1, y1, ...`: their box with air around it, its edges rounded out to
 * tenths. Give it points that change seldom (as the phase began, say). At least 0.4 wide and high.
 */
export function domainOf(...pointSets: readonly ArrayLike<number>[]): Domain {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const points of pointSets) {
    for (let i = 0; i < points.length; i += 2) {
      left = Math.min(left, points[i]);
      right = Math.max(right, points[i]);
      bottom = Math.min(bottom, points[i + 1]);
      top = Math.max(top, points[i + 1]);
    }
  }
  if (left > right) return { left: -1, right: 1, bottom: -1, top: 1 };
  const [x0, x1] = roundOut(left, right);
  const [y0, y1] = roundOut(bottom, top);
  return { left: x0, right: x1, bottom: y0, top: y1 };
}

function roundOut(least: number, most: number): readonly [number, number] {
  const air = Math.max((most - least) * AIR, 0.15 - (most - least) / 2);
  return [Math.floor((least - air) / STEP) * STEP, Math.ceil((most + air) / STEP) * STEP];
}

/** Fits the domain into a widget of `width` x `height` CSS pixels, then applies the camera. */
export function frameOf(width: number, height: number, domain: Domain, camera: Camera = AT_REST): Frame {
  const margin =
    width < 520 ? { left: 32, right: 4, top: 8, bottom: 26 } : { left: 40, right: 16, top: 16, bottom: 28 };
  const plot = {
    left: margin.left,
    right: Math.max(margin.left + 1, width - margin.right),
    top: margin.top,
    bottom: Math.max(margin.top + 1, height - margin.bottom),
  };
  return frameIn({ width, height, plot }, domain, camera);
}

/** The same where the plot is wanted elsewhere in the widget. */
export function frameIn(
  { width, height, plot }: Pick<Frame, "width" | "height" | "plot">,
  domain: Domain,
  camera: Camera = AT_REST,
): Frame {
  const fitted = Math.min(
    (plot.right - plot.left) / (domain.right - domain.left),
    (plot.bottom - plot.top) / (domain.top - domain.bottom),
  );
  const x = (plot.left + plot.right) / 2 - (fitted * (domain.left + domain.right)) / 2;
  const y = (plot.top + plot.bottom) / 2 + (fitted * (domain.bottom + domain.top)) / 2;
  return {
    width,
    height,
    plot,
    scale: fitted * camera.zoom,
    zoom: camera.zoom,
    originX: x * camera.zoom + camera.x,
    originY: y * camera.zoom + camera.y,
  };
}

/** The camera zoomed by `factor` so that the place under (x, y) px stays there. Zoom stays within 0.5 and 40. */
export function zoomAt(camera: Camera, factor: number, x: number, y: number): Camera {
  const zoom = Math.min(CLOSEST, Math.max(FURTHEST, camera.zoom * factor));
  const ratio = zoom / camera.zoom;
  return { zoom, x: x - (x - camera.x) * ratio, y: y - (y - camera.y) * ratio };
}
