import { TimeoutError, type NatsConnection } from "@nats-io/nats-core";
import { JetStreamApiError, JetStreamError, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { TownError } from "../../sim/error.ts";
import type { NatsLink } from "./connection.ts";

/**
 * What JetStream is asked, with one way to fail: whatever the client throws becomes TownError unavailable, saying what was
 * wanted and why it can't be had; it may be had later.
 * @param wanted after "can't": `read the stream TOWN_smallville`
 * @throws the signal's reason when it aborts before there is an answer, TownErrors as they are
 */
export async function asking<T>(wanted: string, answer: Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await unlessAborted(answer, signal);
  } catch (cause) {
    if (cause instanceof TownError || signal?.aborted) throw cause;
    throw new TownError("unavailable", `can't ${wanted}: ${reasonOf(cause)}`, { cause });
  }
}

/** @throws TownError unavailable while NATS is away. Who would rather wait asks `link.connected`. */
export function present(link: NatsLink, wanted: string): NatsConnection {
  if (link.connection) return link.connection;
  throw away(link, wanted);
}

/** That something can't be had because NATS is away, and why it is. */
export function away({ state: { why } }: NatsLink, wanted: string): TownError {
  return new TownError(
    "unavailable",
    `can't ${wanted}: NATS is away${why === null ? "" : ` (${why})`}; try again when it is back`,
  );
}

/** JetStream's own API, whose answers come from a stream's leader or not at all, within two seconds. */
export function manager(nc: NatsConnection): Promise<JetStreamManager> {
  return jetstreamManager(nc, { checkAPI: false, timeout: 2000 });
}

/** Whether an answer was that there is no such stream. */
export function isNoStream(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === NO_STREAM;
}

const NO_STREAM = 10059;

function reasonOf(error: unknown): string {
  if (error instanceof TimeoutError) return "the server has not answered in time";
  if (error instanceof JetStreamError) return `JetStream says "${error.message}"`;
  return (error as Error).message;
}

function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    const hushed = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    answer.finally(hushed).then(resolve, reject);
  });
}
