import type { Embedder, EmbeddingOptions, EmbeddingProjection } from "./projection.ts";
import { Tsne } from "./tsne-embedder.ts";
import { Umap } from "./umap-embedder.ts";

const EMBEDDERS = { tsne: Tsne, umap: Umap } as const satisfies Record<EmbeddingProjection["method"], unknown>;

/** Begins a picture of the first `n` rows of `vectors` (row-major n x width, copied). Throws a RangeError when n is 0. */
export function embedder(
  { method, setting }: EmbeddingProjection,
  vectors: ArrayLike<number>,
  n: number,
  width: number,
  options: EmbeddingOptions,
): Embedder {
  return new EMBEDDERS[method](vectors, n, width, setting(n).value, options);
}
