import { setTimeout as sleep } from "node:timers/promises";
import { microseconds } from "./beat.ts";
import { Latencies } from "./latencies.ts";
import { RawViewer, type Ask } from "./raw-viewer.ts";
import { answer } from "./worker.ts";

/** The process that watches: thousands of viewers on one core. */

const viewers: RawViewer[] = [];
const latencies = new Latencies();
/** Beats from this one on are measured. */
let since = Infinity;

const heard = ({ last }: RawViewer, due: number) => {
  if (last >= since) latencies.add(microseconds() - due);
};

const answers = {
  /** `count` more viewers, some at a time. */
  async connect({ count, stalls, ...ask }: Ask & { count: number; stalls?: boolean }): Promise<void> {
    for (let i = 0; i < count; i += TOGETHER) await open(Math.min(TOGETHER, count - i), ask, stalls);
  },
  /** `count` viewers at once. @returns milliseconds until the first half and until all had beat `until` */
  async storm({ count, until, ...ask }: Ask & { count: number; until: number }) {
    const start = microseconds();
    const reached: number[] = [];
    const look = new Promise<void>((resolve) => {
      void open(count, ask, false, (viewer) => {
        if (viewer.last === until && reached.push(microseconds() - start) === count) resolve();
      });
    });
    await Promise.race([look, sleep(PATIENCE)]);
    return {
      ...verdict(),
      half: reached[count >> 1] / 1000,
      all: reached.length === count ? reached.at(-1)! / 1000 : Infinity,
    };
  },
  /** Measures from that beat on. */
  measure(first: number): void {
    since = first;
  },
  /** Resolves when every viewer that doesn't stall has had beat `last`. */
  async watch(last: number) {
    const { user, system } = process.cpuUsage();
    const start = microseconds();
    const patience = start + PATIENCE * 1000;
    while (viewers.some((viewer) => viewer.last < last && viewer.fault === undefined) && microseconds() < patience)
      await sleep(20);
    const used = process.cpuUsage();
    return {
      ...verdict(),
      delivered: latencies.count,
      p50: latencies.quantile(0.5),
      p99: latencies.quantile(0.99),
      /** Share of a core that watching took. */
      busy: (used.user + used.system - user - system) / (microseconds() - start),
    };
  },
};

export type LoadAnswers = typeof answers;

answer(answers);

function open(count: number, ask: Ask, stalls = false, then = heard): Promise<void> {
  let waiting = count;
  return new Promise((resolve) => {
    const began = () => {
      if (--waiting === 0) resolve();
    };
    for (let i = 0; i < count; i++) {
      const viewer = new RawViewer(ask, { began, heard: then, stalls });
      if (!stalls) viewers.push(viewer);
    }
  });
}

/** What went wrong, the first that was noticed; undefined: every viewer had every beat, once and in order. */
function verdict() {
  return { fault: viewers.find(({ fault }) => fault !== undefined)?.fault };
}

const TOGETHER = 100;
/** Milliseconds to wait for viewers that fall behind. */
const PATIENCE = 60_000;
