import { projectionById } from "../../projection/registry.ts";
import { TRAITS } from "../../sim/eigenvector.ts";
import { still, type Paper, type Still } from "../../scene/scatter-still.ts";
import type { TownState } from "../../sim/state.ts";
import { figurePainter } from "./figure-canvas.ts";
import { figureOf } from "./figure.ts";
import { figureSvg } from "./figure-svg.ts";

/** The picture of the moment shown, drawn anew from the scene at the size that is asked for, not copied off the screen. */

/** CSS pixels of a picture at 1x. */
export const SIZE = { width: 1200, height: 840 } as const;

/** From more marks than this on an SVG is slower to open than it is worth. */
export const MOST_IN_SVG = 5_000;

/**
 * What a picture elsewhere than in the plot can be drawn by. An embedding lives only in the plot that fitted it: in its place stand
 * the principal components, and `instead` says so.
 */
export function drawable(projection: string): { readonly projection: string; readonly instead?: string } {
  try {
    const { kind, label } = projectionById(projection, TRAITS);
    if (kind === "linear") return { projection };
    const why = `${label} lives only in the plot that fits it. The picture is drawn by principal components.`;
    return { projection: "pca", instead: why };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { projection: "pca", instead: `Drawn by principal components: ${error.message}` };
  }
}

/** The still of a moment by what it can be drawn by. */
export function pictured(town: TownState, projection: string): Still {
  return still(town, drawable(projection).projection);
}

/** @throws Error when the browser has no room for a canvas of that size. Cost: a frame of the plot, times density squared. */
export async function pictureInPng(drawn: Still, paper: Paper, density: number, family: string): Promise<Blob> {
  const canvas = document.createElement("canvas");
  figurePainter()(figureOf(drawn, paper), canvas, density, family);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error(`the browser could not make a picture of ${canvas.width} x ${canvas.height} pixels`);
  return blob;
}

export function pictureInSvg(drawn: Still, paper: Paper): Blob {
  return new Blob([figureSvg(figureOf(drawn, paper))], { type: "image/svg+xml" });
}
