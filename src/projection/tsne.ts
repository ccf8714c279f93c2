/**
 * t-distributed stochastic neighbour embedding (van der Maaten and Hinton 2008): citizens who are alike are neighbours in the
 * picture too. What lies far apart lies somewhere apart; how far says little.
 */

import type { EmbeddingProjection, ProjectionFamily } from "./projection.ts";
import { setting } from "./setting.ts";

const PERPLEXITY = 30;

/**
 * `perplexity`: how many neighbours a citizen has, about; 30 by default, at most a third of the others. Throws a RangeError
 * unless it is from 2 to 100.
 */
export function tsne(perplexity?: number): EmbeddingProjection {
  if (perplexity !== undefined && !(perplexity >= 2 && perplexity <= 100)) {
    throw new RangeError(`the perplexity of tsne must be from 2 to 100, got ${perplexity}`);
  }
  return {
    kind: "embedding",
    method: "tsne",
    id: perplexity === undefined ? "tsne" : `tsne:perplexity=${perplexity}`,
    label: perplexity === undefined ? "t-SNE" : `t-SNE, perplexity ${perplexity}`,
    setting: (n) => ({ name: "perplexity", value: possible(perplexity ?? PERPLEXITY, n) }),
  };
}

/** A row has a third of the others as neighbours at most, but two for a shape where there are two. */
function possible(perplexity: number, n: number): number {
  return Math.min(Math.max(Math.min(perplexity, (n - 1) / 3), 2), n - 1);
}

export const tsneFamily: ProjectionFamily = {
  name: "tsne",
  usage: "tsne or tsne:perplexity=<number>",
  summary: "Citizens who are alike lie together; distances between groups mean little.",
  example: () => "perplexity=20",
  read: (words) => tsne(setting("tsne", "perplexity", words)),
};
