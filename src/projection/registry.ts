/** All projections there are. A new one is a file beside this one and a line here. */

import { axisPairFamily } from "./axis-pair.ts";
import { linearFamily } from "./linear.ts";
import { pcaFamily } from "./pca.ts";
import type { Projection, ProjectionFamily } from "./projection.ts";
import { tsneFamily } from "./tsne.ts";
import { umapFamily } from "./umap.ts";

export const projectionFamilies: readonly ProjectionFamily[] = [
  pcaFamily,
  axisPairFamily,
  linearFamily,
  tsneFamily,
  umapFamily,
];

/**
 * The projection that `id` names, for rows whose columns are `traits`: `pca`, `axes:warmth,trust`,
 * `linear:warmth+trust;-ambition`, `tsne`, `umap:neighbours=30`. Its own `id` reads back as itself. Throws a RangeError that says what would be right.
 */
export function projectionById(id: string, traits: readonly string[]): Projection {
  const colon = id.indexOf(":");
  const name = colon < 0 ? id : id.slice(0, colon);
  const family = projectionFamilies.find((candidate) => candidate.name === name);
  if (family === undefined) {
    const usages = projectionFamilies.map(({ usage }) => usage).join("; or ");
    throw new RangeError(`unknown projection "${id}": expected ${usages}`);
  }
  return family.read(colon < 0 ? "" : id.slice(colon + 1), traits);
}
