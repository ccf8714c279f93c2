import { NEUTRALS } from "../../scene/palette.ts";
import { extentOf, HALO, type Outline, type ScatterPoint, type ScatterScene } from "../../scene/scatter.ts";
import { markPainter } from "./mark-painter.ts";
import type { Renderer } from "./renderer.ts";

/** From more citizens than this on, marks are stamped. */
const CROWD = 400;

/**
 * Draws the scatter on a 2D canvas. With Chromium's software rendering on two cores a frame, scene included, takes 1 to 3 ms
 * of script for 25 citizens, 5 for 1,000 and 40 for 5,000.
 */
export function canvasRenderer(root: HTMLElement): Renderer {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d")!;
  const marks = markPainter(context);
  const widths = new Map<string, number>();
  let family = "";
  /** CSS pixels. */
  let size = 12;

  function grid({ ticks, frame, theme }: ScatterScene): void {
    const { plot } = frame;
    context.lineWidth = 1;
    context.strokeStyle = NEUTRALS.hairline[theme];
    context.beginPath();
    for (const x of ticks.x) {
      for (const y of ticks.y) {
        context.moveTo(crisp(x.at) - 3, crisp(y.at));
        context.lineTo(crisp(x.at) + 4, crisp(y.at));
        context.moveTo(crisp(x.at), crisp(y.at) - 3);
        context.lineTo(crisp(x.at), crisp(y.at) + 4);
      }
    }
    context.moveTo(plot.left, crisp(plot.bottom));
    context.lineTo(plot.right, crisp(plot.bottom));
    context.moveTo(crisp(plot.left), plot.top);
    context.lineTo(crisp(plot.left), plot.bottom);
    context.stroke();

    context.font = `400 ${size - 1}px ${family}`;
    context.fillStyle = NEUTRALS.muted[theme];
    context.textBaseline = "top";
    context.textAlign = "center";
    for (const { at, text } of ticks.x) {
      // The outermost stay on the canvas.
      const half = context.measureText(text).width / 2;
      context.fillText(text, Math.max(half, Math.min(at, frame.width - half)), plot.bottom + 7);
    }
    context.textBaseline = "middle";
    context.textAlign = "right";
    for (const { at, text } of ticks.y) context.fillText(text, plot.left - 7, at);
  }

  function outline({ vertices, colour, dimmed, focused }: Outline, thin: number): void {
    // Curves from the middle of one edge to the middle of the next: the same hull without its corners.
    const n = vertices.length;
    context.beginPath();
    context.moveTo((vertices[n - 2] + vertices[0]) / 2, (vertices[n - 1] + vertices[1]) / 2);
    for (let i = 0; i < n; i += 2) {
      const [x, y] = [vertices[i], vertices[i + 1]];
      context.quadraticCurveTo(x, y, (x + vertices[(i + 2) % n]) / 2, (y + vertices[(i + 3) % n]) / 2);
    }
    context.closePath();
    context.fillStyle = context.strokeStyle = colour;
    context.globalAlpha = dimmed ? 0.02 * thin : focused ? 0.16 : 0.08 * thin * thin;
    context.fill();
    context.globalAlpha = dimmed ? 0.15 * thin : focused ? 0.95 : 0.55 * Math.sqrt(thin);
    context.lineWidth = focused ? 1.75 : 1.25;
    context.stroke();
    context.globalAlpha = 1;
  }

  function halo(point: ScatterPoint, colour: string): void {
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(point.x, point.y, extentOf(point) + HALO - 1, 0, 2 * Math.PI);
    context.stroke();
  }

  return {
    canvas,
    fit(anew) {
      const style = getComputedStyle(root);
      const wanted = Number.parseFloat(style.getPropertyValue("--note")) || 12;
      if (!anew && style.fontFamily === family && wanted === size) return;
      [family, size] = [style.fontFamily, wanted];
      widths.clear();
    },
    measure(text) {
      let width = widths.get(text);
      if (width === undefined) {
        context.font = `500 ${size}px ${family}`;
        widths.set(text, (width = context.measureText(text).width));
      }
      return width;
    },
    draw(scene, density, marked) {
      const { frame, theme, outlines, points, names } = scene;
      const [width, height] = [Math.round(frame.width * density), Math.round(frame.height * density)];
      // Setting a size, even the same, clears the canvas and costs a new buffer.
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      context.setTransform(density, 0, 0, density, 0, 0);
      context.clearRect(0, 0, frame.width, frame.height);
      context.lineJoin = "round";
      grid(scene);

      context.save();
      context.beginPath();
      context.rect(frame.plot.left + 1, 0, frame.width, frame.plot.bottom - 1);
      context.clip();
      // Many outlines over each other would be mud.
      const thin = Math.min(1, 12 / outlines.length);
      for (const each of outlines) outline(each, thin);
      for (const each of points) {
        marks.paint(each, theme, density, points.length > CROWD);
        if (each.selected) halo(each, NEUTRALS.ink[theme]);
        else if (each.member.row === marked) halo(each, NEUTRALS.muted[theme]);
      }
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.strokeStyle = NEUTRALS.ground[theme];
      context.lineWidth = 3;
      for (const { text, x, y, strong } of names) {
        context.font = `${strong ? 500 : 400} ${size}px ${family}`;
        context.strokeText(text, x, y);
        context.fillStyle = strong ? NEUTRALS.ink[theme] : NEUTRALS.muted[theme];
        context.fillText(text, x, y);
      }
      context.restore();
    },
  };
}

/** A hairline lies on one row of pixels only at half coordinates. */
function crisp(value: number): number {
  return Math.round(value) + 0.5;
}
