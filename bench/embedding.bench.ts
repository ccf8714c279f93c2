/**
 * Claim: a town of 1,000 is embedded in seconds and one of 5,000 in less than half a minute; a naive exact t-SNE, of arrays
 * of arrays and all pairs, takes more than twenty times as long. From an earlier picture ours takes less than half.
 *
 * Measured on two shared cores, Node 20, in seconds of processor time:
 *
 *             t-SNE   again   naive t-SNE, ratio    UMAP   again   15 neighbours
 *     1,000    2.8     0.6        72          26     1.8     0.8           0.02
 *     5,000   21.3     4.5     1,206          56     9.0     3.5           0.13
 */

import { Neighbours } from "../src/projection/neighbours.ts";
import { embedder } from "../src/projection/embedders.ts";
import { tsne } from "../src/projection/tsne.ts";
import { umap } from "../src/projection/umap.ts";

const WIDTH = 7;
/** What a first t-SNE takes. The naive one is timed for one of them. */
const ITERATIONS = 750;

for (const n of [1_000, 5_000]) {
  const vectors = Float64Array.from({ length: n * WIDTH }, () => Math.random());
  const times: string[] = [];
  for (const method of [tsne(), umap()]) {
    const first = embedder(method, vectors, n, WIDTH, { seed: 1 });
    const took = time(() => first.step(Infinity));
    const next = embedder(method, vectors, n, WIDTH, { seed: 1, from: first.positions });
    times.push(`${method.label} ${seconds(took)}, again ${seconds(time(() => next.step(Infinity)))}`);
    if (method.id !== "tsne") continue;
    const all = naive(vectors, n);
    times.push(`naive t-SNE ${seconds(all)}, ${(all / took).toFixed(0)} times`);
  }
  const near = new Neighbours(vectors, n, WIDTH, 15);
  const tree = time(() => near.step(n));
  console.log(`${String(n).padStart(6)} citizens   ${times.join("   ")}   15 neighbours ${seconds(tree)}`);
}

/** What t-SNE takes as its definition says it: P and Q as n x n tables. One iteration is, as if all were. */
function naive(vectors: Float64Array, n: number): number {
  const rows = Array.from({ length: n }, (_, i) => Array.from(vectors.subarray(i * 7, i * 7 + 7)));
  let P: number[][] = [];
  const preparing = time(() => {
    const conditional = rows.map((row, i) => {
      const squared = rows.map((other) => row.reduce((sum, value, k) => sum + (value - other[k]) ** 2, 0));
      return calibrated(squared, i, Math.log(30));
    });
    P = conditional.map((row, i) => row.map((p, j) => (p + conditional[j][i]) / (2 * n)));
  });
  const Y = rows.map((row) => [row[0] * 1e-4, row[1] * 1e-4]);
  const descending = time(() => {
    const q = Y.map((a) => Y.map((b) => (a === b ? 0 : 1 / (1 + (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2))));
    const total = q.reduce((sum, row) => sum + row.reduce((left, value) => left + value, 0), 0);
    return Y.map((a, i) => {
      const slope = [0, 0];
      for (const [j, b] of Y.entries()) {
        const force = 4 * (P[i][j] - q[i][j] / total) * q[i][j];
        slope[0] += force * (a[0] - b[0]);
        slope[1] += force * (a[1] - b[1]);
      }
      return [a[0] - 50 * slope[0], a[1] - 50 * slope[1]];
    });
  });
  return preparing + descending * ITERATIONS;
}

function calibrated(squared: readonly number[], self: number, entropy: number): number[] {
  let [least, most, precision] = [0, Infinity, 1];
  for (let halving = 0; ; halving++) {
    const weights = squared.map((d, j) => (j === self ? 0 : Math.exp(-d * precision)));
    const sum = weights.reduce((left, weight) => left + weight, 0);
    const row = weights.map((weight) => weight / sum);
    const found = row.reduce((left, p) => left - (p > 0 ? p * Math.log(p) : 0), 0);
    if (Math.abs(found - entropy) < 1e-5 || halving === 50) return row;
    if (found > entropy) least = precision;
    else most = precision;
    precision = most === Infinity ? 2 * precision : (least + most) / 2;
  }
}

/** Of the processor, in milliseconds: what else the machine does counts little. */
function time(work: () => unknown): number {
  const { user, system } = process.cpuUsage();
  work();
  const after = process.cpuUsage();
  return (after.user - user + after.system - system) / 1000;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
