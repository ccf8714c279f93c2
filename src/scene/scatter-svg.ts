import { NEUTRALS, type Theme } from "./palette.ts";
import type { Name, Outline, ScatterPoint, ScatterScene } from "./scatter.ts";
import type { AxisWords } from "./scatter-axes.ts";
import { arcPath, shapePath } from "./scatter-shape.ts";
import { NAME_SIZE, sceneOf, widthOf, type Still } from "./scatter-still.ts";

/**
 * The scatter as a picture that stands alone: SVG without script, style sheet or font of its own, `width` x `height` CSS pixels.
 * Whatever people are called is text in it.
 */
export function scatterSvg(
  still: Still,
  { width, height, theme }: { readonly width: number; readonly height: number; readonly theme: Theme },
): string {
  const [plane, words] = [height - AXIS, width - AXIS];
  const scene = sceneOf(still, { width: words, height: plane, theme });
  const { town, axes, cast } = still;
  const title = `${town.town_id}, day ${town.day} ${town.phase.toLowerCase()}: ${cast.members.length} citizens in eigenvector space`;
  const described = `${axes[0].sentence} ${axes[1].sentence}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d"`,
    ` font-family="Roboto, system-ui, sans-serif" font-size="${NAME_SIZE}">`,
    `<title id="t">${text(title)}</title><desc id="d">${text(described)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${NEUTRALS.ground[theme]}"/>`,
    `<g transform="translate(${AXIS} 0)">${plot(scene)}</g>`,
    axisLine(axes[0], words, theme, `translate(${AXIS} ${height - AXIS / 2})`),
    axisLine(axes[1], plane, theme, `translate(${AXIS / 2} ${plane}) rotate(-90)`),
    "</svg>\n",
  ].join("");
}

/** Room for an axis's words, in px. */
const AXIS = 20;

function plot(scene: ScatterScene): string {
  const { frame, theme, ticks, outlines, points, names } = scene;
  const { left, right, top, bottom } = frame.plot;
  const crosses = ticks.x.flatMap((x) => ticks.y.map((y) => `M${px(x.at - 3)} ${px(y.at)}h6m-3-3v6`)).join("");
  const label = (x: number, y: number, anchor: string, words: string) =>
    `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${words}</text>`;
  const thin = Math.min(1, 12 / outlines.length);
  return [
    `<path d="${crosses}M${px(left)} ${px(top)}V${px(bottom)}H${px(right)}" fill="none" stroke="${NEUTRALS.hairline[theme]}"/>`,
    `<g fill="${NEUTRALS.muted[theme]}" font-size="${NAME_SIZE - 1}">`,
    ...ticks.x.map(({ at, text: said }) => label(at, bottom + 17, "middle", said)),
    ...ticks.y.map(({ at, text: said }) => label(left - 7, at + 4, "end", said)),
    "</g>",
    ...outlines.map((outline) => hullPath(outline, thin)),
    ...points.map((point) => mark(point, theme)),
    ...names.map((name) => named(name, theme)),
  ].join("");
}

/** Curves from the middle of one edge to the middle of the next: the hull without its corners. */
function hullPath({ coalition, vertices, colour }: Outline, thin: number): string {
  const n = vertices.length;
  let d = `M${px((vertices[n - 2] + vertices[0]) / 2)} ${px((vertices[n - 1] + vertices[1]) / 2)}`;
  for (let i = 0; i < n; i += 2) {
    const [x, y] = [vertices[i], vertices[i + 1]];
    d += `Q${px(x)} ${px(y)} ${px((x + vertices[(i + 2) % n]) / 2)} ${px((y + vertices[(i + 3) % n]) / 2)}`;
  }
  const [fill, stroke] = [px(0.08 * thin * thin), px(0.55 * Math.sqrt(thin))];
  return `<path d="${d}Z" fill="${colour}" fill-opacity="${fill}" stroke="${colour}" stroke-opacity="${stroke}" stroke-width="1.25"><title>${text(coalition.name)}</title></path>`;
}

function mark({ member, x, y, radius, fill, outline, ring }: ScatterPoint, theme: Theme): string {
  const ground = NEUTRALS.ground[theme];
  const shape = shapePath(member.mark.shape, radius);
  const look =
    member.mark.shape === "ring"
      ? `<path d="${shape}" fill="${ground}" stroke="${outline}" stroke-width="${px(Math.max(1, radius * 0.32))}"/>`
      : `<path d="${shape}" fill="${fill}" stroke="${ground}" stroke-width="2.5" paint-order="stroke"/><path d="${shape}" fill="none" stroke="${outline}"/>`;
  const arcs = ring.map(
    (colour, i) =>
      `<path d="${arcPath(i, ring.length, radius * 1.8)}" fill="none" stroke="${colour}" stroke-width="${px(Math.max(1.5, radius * 0.36))}"/>`,
  );
  const told = [member.name, ...member.coalitions.map(({ name }) => name)].join(" · ");
  return `<g transform="translate(${px(x)} ${px(y)})"><title>${text(told)}</title>${look}${arcs.join("")}</g>`;
}

function named({ text: name, x, y, strong }: Name, theme: Theme): string {
  const [weight, ink] = strong ? [500, NEUTRALS.ink[theme]] : [400, NEUTRALS.muted[theme]];
  return `<text x="${px(x)}" y="${px(y + 4)}" font-weight="${weight}" fill="${ink}" stroke="${NEUTRALS.ground[theme]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${text(name)}</text>`;
}

/** What it is called stays; of what its ends mean as many names as there is room for. */
function axisLine({ title, more, less }: AxisWords, length: number, theme: Theme, transform: string): string {
  const said = length < 480 ? title : `${title} of the variance`;
  const room = (length - MARGIN - widthOf(said)) / 2 - 2 * NAME_SIZE;
  const named = (names: readonly string[], arrow: (list: string) => string): string => {
    const list = names.length > 0 ? arrow(names.join(", ")) : "";
    return list !== "" && widthOf(list) > room ? named(names.slice(0, -1), arrow) : list;
  };
  const line = (x: number, anchor: string, ink: string, words: string) =>
    words && `<text x="${px(x)}" y="4" text-anchor="${anchor}" fill="${ink}">${text(words)}</text>`;
  const { ink, muted } = NEUTRALS;
  return [
    `<g transform="${transform}">`,
    line(
      MARGIN,
      "start",
      muted[theme],
      named(less, (list) => `← ${list}`),
    ),
    line((length + MARGIN) / 2, "middle", ink[theme], said),
    line(
      length - 8,
      "end",
      muted[theme],
      named(more, (list) => `${list} →`),
    ),
    "</g>",
  ].join("");
}

/** From the edge of the paper to where an axis begins, about. */
const MARGIN = 32;

function px(value: number): string {
  return `${Math.round(value * 100) / 100 + 0}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** As text of an XML document, which has no place at all for most control characters and for halves of surrogate pairs. */
function text(words: string): string {
  return words.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "\uFFFD").replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}
