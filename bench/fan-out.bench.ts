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
 *     viewers  events/s       p50 ms          p99 ms   us per delivery  ratio    peak MB
 *         100        20    3.1 | 3.4       7.4 | 7.3       18.9 | 21.1    1.1    60 | 73
 *         100        50    2.4 | 2.7      61.4 | 6.7       15.7 | 20.5    1.3    63 | 73
 *         100       200    3.0 | 3.0     16.3 | 11.2       16.7 | 20.8    1.2    64 | 73
 *        1000        20   9.2 | 11.0     23.3 | 27.2       13.5 | 18.4    1.4   77 | 125
 *        1000        50  20.1 | 12.7     40.2 | 42.0       11.2 | 18.7    1.7   78 | 123
 *        1000       200  24.7 |  273      60.5 | 602         3.0 | 3.9    1.3   79 | 136
 *
 * One more viewer: 5.6 | 5.0 KB of heap and buffers, 12 | 18 KB of the process's memory. "Ours | naive", on two cores of a
 * virtual machine that others kept busy, Node 20. A write costs the kernel some 10 us, of 450 bytes or of
 * 3,600: what saves time is to write less often.
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
