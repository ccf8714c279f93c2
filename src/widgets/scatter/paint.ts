import { NEUTRALS } from "../../scene/palette.ts";
import type { ScatterScene } from "../../scene/scatter.ts";
import type { Name } from "../../scene/scatter-names.ts";
import type { Outline } from "../../scene/scatter-outlines.ts";
import { extentOf, HALO, type ScatterPoint } from "../../scene/scatter-point.ts";
import { trailStrength, type Trail } from "../../scene/scatter-trails.ts";
import { CAUSE_RADIUS, type CauseArc } from "../../scene/scatter-why.ts";
import { markPainter } from "../kit/mark-painter.ts";

/** A scatter scene on a 2D canvas, layer by layer. Every context is to be scaled to CSS pixels. */

/** What names and numbers are written in; `size` is of names, in CSS pixels. */
export type Lettering = { readonly family: string; readonly size: number };

/**
 * The whole picture on a canvas of any density: cleared, sized, and painted, its ground too. For export.
 * Linear in citizens: as many as there are, one by one.
 */
export function paintScene(
  canvas: HTMLCanvasElement,
  scene: ScatterScene,
  density: number,
  lettering: Lettering,
): void {
  const context = prepare(canvas, scene, density);
  const { frame, theme } = scene;
  context.fillStyle = NEUTRALS.ground[theme];
  context.fillRect(0, 0, frame.width, frame.height);
  paintGround(context, scene, lettering);
  const marks = markPainter(context);
  if (scene.crowded) inPlot(context, scene, () => marks.crowd(scene, density));
  inPlot(context, scene, () => {
    for (const point of scene.points) paintPoint(context, marks, point, scene, density, undefined);
  });
  paintWords(context, scene, lettering);
}

/** Sizes a canvas for a scene and clears it; its context, scaled to CSS pixels. */
export function prepare(canvas: HTMLCanvasElement, { frame }: ScatterScene, density: number): CanvasRenderingContext2D {
  const context = canvas.getContext("2d")!;
  resize(canvas, frame, density);
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, frame.width, frame.height);
  context.lineJoin = "round";
  return context;
}

/** Setting a size, even the same, clears a canvas and costs a new buffer: only if it is another. */
export function resize(
  canvas: HTMLCanvasElement,
  frame: { readonly width: number; readonly height: number },
  density: number,
): void {
  const [width, height] = [Math.round(frame.width * density), Math.round(frame.height * density)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

/** Paints nothing beyond the axes. */
export function inPlot(context: CanvasRenderingContext2D, { frame }: ScatterScene, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(frame.plot.left + 1, 0, frame.width, frame.plot.bottom - 1);
  context.clip();
  paint();
  context.restore();
}

/** What lies below the marks: axes, outlines, trails. */
export function paintGround(context: CanvasRenderingContext2D, scene: ScatterScene, lettering: Lettering): void {
  grid(context, scene, lettering);
  inPlot(context, scene, () => {
    // Many outlines over each other would be mud.
    const thin = Math.min(1, 12 / scene.outlines.length);
    for (const each of scene.outlines) outline(context, each, thin);
    for (const each of scene.trails) trail(context, each);
  });
}

/** A mark, with a halo if it is selected or the `marked` row. */
export function paintPoint(
  context: CanvasRenderingContext2D,
  marks: ReturnType<typeof markPainter>,
  point: ScatterPoint,
  { theme, points }: ScatterScene,
  density: number,
  marked: number | undefined,
): void {
  marks.paint(point, theme, density, points.length > CROWD);
  if (point.selected) halo(context, point, NEUTRALS.ink[theme]);
  else if (point.member.row === marked) halo(context, point, NEUTRALS.muted[theme]);
}

/** From more points than this on, marks are stamped. */
const CROWD = 400;

/** What lies above the marks: the arcs of causes, and names. */
export function paintWords(context: CanvasRenderingContext2D, scene: ScatterScene, lettering: Lettering): void {
  inPlot(context, scene, () => {
    for (const each of scene.causes) causeArc(context, each, scene);
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.strokeStyle = NEUTRALS.ground[scene.theme];
    context.lineWidth = 3;
    for (const each of scene.names) named(context, each, scene, lettering);
    context.font = `500 ${lettering.size}px ${lettering.family}`;
    context.textAlign = "center";
    for (const each of scene.causes) causeNumber(context, each, scene);
  });
}

function grid(context: CanvasRenderingContext2D, { ticks, frame, theme }: ScatterScene, lettering: Lettering): void {
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

  context.font = `400 ${lettering.size - 1}px ${lettering.family}`;
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

function outline(
  context: CanvasRenderingContext2D,
  { vertices, colour, dimmed, focused }: Outline,
  thin: number,
): void {
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

/** Fainter the longer ago. */
function trail(context: CanvasRenderingContext2D, { path, colour }: Trail): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.lineCap = "round";
  for (let i = 2; i < path.length; i += 2) {
    context.globalAlpha = trailStrength(i, path.length);
    context.beginPath();
    context.moveTo(path[i - 2], path[i - 1]);
    context.lineTo(path[i], path[i + 1]);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.lineCap = "butt";
}

function halo(context: CanvasRenderingContext2D, point: ScatterPoint, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(point.x, point.y, extentOf(point) + HALO - 1, 0, 2 * Math.PI);
  context.stroke();
}

function causeArc(context: CanvasRenderingContext2D, { path, strength }: CauseArc, { theme }: ScatterScene): void {
  context.strokeStyle = NEUTRALS.ink[theme];
  context.globalAlpha = strength;
  context.lineWidth = 1.5;
  context.stroke(new Path2D(path));
  context.globalAlpha = 1;
}

function causeNumber(
  context: CanvasRenderingContext2D,
  { x, y, number, strength }: CauseArc,
  { theme }: ScatterScene,
): void {
  context.beginPath();
  context.arc(x, y, CAUSE_RADIUS, 0, 2 * Math.PI);
  context.fillStyle = NEUTRALS.ground[theme];
  context.fill();
  context.strokeStyle = NEUTRALS.ink[theme];
  context.globalAlpha = strength;
  context.lineWidth = 1;
  context.stroke();
  context.globalAlpha = 1;
  context.fillStyle = NEUTRALS.ink[theme];
  context.fillText(`${number}`, x, y + 0.5);
}

function named(
  context: CanvasRenderingContext2D,
  { text, detail, x, y, strong }: Name,
  { theme }: ScatterScene,
  { family, size }: Lettering,
): void {
  const line = (said: string, at: number, bold: boolean) => {
    context.font = `${bold ? 500 : 400} ${size}px ${family}`;
    context.strokeText(said, x, at);
    context.fillStyle = bold ? NEUTRALS.ink[theme] : NEUTRALS.muted[theme];
    context.fillText(said, x, at);
  };
  if (detail === "") return line(text, y, strong);
  line(text, y - 7, true);
  line(detail, y + 7, false);
}

/** A hairline lies on one row of pixels only at half coordinates. */
function crisp(value: number): number {
  return Math.round(value) + 0.5;
}
