import type { LoadAnswers } from "./fan-out/load.ts";
import type { Mode, ServerAnswers } from "./fan-out/server.ts";
import { Worker } from "./fan-out/worker.ts";

/**
 * Claim: 2,000 viewers that come back at once, each 500 events behind, have caught up within 3 s.
 *
 * A restarted proxy, say. Events of 400 bytes, 50 new ones a second meanwhile; the time is from the first connection's
 * attempt until the last viewer has read what was the newest event then. "naive" reads the log for each viewer, encodes
 * each event for it and writes it at once. Needs 2,000 sockets in each of two processes: `ulimit -Hn` of at least 2,100.
 *
 * Measured on two cores of a virtual machine, Node 20:
 *
 *     ours     half 0.75 s, all  1.58 s   server  1.8 s of processor, peak 102 MB
 *     naive    half 6.67 s, all 12.11 s   server 12.9 s of processor, peak 710 MB
 */
const VIEWERS = 2000;
const BEHIND = 500;

const runs = [await storm("ours"), await storm("ours"), await storm("ours")];
const ours = runs.toSorted((a, b) => a.all - b.all)[1];
const naive = await storm("naive");
for (const [mode, { half, all, cpu, peak }] of Object.entries({ ours, naive })) {
  const times = `half ${seconds(half)}, all ${seconds(all)}`;
  console.log(
    `${mode.padEnd(8)}${times}   server ${seconds(cpu / 1000)} of processor, peak ${(peak / 2 ** 20).toFixed(0)} MB`,
  );
}
console.log(`naive takes ${(naive.all / ours.all).toFixed(1)} times as long; the aim is under 3 s`);

/** @throws Error when a viewer did not get every event, once and in order */
async function storm(mode: Mode) {
  const server = new Worker<ServerAnswers>("server");
  const load = new Worker<LoadAnswers>("load");
  try {
    const port = await server.ask("serve", mode);
    const until = await server.ask("burst", 4 * BEHIND);
    const before = await server.ask("cpu", undefined);
    const raging = load.ask("storm", { port, count: VIEWERS, lastEventId: `r1-${until - BEHIND}`, until });
    await server.ask("beat", { rate: 50, count: 100 });
    const { half, all, fault } = await raging;
    if (fault !== undefined || all === Infinity) throw new Error(`${mode}: ${fault ?? "not in time"}`);
    const cpu = (await server.ask("cpu", undefined)) - before;
    const { peak } = await server.ask("memory", undefined);
    return { half, all, cpu, peak };
  } finally {
    await Promise.all([server.end(), load.end()]);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
