import { setTimeout as sleep } from "node:timers/promises";
import type { LoadAnswers } from "./load.ts";
import type { Mode, ServerAnswers } from "./server.ts";
import { Worker } from "./worker.ts";

type Trial = {
  readonly mode: Mode;
  readonly viewers: number;
  /** Events a second. */
  readonly rate: number;
  /** Sockets that take nothing after the answer's head; default 0. */
  readonly stalled?: number;
  /** Events that the stalled have missed before the others come: more than the kernel would hold for them. */
  readonly missed?: number;
};

/**
 * One stream in a process of its own for a second to warm up and four that count. Latency is from when an event was due until
 * the load has read its bytes, in milliseconds.
 * @throws Error when a viewer did not get every event, once and in order.
 */
export async function tryOut({ mode, viewers, rate, stalled = 0, missed = 0 }: Trial) {
  const server = new Worker<ServerAnswers>("server");
  const load = new Worker<LoadAnswers>("load");
  try {
    const port = await server.ask("serve", mode);
    if (stalled > 0) await load.ask("connect", { port, count: stalled, stalls: true });
    await server.ask("burst", missed);
    await load.ask("connect", { port, count: viewers });
    const warm = await server.ask("beat", { rate, count: rate * WARM });
    const count = rate * SECONDS;
    await load.ask("measure", warm + 1);
    const before = await server.ask("cpu", undefined);
    const watching = load.ask("watch", warm + count);
    await server.ask("beat", { rate, count });
    const { fault, delivered, ...seen } = await watching;
    const after = await server.ask("cpu", undefined);
    const end = await server.ask("memory", undefined);
    if (fault !== undefined || delivered !== viewers * count) {
      throw new Error(`${mode}: ${delivered} of ${viewers * count} delivered: ${fault ?? "not in time"}`);
    }
    return {
      ...seen,
      /** Microseconds of the server's time. */
      cpu: (after - before) / delivered,
      /** Bytes. */
      held: end.held,
      peak: end.peak,
    };
  } finally {
    await Promise.all([server.end(), load.end()]);
  }
}

/**
 * Bytes that one more viewer costs that waits for news, from a thousand on: heap and buffers, and all of the process's memory,
 * which the collector's habits make rough. The kernel's own are not in either.
 */
export async function weigh(mode: Mode) {
  const server = new Worker<ServerAnswers>("server");
  const load = new Worker<LoadAnswers>("load");
  try {
    const port = await server.ask("serve", mode);
    const memories = [];
    for (const count of [1000, MORE]) {
      await load.ask("connect", { port, count });
      await server.ask("beat", { rate: 20, count: 10 });
      await sleep(SETTLED);
      memories.push(await server.ask("memory", undefined));
    }
    const [first, last] = memories;
    return { held: (last.held - first.held) / MORE, rss: (last.rss - first.rss) / MORE };
  } finally {
    await Promise.all([server.end(), load.end()]);
  }
}

const WARM = 1;
const SECONDS = 4;
/** Milliseconds in which the greetings are surely taken. */
const SETTLED = 300;
const MORE = 4000;
