import { NEUTRALS, type Mark } from "../../scene/palette.ts";
import { AXIS, axisLine } from "../../scene/scatter-svg.ts";
import { shapePath } from "../../scene/scatter-shape.ts";
import { paintScene } from "../scatter/paint.ts";
import { WORDS, type Figure } from "./figure.ts";

/** Draws a figure, `density` device pixels to the CSS pixel, in fonts of `family`. The canvas gets the figure's size. */
type PaintFigure = (figure: Figure, canvas: HTMLCanvasElement, density: number, family: string) => void;

/** A painter with a sheet of its own for the plot: figures that follow one another share it. */
export function figurePainter(): PaintFigure {
  const sheet = document.createElement("canvas");
  return (figure, canvas, density, family) => {
    const { width, height, still, scene, plot, title, caption, legend } = figure;
    const { theme, frame } = scene;
    paintScene(sheet, scene, density, { family, size: WORDS.note });

    const [wide, high] = [Math.round(width * density), Math.round(height * density)];
    // Setting a size clears the canvas, and a recording of it would blink.
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    const context = canvas.getContext("2d")!;
    const write = (x: number, y: number, font: string, ink: "ink" | "muted", words: string, align = "start") => {
      context.font = `${font} ${family}`;
      context.fillStyle = NEUTRALS[ink][theme];
      context.textAlign = align === "middle" ? "center" : (align as CanvasTextAlign);
      context.fillText(words, x, y);
    };
    context.setTransform(density, 0, 0, density, 0, 0);
    context.textBaseline = "alphabetic";
    context.fillStyle = NEUTRALS.ground[theme];
    context.fillRect(0, 0, width, height);
    write(title.x, title.y, `500 ${WORDS.title}px`, "ink", title.words);
    write(caption.x, caption.y, `400 ${WORDS.note}px`, "muted", caption.words);
    context.drawImage(sheet, plot.x, plot.y, frame.width, frame.height);

    for (const { at, align, ink, words } of axisLine(still.axes[0], frame.width))
      write(plot.x + at, plot.y + frame.height + AXIS / 2 + 4, `400 ${WORDS.note}px`, ink, words, align);
    context.save();
    context.translate(plot.x - AXIS / 2, plot.y + frame.height);
    context.rotate(-Math.PI / 2);
    for (const { at, align, ink, words } of axisLine(still.axes[1], frame.height))
      write(at, 4, `400 ${WORDS.note}px`, ink, words, align);
    context.restore();

    for (const { x, y, mark, words } of legend) {
      const path = outlineOf(mark);
      context.translate(x, y - 4);
      if (mark.shape !== "ring") {
        context.fillStyle = mark.fill[theme];
        context.fill(path);
      }
      context.strokeStyle = mark.outline[theme];
      context.lineWidth = mark.shape === "ring" ? 1.75 : 1;
      context.stroke(path);
      context.translate(-x, 4 - y);
      write(x + WORDS.toWords, y, `400 ${WORDS.note}px`, "muted", words);
    }
  };
}

function outlineOf({ shape }: Mark): Path2D {
  return new Path2D(shapePath(shape, 5));
}
