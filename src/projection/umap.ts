/**
 * Uniform manifold approximation and projection (McInnes, Healy and Melville 2018): like t-SNE it keeps neighbours together,
 * and takes a little more care of what lies between groups. Conventions and constants are the reference implementation's.
 */

import type { EmbeddingProjection, ProjectionFamily } from "./projection.ts";
import { setting } from "./setting.ts";

/**
 * `neighbours`: how many a citizen has, oneself among them, at most all; by default 15, or a third of a small town. Throws a
 * RangeError unless it is a whole number from 2 to 100.
 */
export function umap(neighbours?: number): EmbeddingProjection {
  if (neighbours !== undefined && !(Number.isInteger(neighbours) && neighbours >= 2 && neighbours <= 100)) {
    throw new RangeError(`the neighbours of umap must be a whole number from 2 to 100, got ${neighbours}`);
  }
  return {
    kind: "embedding",
    method: "umap",
    id: neighbours === undefined ? "umap" : `umap:neighbours=${neighbours}`,
    label: neighbours === undefined ? "UMAP" : `UMAP, ${neighbours} neighbours`,
    setting: (n) => ({ name: "neighbours", value: Math.min(n, neighbours ?? usual(n)) }),
  };
}

/** Where most are neighbours of most, there is nothing to tell apart. */
function usual(n: number): number {
  return Math.min(15, Math.max(3, Math.ceil(n / 3)));
}

export const umapFamily: ProjectionFamily = {
  name: "umap",
  usage: "umap or umap:neighbours=<number>",
  summary: "Citizens who are alike lie together, with some care for what lies between groups.",
  example: () => "neighbours=10",
  read: (words) => umap(setting("umap", "neighbours", words)),
};
