import { pointOf } from "../../scene/scatter.ts";
import type { Letters } from "./lettering.ts";
import { markPainter } from "../kit/mark-painter.ts";
import { inPlot, paintGround, paintPoint, paintWords, prepare } from "./paint.ts";
import type { Renderer } from "./renderer.ts";
import { webglMarks } from "./webgl-marks.ts";

/**
 * Draws the scatter of a crowd: its marks with WebGL2 between two 2D canvases, one for what lies below them (axes, outlines) and
 * one for what lies above (names, the selected). Where there is no WebGL2, or its context is lost for a while, the marks are
 * stamped on the lower canvas, without their glide.
 * @param again called when the picture can be drawn anew after a loss
 */
export function webglRenderer(letters: Letters, again: () => void): Renderer {
  const [below, middle, above] = [0, 1, 2].map(() => document.createElement("canvas"));
  const stamps = markPainter(below.getContext("2d")!);
  const marks = markPainter(above.getContext("2d")!);
  const webgl = webglMarks(middle, again);
  return {
    canvases: [below, middle, above],
    draw(scene, density, marked, crowd) {
      const ground = prepare(below, scene, density);
      paintGround(ground, scene, letters.lettering);
      if (!crowd || !webgl?.draw(scene, density, crowd)) inPlot(ground, scene, () => stamps.crowd(scene, density));
      const over = prepare(above, scene, density);
      inPlot(over, scene, () => {
        for (const point of scene.points) paintPoint(over, marks, point, scene, density, marked);
        const under = marked === undefined ? undefined : pointOf(scene, marked);
        if (under && !under.selected) paintPoint(over, marks, under, scene, density, marked);
      });
      paintWords(over, scene, letters.lettering);
    },
    close: () => webgl?.close(),
  };
}
