import type { ScatterScene } from "../../scene/scatter.ts";
import type { Crowd } from "../../scene/scatter-crowd.ts";
import type { Plane } from "../../scene/scatter-motion.ts";

/** What draws a scatter scene: one for each way of drawing, each with the same picture. */
export type Renderer = {
  /** What it draws on, the lowest first, for the widget to place. */
  readonly canvases: readonly HTMLCanvasElement[];
  /** Draws the scene, `density` device pixels to the CSS pixel. `marked` is the row under the pointer or the keyboard. */
  draw(scene: ScatterScene, density: number, marked: number | undefined, crowd: CrowdView | undefined): void;
  /** Gives back what it holds outside the script's memory. */
  close(): void;
};

/** A crowd at a moment (milliseconds of the clock that it was told) in a plane, which turns by itself. */
export type CrowdView = { readonly crowd: Crowd; readonly plane: Plane; readonly now: number };
