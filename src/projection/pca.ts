/** The projection onto the two directions in which the town varies most. */

import { meaning } from "./axis.ts";
import { principalComponents } from "./principal-components.ts";
import type { LinearProjection, PlanarBasis, ProjectionFamily } from "./projection.ts";

export function pca(traits: readonly string[]): LinearProjection {
  return { kind: "linear", id: "pca", label: "principal components", fit: (vectors, n) => fit(vectors, n, traits) };
}

export const pcaFamily: ProjectionFamily = {
  name: "pca",
  usage: "pca",
  summary: "The two directions in which the citizens differ most.",
  example: () => "",
  read(words, traits) {
    if (words !== "") throw new RangeError(`pca takes no settings, got "${words}": write pca`);
    return pca(traits);
  },
};

function fit(vectors: ArrayLike<number>, n: number, traits: readonly string[]): PlanarBasis {
  const width = traits.length;
  const { count, mean, components, explainedVarianceRatio: ratio } = principalComponents(vectors, n, width);
  // With one row or one column there is no second component: y is then zero, and the picture a line.
  const x = components.slice(0, width);
  const y = count > 1 ? components.slice(width, 2 * width) : new Float64Array(width);
  return {
    mean,
    x,
    y,
    axes: [
      { label: `PC1 · ${meaning(x, traits)}`, explained: ratio[0] },
      { label: `PC2 · ${meaning(y, traits)}`, explained: count > 1 ? ratio[1] : 0 },
    ],
  };
}
