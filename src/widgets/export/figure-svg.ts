import { NEUTRALS } from "../../scene/palette.ts";
import { AXIS, sceneSvg, text } from "../../scene/scatter-svg.ts";
import { shapePath } from "../../scene/scatter-shape.ts";
import { WORDS, type Figure } from "./figure.ts";

/** The figure as SVG without script, style sheet or font of its own. Whatever people are called is text in it. */
export function figureSvg({ width, height, still, scene, plot, title, caption, legend }: Figure): string {
  const { theme } = scene;
  const [ink, muted] = [NEUTRALS.ink[theme], NEUTRALS.muted[theme]];
  const line = (x: number, y: number, size: number, weight: number, colour: string, words: string) =>
    `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${text(words)}</text>`;
  const inner = sceneSvg(scene, still.axes, title.words).trim();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Roboto, system-ui, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="${NEUTRALS.ground[theme]}"/>`,
    line(title.x, title.y, WORDS.title, 500, ink, title.words),
    line(caption.x, caption.y, WORDS.note, 400, muted, caption.words),
    inner.replace("<svg ", `<svg x="${plot.x - AXIS}" y="${plot.y}" `),
    ...legend.map(({ x, y, mark, words }) => {
      const hollow = mark.shape === "ring";
      const look = `fill="${hollow ? "none" : mark.fill[theme]}" stroke="${mark.outline[theme]}" stroke-width="${hollow ? 1.75 : 1}"`;
      return `<path transform="translate(${x} ${y - 4})" d="${shapePath(mark.shape, 5)}" ${look}/>${line(x + WORDS.toWords, y, WORDS.note, 400, muted, words)}`;
    }),
    "</svg>\n",
  ].join("");
}
