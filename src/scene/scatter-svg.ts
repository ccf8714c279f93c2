import { NEUTRALS, type Theme } from "./palette.ts";
import type { ScatterScene } from "./scatter.ts";
import type { AxisWords } from "./scatter-axes.ts";
import type { Name } from "./scatter-names.ts";
import type { Outline } from "./scatter-outlines.ts";
import { extentOf, HALO, type ScatterPoint } from "./scatter-point.ts";
import { arcPath, shapePath } from "./scatter-shape.ts";
import { NAME_SIZE, sceneOf, widthOf, type Paper, type Still } from "./scatter-still.ts";
import { trailStrength, type Trail } from "./scatter-trails.ts";
import { CAUSE_RADIUS, type CauseArc } from "./scatter-why.ts";

/**
 * The scatter as a picture that stands alone: SVG without script, style sheet or font of its own, `width` x `height` CSS pixels.
 * Whatever people are called is text in it.
 */
export function scatterSvg(still: Still, paper: Paper & { readonly axes?: Still["axes"] }): string {
  const { width, height } = paper;
  const scene = sceneOf(still, { ...paper, width: width - AXIS, height: height - AXIS });
  const { town, cast } = still;
  const title = `${town.town_id}, day ${town.day} ${town.phase.toLowerCase()}: ${cast.size} citizens in eigenvector space`;
  return sceneSvg(scene, paper.axes ?? still.axes, title);
}

/** Any scene as SVG, with its axes' words around it: 20 px wider and higher than the scene. Linear in the points drawn. */
export function sceneSvg(scene: ScatterScene, axes: Still["axes"], title: string): string {
  const { frame, theme } = scene;
  const [width, height] = [frame.width + AXIS, frame.height + AXIS];
  const described = axes
    .map(({ sentence }) => sentence)
    .filter(Boolean)
    .join(" ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d"`,
    ` font-family="Roboto, system-ui, sans-serif" font-size="${NAME_SIZE}">`,
    `<title id="t">${text(title)}</title><desc id="d">${text(described)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${NEUTRALS.ground[theme]}"/>`,
    `<g transform="translate(${AXIS} 0)">${plot(scene)}</g>`,
    axisSvg(axes[0], frame.width, theme, `translate(${AXIS} ${height - AXIS / 2})`),
    axisSvg(axes[1], frame.height, theme, `translate(${AXIS / 2} ${frame.height}) rotate(-90)`),
    "</svg>\n",
  ].join("");
}

/** Room for an axis's words, in px. */
export const AXIS = 20;

function plot(scene: ScatterScene): string {
  const { frame, theme, ticks, outlines, trails, points, causes, names } = scene;
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
    ...trails.map(trailPath),
    ...points.map((point) => mark(point, theme)),
    ...causes.map((arc) => causePath(arc, theme)),
    ...names.map((name) => named(name, theme)),
  ].join("");
}

/** Curves from the middle of one edge to the middle of the next: the hull without its corners. */
function hullPath({ coalition, vertices, colour, dimmed, focused }: Outline, thin: number): string {
  const n = vertices.length;
  let d = `M${px((vertices[n - 2] + vertices[0]) / 2)} ${px((vertices[n - 1] + vertices[1]) / 2)}`;
  for (let i = 0; i < n; i += 2) {
    const [x, y] = [vertices[i], vertices[i + 1]];
    d += `Q${px(x)} ${px(y)} ${px((x + vertices[(i + 2) % n]) / 2)} ${px((y + vertices[(i + 3) % n]) / 2)}`;
  }
  const fill = px(dimmed ? 0.02 * thin : focused ? 0.16 : 0.08 * thin * thin);
  const stroke = px(dimmed ? 0.15 * thin : focused ? 0.95 : 0.55 * Math.sqrt(thin));
  return `<path d="${d}Z" fill="${colour}" fill-opacity="${fill}" stroke="${colour}" stroke-opacity="${stroke}" stroke-width="${focused ? 1.75 : 1.25}"><title>${text(coalition.name)}</title></path>`;
}

/** Fainter the longer ago. */
function trailPath({ path, colour }: Trail): string {
  const segments: string[] = [];
  for (let i = 2; i < path.length; i += 2) {
    const d = `M${px(path[i - 2])} ${px(path[i - 1])}L${px(path[i])} ${px(path[i + 1])}`;
    segments.push(`<path d="${d}" stroke-opacity="${px(trailStrength(i, path.length))}"/>`);
  }
  return `<g fill="none" stroke="${colour}" stroke-width="1.5" stroke-linecap="round">${segments.join("")}</g>`;
}

function causePath({ path, number, x, y, strength }: CauseArc, theme: Theme): string {
  const ink = NEUTRALS.ink[theme];
  const arc = `<path d="${path}" fill="none" stroke="${ink}" stroke-width="1.5" stroke-opacity="${px(strength)}"/>`;
  const disc = `<circle cx="${px(x)}" cy="${px(y)}" r="${CAUSE_RADIUS}" fill="${NEUTRALS.ground[theme]}" stroke="${ink}" stroke-opacity="${px(strength)}"/>`;
  return `${arc}${disc}<text x="${px(x)}" y="${px(y + 4)}" text-anchor="middle" fill="${ink}">${number}</text>`;
}

function mark(point: ScatterPoint, theme: Theme): string {
  const { member, x, y, radius, fill, outline, ring, dimmed, selected } = point;
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
  const halo = selected
    ? `<circle r="${px(extentOf(point) + HALO - 1)}" fill="none" stroke="${NEUTRALS.ink[theme]}" stroke-width="1.5"/>`
    : "";
  const faint = dimmed ? ' opacity="0.22"' : "";
  return `<g transform="translate(${px(x)} ${px(y)})"${faint}><title>${text(told)}</title>${look}${arcs.join("")}${halo}</g>`;
}

function named({ text: name, detail, x, y, strong }: Name, theme: Theme): string {
  const line = (said: string, at: number, bold: boolean) => {
    const [weight, ink] = bold ? [500, NEUTRALS.ink[theme]] : [400, NEUTRALS.muted[theme]];
    return `<text x="${px(x)}" y="${px(at + 4)}" font-weight="${weight}" fill="${ink}" stroke="${NEUTRALS.ground[theme]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${text(said)}</text>`;
  };
  return detail === "" ? line(name, y, strong) : line(name, y - 7, true) + line(detail, y + 7, false);
}

/** What is written along an axis of `length` px: what it is called stays; of what its ends mean as many names as there is room for. */
export function axisLine({ title, more, less }: AxisWords, length: number): readonly AxisText[] {
  const said = length < 480 ? title : `${title} of the variance`;
  const room = (length - MARGIN - widthOf(said)) / 2 - 2 * NAME_SIZE;
  const named = (names: readonly string[], arrow: (list: string) => string): string => {
    const list = names.length > 0 ? arrow(names.join(", ")) : "";
    return list !== "" && widthOf(list) > room ? named(names.slice(0, -1), arrow) : list;
  };
  const lines: readonly AxisText[] = [
    { at: MARGIN, align: "start", ink: "muted", words: named(less, (list) => `← ${list}`) },
    { at: (length + MARGIN) / 2, align: "middle", ink: "ink", words: said },
    { at: length - 8, align: "end", ink: "muted", words: named(more, (list) => `${list} →`) },
  ];
  return lines.filter(({ words }) => words !== "");
}

/** `at` px along the axis. */
type AxisText = {
  readonly at: number;
  readonly align: "start" | "middle" | "end";
  readonly ink: "ink" | "muted";
  readonly words: string;
};

function axisSvg(words: AxisWords, length: number, theme: Theme, transform: string): string {
  const lines = axisLine(words, length).map(
    ({ at, align, ink, words: said }) =>
      `<text x="${px(at)}" y="4" text-anchor="${align}" fill="${NEUTRALS[ink][theme]}">${text(said)}</text>`,
  );
  return `<g transform="${transform}">${lines.join("")}</g>`;
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
export function text(words: string): string {
  return words.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "\uFFFD").replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}
