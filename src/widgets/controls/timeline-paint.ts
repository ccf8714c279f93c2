import type { Phase } from "../../sim/clock.ts";
import type { Theme } from "../../scene/palette.ts";
import type { ChangeMark, TimelineLayout } from "../../observer/timeline-layout.ts";

/**
 * Paints a timeline, from above: peaks of drama, how much happened, the hours, and what became of coalitions. A filled mark came, a
 * hollow one went; two strokes that join merged, and that part split.
 *
 * @param focus id of the coalition that the other coalitions' marks step back for, or whatever is none
 */
export function paintTimeline(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  theme: Theme,
  focus: string,
): void {
  const inks = INKS[theme];
  context.clearRect(0, 0, layout.width, TIMELINE_HEIGHT);
  paintDensity(context, layout, inks);
  for (const { from, to, tone } of layout.bands) {
    context.fillStyle = inks.tones[tone];
    context.fillRect(from, BAND, to - from, CHANGES - GAP - BAND);
  }
  if (layout.held > 0) hatch(context, layout.held, inks);
  context.fillStyle = context.strokeStyle = inks.mark;
  context.lineWidth = 1.5;
  for (const x of layout.peaks) {
    path(context, [x - 3.5, PEAK, x + 3.5, PEAK, x, PEAK + 5]);
    context.fill();
  }
  const isFocused = layout.changes.some(({ coalitions }) => coalitions.includes(focus));
  for (const mark of layout.changes) {
    context.globalAlpha = isFocused && !mark.coalitions.includes(focus) ? 0.3 : 1;
    paintChange(context, mark);
  }
  context.globalAlpha = 1;
}

/** CSS pixels. */
export const TIMELINE_HEIGHT = 40;

function paintDensity(context: CanvasRenderingContext2D, { density, width }: TimelineLayout, inks: Inks): void {
  const top = (x: number) => BAND - density[x] * (BAND - DENSITY);
  context.beginPath();
  context.moveTo(0, BAND);
  for (let x = 0; x < width; x++) {
    context.lineTo(x, top(x));
    context.lineTo(x + 1, top(x));
  }
  context.lineTo(width, BAND);
  context.fillStyle = inks.area;
  context.fill();
  context.strokeStyle = inks.contour;
  context.lineWidth = 1;
  context.stroke();
}

/** What is not held here is paler, and hatched. */
function hatch(context: CanvasRenderingContext2D, width: number, { ground, contour }: Inks): void {
  context.save();
  context.beginPath();
  context.rect(0, DENSITY, width, CHANGES - GAP - DENSITY);
  context.clip();
  context.globalAlpha = 0.5;
  context.fillStyle = ground;
  context.fillRect(0, DENSITY, width, CHANGES - GAP - DENSITY);
  context.strokeStyle = contour;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = 0; x < width + TIMELINE_HEIGHT; x += 6) {
    context.moveTo(x, BAND);
    context.lineTo(x - (CHANGES - BAND), CHANGES);
  }
  context.stroke();
  context.restore();
}

function paintChange(context: CanvasRenderingContext2D, { x, kind, count }: ChangeMark): void {
  const y = CHANGES + 4;
  switch (kind) {
    case "formed":
    case "dissolved":
      context.beginPath();
      context.arc(x, y, kind === "formed" ? 3.5 : 3, 0, 2 * Math.PI);
      if (kind === "formed") context.fill();
      else context.stroke();
      return;
    case "merged":
    case "split": {
      const [two, one] = kind === "merged" ? [y - 4, y + 4] : [y + 4, y - 4];
      path(context, [x - 3.5, two, x, y, x, one, x, y, x + 3.5, two]);
      context.stroke();
      return;
    }
    case "several": {
      const height = Math.min(8, 2 + 2 * Math.log2(count));
      context.fillRect(x - 3, y - height / 2, 6, height);
    }
  }
}

/** @param points x, y, x, y, ... */
function path(context: CanvasRenderingContext2D, points: readonly number[]): void {
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
}

/** Where the rows begin, in CSS pixels from above. */
const PEAK = 0;
const DENSITY = 6;
const BAND = 18;
const CHANGES = 31;
const GAP = 3;

type Inks = {
  readonly ground: string;
  readonly area: string;
  readonly contour: string;
  readonly mark: string;
  readonly tones: Readonly<Record<Phase, string>>;
};

/** Daylight is the lighter in both themes. */
export const INKS: Readonly<Record<Theme, Inks>> = {
  light: {
    ground: "#fbfaf8",
    area: "#e2dfd9",
    contour: "#8b8f95",
    mark: "#5c626b",
    tones: { MORNING: "#efece6", AFTERNOON: "#efece6", EVENING: "#dfdcd8", NIGHT: "#c9c8c9" },
  },
  dark: {
    ground: "#14161a",
    area: "#2b2f36",
    contour: "#6e7278",
    mark: "#a0a6b0",
    tones: { MORNING: "#363b44", AFTERNOON: "#363b44", EVENING: "#272b32", NIGHT: "#0f1114" },
  },
};
