import type { Mode } from "./fan-out/server.ts";
import { tryOut } from "./fan-out/trial.ts";

/**
 * Claims: 20 viewers that take nothing cost the server under 5 MB, and the 1,000 beside them nothing.
 *
 * 50 events a second of 400 bytes. The stalled come first and miss 20,000 events, more than the kernel would
 * hold for them; without them those events happen as well. Memory is heap and buffers at the end, once the garbage is gone.
 * "naive" is `response.write` of each event for each viewer.
 *
 *               stalled   p50 ms          p99 ms   us per delivery   memory MB
 *      ours           0     17.3    42.3 (38–49)              11.0        30.5
 *      ours          20     16.7    39.6 (36–59)              10.9        30.6
 *     naive           0     10.0            26.7              16.7        20.6
 *     naive          20      7.7            21.9              13.2        79.9
 *
 * The stalled cost 0.2 MB, and 59 MB where nothing bounds them. On two cores of a virtual machine, Node 20.
 */
const STALLED = 20;
const row = (cells: readonly string[]) => console.log(cells.map((cell) => cell.padStart(16)).join(""));
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);

row(["", "stalled", "p50 ms", "p99 ms", "us per delivery", "memory MB"]);
const cost = { ours: await compare("ours", 5), naive: await compare("naive", 1) };
for (const [mode, { held, p99 }] of Object.entries(cost)) {
  const others = p99.map((ms) => `${ms.toFixed(1)} ms`).join(" to ");
  console.log(`${mode}: the stalled cost ${megabytes(held)} MB (aim: under 5), the others' p99 went from ${others}`);
}
console.log(`naive keeps ${(cost.naive.held / cost.ours.held).toFixed(0)} times as much`);

/** Medians of `rounds` (and, of the p99, the least and the most), in which runs without and with the stalled take turns. */
async function compare(mode: Mode, rounds: number) {
  const runs: Record<number, Awaited<ReturnType<typeof tryOut>>[]> = { 0: [], [STALLED]: [] };
  for (let round = 0; round < rounds; round++) {
    for (const stalled of [0, STALLED])
      runs[stalled].push(await tryOut({ mode, viewers: 1000, rate: 50, stalled, missed: 20_000 }));
  }
  const [without, beside] = [0, STALLED].map((stalled) => {
    const [p50, p99, cpu, held] = (["p50", "p99", "cpu", "held"] as const).map(
      (what) => runs[stalled].map((run) => run[what]).sort((a, b) => a - b)[rounds >> 1],
    );
    const spread = runs[stalled].map((run) => run.p99.toFixed(0)).sort((a, b) => Number(a) - Number(b));
    const tail = `${p99.toFixed(1)} (${spread[0]}–${spread.at(-1)})`;
    row([mode, String(stalled), p50.toFixed(1), tail, cpu.toFixed(1), megabytes(held)]);
    return { held, p99 };
  });
  return { held: beside.held - without.held, p99: [without.p99, beside.p99] };
}
