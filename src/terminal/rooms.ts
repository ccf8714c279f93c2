import type { Choices } from "./facts.ts";
import type { Area, Screen } from "./screen.ts";

/** The least that a frame needs. */
export const LEAST = { columns: 72, rows: 20 } as const;

/**
 * Where everything lies:
 *
 *     header                                   header
 *     picture       │ tabs                     picture       │ tabs        │ Activity
 *                   │ panel                                  │ panel       │ feed
 *                   │ Activity ────                          │             │
 *     across        │ feed                     across        │             │
 *     legend        │                          legend, pulse │             │
 *     timeline                                 timeline
 *     footer                                   footer
 *
 * on the left up to 149 columns, on the right from there on. A panel of the activity needs no feed beside it.
 */
export type Rooms = Readonly<
  Record<"header" | "picture" | "across" | "legend" | "tabs" | "panel" | "timeline" | "footer" | "body", Area>
> & {
  readonly feed: Area | undefined;
  readonly pulse: Area | undefined;
};

/** The rooms of a screen that is large enough. */
export function roomsOf(screen: Screen, { panel, lod }: Choices): Rooms {
  const { columns, rows } = screen;
  const all = screen.area;
  const airy = rows >= 30 ? 1 : 0;
  const top = 1 + airy;
  const bottom = rows - 3 - airy;
  const high = bottom - top;
  const wide = columns >= 150;
  const sides = columns >= 180 ? [60, 48] : wide ? [52, 42] : [Math.max(40, Math.floor(columns * 0.44)), 0];
  const left = columns - (wide ? 2 : 1) - sides.reduce((sum, width) => sum + (width > 0 ? width + 3 : 0), 0);
  const pulse = airy ? 4 : 0;
  const picture = high - 1 - LEGEND - pulse;
  const sideX = left + 4;
  const side = all.part(sideX, top, sides[0], high);
  const alone = panel === "activity";
  // Whoever wants to know more of citizens sees less of what happens.
  const share = panel === "citizens" && lod >= 3 ? 0.75 : 0.55;
  const half = wide || alone ? high : Math.ceil(high * share);
  return {
    header: all.part(0, 0, columns, 1),
    body: all.part(1, top, columns - 2, high),
    picture: all.part(1, top, left, picture),
    across: all.part(1, top + picture, left, 1),
    legend: all.part(1, top + picture + 1, left, LEGEND),
    pulse: pulse ? all.part(1, top + picture + 2 + LEGEND, left, pulse - 1) : undefined,
    tabs: side.part(0, 0, sides[0], 1),
    panel: side.part(0, 1 + airy, sides[0], half - 1 - airy),
    feed: alone ? undefined : wide ? all.part(sideX + sides[0] + 3, top, sides[1], high) : side.part(0, half),
    timeline: all.part(1, rows - 3, columns - 2, 2),
    footer: all.part(1, rows - 1, columns - 2, 1),
  };
}

/** Lines of the legend. */
const LEGEND = 3;
