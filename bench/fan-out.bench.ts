import { tryOut, weigh } from "./fan-out/trial.ts";

/**
 * Claims: a thousand viewers have 200 events a second within 100 ms (99 of 100), from a server of under 150 MB that keeps
 * under 15 KB for each, on two cores of which it has one.
 *
 * Events of 400 bytes over loopback, for 4 s after one to warm up; "naive" is `response.write` of each event for each
 * viewer. Latency is from when an event was due until a process that does nothing but watch has read it. Every
 * viewer must get every event, once and in order. Server time is of all its threads and includes the kernel's; the load is
 * busy for that share of a core. Needs 5,000 sockets in each of two processes: `ulimit -Hn` of at least 5,100.
 *
 *     viewers  events/s       p50 ms        p99 ms   us per delivery  ratio    peak MB    load busy
 *         100        20    2.6 | 3.0     5.3 | 5.1       20.9 | 22.0    1.1    60 | 71  0.04 | 0.04
 *         100        50    2.6 | 2.6     4.3 | 6.6       17.0 | 21.2    1.2    61 | 72  0.07 | 0.08
 *         100       200    2.2 | 2.4     4.0 | 8.2       13.0 | 16.6    1.3    64 | 75  0.21 | 0.24
 *        1000        20   9.4 | 10.9   28.7 | 26.9       13.2 | 18.1    1.4   76 | 122  0.27 | 0.30
 *        1000        50  19.6 | 10.4   41.2 | 28.9       11.1 | 17.5    1.6   77 | 120  0.55 | 0.69
 *        1000       200  22.3 | 24.7   51.4 | 70.0         3.0 | 5.0    1.7   79 | 123  0.54 | 0.74
 *
 * One more viewer: 5.6 | 5.0 KB of heap and buffers, 13.5 | 18.6 KB of the process's memory. "Ours | naive", on two cores of a
 * virtual machine, Node 20. A write costs the kernel some 10 us, of 450 bytes or of 3,600: what saves time is to write less
 * often. The price is the median at 50 events a second, where the naive loop still keeps up with a write for each.
 */
const WIDTHS = [7, 10, 16, 18, 18, 7, 13, 13];
const row = (cells: readonly string[]) => console.log(cells.map((cell, i) => cell.padStart(WIDTHS[i])).join(""));
const pair = (ours: number, naive: number, digits: number) => `${ours.toFixed(digits)} | ${naive.toFixed(digits)}`;
const [KB, MB] = [2 ** 10, 2 ** 20];

console.log("ours | naive");
row(["viewers", "events/s", "p50 ms", "p99 ms", "us per delivery", "ratio", "peak MB", "load busy"]);
for (const viewers of [100, 1000]) {
  for (const rate of [20, 50, 200]) {
    const ours = await tryOut({ mode: "ours", viewers, rate });
    const naive = await tryOut({ mode: "naive", viewers, rate });
    row([
      String(viewers),
      String(rate),
      pair(ours.p50, naive.p50, 1),
      pair(ours.p99, naive.p99, 1),
      pair(ours.cpu, naive.cpu, 1),
      (naive.cpu / ours.cpu).toFixed(1),
      pair(ours.peak / MB, naive.peak / MB, 0),
      pair(ours.busy, naive.busy, 2),
    ]);
  }
}
console.log("aims: at 1,000 x 200 a p99 under 100 ms and a peak under 150 MB");

const [ours, naive] = [await weigh("ours"), await weigh("naive")];
console.log(
  `one more viewer: ${pair(ours.held / KB, naive.held / KB, 1)} KB of heap and buffers (aim: under 15), ` +
    `${pair(ours.rss / KB, naive.rss / KB, 1)} KB of the process's memory`,
);
