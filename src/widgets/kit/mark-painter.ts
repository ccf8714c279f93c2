import { NEUTRALS, type Theme } from "../../scene/palette.ts";
import { pointOf, type ScatterScene } from "../../scene/scatter.ts";
import { looksOf } from "../../scene/scatter-looks.ts";
import { extentOf, placeOf, type ScatterPoint } from "../../scene/scatter-point.ts";
import { arcPath, shapePath } from "../../scene/scatter-shape.ts";

/**
 * Paints marks: each by its outline, or, for crowds, stamped from a picture that is made once for each look. A stamp lands
 * on whole device pixels, so it is as sharp, and half a device pixel off at most.
 */
export function markPainter(context: CanvasRenderingContext2D) {
  const paths = new Map<string, Path2D>();
  const stamps = new Map<string, HTMLCanvasElement>();

  /** Path data as a path, parsed once. */
  function path(data: string): Path2D {
    let known = paths.get(data);
    if (!known) paths.set(data, (known = new Path2D(data)));
    return known;
  }

  function outlines(
    to: CanvasRenderingContext2D,
    { member, radius, fill, outline, ring }: ScatterPoint,
    ground: string,
  ): void {
    const shape = path(shapePath(member.mark.shape, radius));
    if (member.mark.shape === "ring") {
      to.fillStyle = ground;
      to.fill(shape);
      to.strokeStyle = outline;
      to.lineWidth = Math.max(1, radius * 0.32);
      to.stroke(shape);
    } else {
      // A breath of ground keeps marks apart where they overlap.
      to.strokeStyle = ground;
      to.lineWidth = 2.5;
      to.stroke(shape);
      to.fillStyle = fill;
      to.fill(shape);
      to.strokeStyle = outline;
      // A small mark would be nothing but its line.
      to.lineWidth = Math.min(1, radius * 0.24);
      to.stroke(shape);
    }
    to.lineWidth = Math.max(1.5, radius * 0.36);
    for (const [i, colour] of ring.entries()) {
      to.strokeStyle = colour;
      to.stroke(path(arcPath(i, ring.length, radius * 1.8)));
    }
  }

  /** The picture of a look, with its middle in its middle. */
  function stamp(point: ScatterPoint, ground: string, density: number): HTMLCanvasElement {
    const { member, radius, fill, ring } = point;
    const look = `${member.mark.shape} ${fill} ${ring.join(" ")} ${radius} ${ground} ${density}`;
    let known = stamps.get(look);
    if (!known) {
      const half = Math.ceil((extentOf(point) * 1.5 + 2) * density);
      known = document.createElement("canvas");
      known.width = known.height = 2 * half;
      const to = known.getContext("2d")!;
      to.setTransform(density, 0, 0, density, half, half);
      outlines(to, point, ground);
      stamps.set(look, known);
    }
    return known;
  }

  function put(picture: HTMLCanvasElement, x: number, y: number, density: number): void {
    const left = Math.round(x * density - picture.width / 2) / density;
    const top = Math.round(y * density - picture.height / 2) / density;
    context.drawImage(picture, left, top, picture.width / density, picture.height / density);
  }

  return {
    /** Stamps everyone of a scene, whether they are among its points or not. 0.3 s for 100,000. */
    crowd(scene: ScatterScene, density: number): void {
      const { cast, back, theme } = scene;
      const { looks, order } = looksOf(cast, back);
      const pictures = new Map<number, HTMLCanvasElement>();
      for (const row of order) {
        let picture = pictures.get(looks[row]);
        if (!picture) pictures.set(looks[row], (picture = stamp(pointOf(scene, row), NEUTRALS.ground[theme], density)));
        context.globalAlpha = back[row] ? DIM : 1;
        const [x, y] = placeOf(scene, row);
        put(picture, x, y, density);
      }
      context.globalAlpha = 1;
    },
    /** Paints a mark where it lies; `context` is scaled by `density`. */
    paint(point: ScatterPoint, theme: Theme, density: number, stamped: boolean): void {
      const ground = NEUTRALS.ground[theme];
      const { x, y } = point;
      context.globalAlpha = point.dimmed ? DIM : 1;
      if (stamped) {
        put(stamp(point, ground, density), x, y, density);
      } else {
        context.translate(x, y);
        outlines(context, point, ground);
        context.translate(-x, -y);
      }
      context.globalAlpha = 1;
    },
  };
}

/** How much of a mark is left that stands back. */
export const DIM = 0.22;
