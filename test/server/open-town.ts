import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { startServer, type ServerOptions } from "../../src/server/town-server.ts";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { SseDecoder, type SseMessage } from "../../src/wire/sse.ts";
import { HeldClock } from "../stream/held-clock.ts";

/** A paused town of seven in run r1. */
export function smallTown(clock: HeldClock, log?: { maxBytes?: number; keyframeEvery?: number }): LiveTown {
  const simulation = new Simulation(smallConfig(7, 3), { runId: "r1" });
  return new LiveTown(simulation, new MemoryLog(simulation.town, log), { clock, paused: true });
}

/** The same, running, and its clock. */
export function pausedTown(log?: { maxBytes?: number; keyframeEvery?: number }) {
  const clock = new HeldClock();
  const town = smallTown(clock, log);
  const running = town.run();
  return {
    clock,
    town,
    end: async () => {
      town.close();
      await running;
    },
  };
}

/** The same, served on a free port. */
export async function openTown(
  options: Partial<ServerOptions> = {},
  log?: { maxBytes?: number; keyframeEvery?: number },
) {
  const clock = new HeldClock();
  const town = smallTown(clock, log);
  const server = await startServer({ towns: [town], port: 0, clock, random: () => 0.5, ...options });
  return {
    town,
    clock,
    url: server.url,
    server,
    hall: server.hall,
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/v1/town/smallville/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    /** Closes the server, and lets the time pass in which it says goodbye. */
    end: () => passing(clock, server.close()),
  };
}

/** Lets time pass on `clock` until `promise` is settled. */
export async function passing(clock: HeldClock, promise: Promise<void>): Promise<void> {
  const state = { over: false };
  const settled = promise.finally(() => (state.over = true));
  while (!state.over) await clock.advance(100);
  await settled;
}

/** Reads a stream message by message. */
export class SseReader {
  readonly response: Response;
  readonly #messages: AsyncGenerator<SseMessage, void, void>;
  readonly #abort: AbortController;

  static async open(url: string, headers: Record<string, string> = {}): Promise<SseReader> {
    const abort = new AbortController();
    return new SseReader(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.#messages = messagesOf(response);
  }

  /** The next message; undefined when the server has ended the stream. */
  async next(): Promise<SseMessage | undefined> {
    const { value, done } = await this.#messages.next();
    return done ? undefined : value;
  }

  async take(count: number): Promise<SseMessage[]> {
    const taken: SseMessage[] = [];
    while (taken.length < count) {
      const message = await this.next();
      if (!message) break;
      taken.push(message);
    }
    return taken;
  }

  close(): void {
    this.#abort.abort();
  }
}

async function* messagesOf(response: Response): AsyncGenerator<SseMessage, void, void> {
  const decoder = new SseDecoder();
  const text = new TextDecoder();
  for await (const chunk of response.body!) yield* decoder.push(text.decode(chunk, { stream: true }));
}
