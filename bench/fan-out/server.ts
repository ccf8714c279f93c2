import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { TownStream } from "../../src/server/stream/town-stream.ts";
import { BeatingTown } from "./beating-town.ts";
import { NaiveStream } from "./naive-stream.ts";
import { answer } from "./worker.ts";

/** The process that is measured: one town, one of the two streams, nothing else. */

const town = new BeatingTown();
const clock = {
  now: () => performance.now(),
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, signal && { signal }).catch(() => {}),
};
const streams = {
  ours: () => new TownStream(town, { clock, random: Math.random }),
  naive: () => new NaiveStream(town),
};

export type Mode = keyof typeof streams;

const answers = {
  /** @returns the port */
  async serve(mode: Mode): Promise<number> {
    const stream = streams[mode]();
    const server = createServer((request, response) => {
      const lastEventId = request.headers["last-event-id"] as string | undefined;
      if (stream instanceof NaiveStream) void stream.serve(response, lastEventId);
      else void stream.serve(response, { lastEventId });
    });
    // Two thousand come at once: a shorter queue would have the kernel turn them away for a second.
    await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, resolve));
    return (server.address() as AddressInfo).port;
  },
  /** @returns how many events there are then */
  async beat({ rate, count }: { rate: number; count: number }): Promise<number> {
    await town.beatAt(rate, count);
    return town.beats;
  },
  /** As fast as can be, with a turn for the sockets now and then. @returns how many events there are then */
  async burst(count: number): Promise<number> {
    for (let i = 0; i < count; i++) {
      town.beat();
      if (i % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    }
    return town.beats;
  },
  /** Microseconds of all its threads so far. */
  cpu(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  /** In bytes, once the garbage is gone: heap and buffers, all the process's memory, and the most that ever was. */
  memory() {
    globalThis.gc!();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { held: heapUsed + external, rss, peak: process.resourceUsage().maxRSS * 1024 };
  },
};

export type ServerAnswers = typeof answers;

answer(answers);
