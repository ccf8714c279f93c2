import { NEUTRALS } from "../../scene/palette.ts";
import { extentOf, HALO } from "../../scene/scatter-point.ts";
import type { SocietyScene } from "../../scene/society.ts";
import { markPainter } from "../kit/mark-painter.ts";

/** Draws a network on a canvas of its own. */
export type Painter = ReturnType<typeof networkPainter>;

/** From more citizens than this on, marks are stamped. */
const CROWD = 400;

/** Reads the root's font when it is first asked to measure, and again after `forget`. */
export function networkPainter(root: HTMLElement) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d")!;
  const marks = markPainter(context);
  const widths = new Map<string, number>();
  let font = "";

  const fontOf = () => {
    if (font === "") {
      const style = getComputedStyle(root);
      font = `${Number.parseFloat(style.getPropertyValue("--note")) || 12}px ${style.fontFamily}`;
    }
    return font;
  };

  const lines = ({ ties, theme }: SocietyScene) => {
    // Many lines over each other would be mud.
    const thin = Math.min(1, Math.sqrt(160 / Math.max(1, ties.length)));
    for (const { from, to, weight, width, standing } of ties) {
      context.globalAlpha = standing === "lit" ? 0.9 : standing === "plain" ? 0.3 * thin + 0.16 : 0.07;
      context.lineWidth = standing === "lit" ? width : Math.max(0.6, width * thin);
      context.strokeStyle = weight < 0 ? NEUTRALS.muted[theme] : NEUTRALS.ink[theme];
      context.setLineDash(weight < 0 ? [3, 4] : []);
      if (weight < 0) context.globalAlpha = Math.min(1, context.globalAlpha * 1.8);
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  };

  return {
    canvas,
    forget(): void {
      font = "";
      widths.clear();
    },
    /** Width of a name in CSS pixels. */
    measure(this: void, text: string): number {
      let width = widths.get(text);
      if (width === undefined) {
        context.font = `500 ${fontOf()}`;
        widths.set(text, (width = context.measureText(text).width));
      }
      return width;
    },
    draw(scene: SocietyScene, density: number, marked: number | undefined): void {
      const { width, height, theme, points, names } = scene;
      const [wide, high] = [Math.round(width * density), Math.round(height * density)];
      if (canvas.width !== wide) canvas.width = wide;
      if (canvas.height !== high) canvas.height = high;
      context.setTransform(density, 0, 0, density, 0, 0);
      context.clearRect(0, 0, width, height);
      context.lineCap = "butt";
      lines(scene);

      context.lineJoin = "round";
      for (const point of points) {
        marks.paint(point, theme, density, points.length > CROWD);
        if (!point.selected && point.member.row !== marked) continue;
        context.strokeStyle = point.selected ? NEUTRALS.ink[theme] : NEUTRALS.muted[theme];
        context.lineWidth = 1.5;
        context.beginPath();
        context.arc(point.x, point.y, extentOf(point) + HALO - 1, 0, 2 * Math.PI);
        context.stroke();
      }
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.strokeStyle = NEUTRALS.ground[theme];
      context.lineWidth = 3;
      for (const { text, x, y, strong } of names) {
        context.font = `${strong ? 500 : 400} ${fontOf()}`;
        context.strokeText(text, x, y);
        context.fillStyle = strong ? NEUTRALS.ink[theme] : NEUTRALS.muted[theme];
        context.fillText(text, x, y);
      }
    },
  };
}
