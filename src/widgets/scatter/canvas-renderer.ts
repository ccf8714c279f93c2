import { markPainter } from "../kit/mark-painter.ts";
import type { Letters } from "./lettering.ts";
import { inPlot, paintGround, paintPoint, paintWords, prepare } from "./paint.ts";
import type { Renderer } from "./renderer.ts";

/**
 * Draws the scatter on one 2D canvas. With Chromium's software rendering on two cores a frame, scene included, takes 1 to 3 ms
 * of script for 25 citizens, and 5 for 1,000.
 */
export function canvasRenderer(letters: Letters): Renderer {
  const canvas = document.createElement("canvas");
  const marks = markPainter(canvas.getContext("2d")!);
  return {
    canvases: [canvas],
    draw(scene, density, marked) {
      const context = prepare(canvas, scene, density);
      paintGround(context, scene, letters.lettering);
      inPlot(context, scene, () => {
        for (const point of scene.points) paintPoint(context, marks, point, scene, density, marked);
      });
      paintWords(context, scene, letters.lettering);
    },
    close() {},
  };
}
