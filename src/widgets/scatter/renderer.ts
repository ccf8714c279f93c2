import type { ScatterScene } from "../../scene/scatter.ts";

/** What draws a scatter scene: one for each way of drawing, each with the same picture. */
export type Renderer = {
  /** The element it draws on, for the widget to place. */
  readonly canvas: HTMLCanvasElement;
  /** Draws the scene, `density` device pixels to the CSS pixel. `marked` is the row under the pointer or the keyboard. */
  readonly draw: (scene: ScatterScene, density: number, marked: number | undefined) => void;
  /** Takes up the font of the element it stands for, before a frame; `anew`: what was measured before no longer holds. */
  readonly fit: (anew?: boolean) => void;
  /** Width of a name in CSS pixels. */
  readonly measure: (text: string) => number;
};
