import { expect, it } from "vitest";
import { A, B } from "../../src/projection/umap-embedder.ts";

it("UMAP's curve is the one nearest to what was asked of it: no neighbouring A or B comes nearer", () => {
  const places = Array.from({ length: 300 }, (_, i) => (3 * i) / 299);
  const asked = (d: number) => (d < 0.1 ? 1 : Math.exp(0.1 - d));
  const misfit = (a: number, b: number) =>
    places.reduce((sum, d) => sum + (1 / (1 + a * d ** (2 * b)) - asked(d)) ** 2, 0);
  const ours = misfit(A, B);
  for (const da of [-1e-4, 0, 1e-4]) {
    for (const db of [-1e-4, 0, 1e-4]) expect(misfit(A + da, B + db)).toBeGreaterThanOrEqual(ours);
  }
});
