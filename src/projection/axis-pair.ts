/** The projection onto two traits as they are: the plainest picture, and the one to check the others by. */

import { traitIndex, weighted } from "./linear.ts";
import type { LinearProjection, ProjectionFamily } from "./projection.ts";

/** Trait `x` across and trait `y` up, measured from the town's mean. Throws a RangeError for an unknown name or a pair of one. */
export function axisPair(traits: readonly string[], x: string, y: string): LinearProjection {
  const across = unit(traitIndex(x, traits), traits.length);
  const up = unit(traitIndex(y, traits), traits.length);
  if (x === y) throw new RangeError(`a pair of axes needs two different traits, got ${x} twice`);
  return {
    kind: "linear",
    id: `axes:${x},${y}`,
    label: `${x} × ${y}`,
    fit: (vectors, n) => weighted(vectors, n, traits, across, up),
  };
}

export const axisPairFamily: ProjectionFamily = {
  name: "axes",
  usage: "axes:<trait>,<trait>",
  summary: "One trait across, another up.",
  example: (traits) => `${traits[0]},${traits.at(-1)}`,
  read(words, traits) {
    const names = words.split(",").map((name) => name.trim());
    if (names.length !== 2)
      throw new RangeError(`axes needs two traits, as in axes:${traits.slice(0, 2).join(",")}, got "${words}"`);
    return axisPair(traits, names[0], names[1]);
  },
};

function unit(index: number, width: number): Float64Array {
  const row = new Float64Array(width);
  row[index] = 1;
  return row;
}
