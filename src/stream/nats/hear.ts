import { setTimeout as pause } from "node:timers/promises";
import type { Msg } from "@nats-io/nats-core";
import type { NatsLink } from "./connection.ts";

/**
 * Hears what is said on a subject until `signal` aborts, whatever becomes of the connection. What is said while NATS is away is
 * not heard.
 * @param refused hears why the server doesn't allow it; it is tried again, since somebody may mend that
 */
export async function hear(
  link: NatsLink,
  subject: string,
  message: (message: Msg) => void,
  { signal, refused = () => {} }: { readonly signal: AbortSignal; readonly refused?: (error: Error) => void },
): Promise<void> {
  const callback = (error: Error | null, said: Msg) => (error ? refused(error) : message(said));
  while (!signal.aborted && link.state.kind !== "closed") {
    try {
      const nc = await link.connected(signal);
      const subscription = nc.subscribe(subject, { callback });
      const stop = () => subscription.unsubscribe();
      signal.addEventListener("abort", stop, { once: true });
      await Promise.race([nc.closed(), subscription.closed]);
      signal.removeEventListener("abort", stop);
      if (!signal.aborted && !nc.isClosed()) await pause(AGAIN, undefined, { signal });
    } catch {
      // Aborted, or the connection was closed in this moment: the link knows of it in the next one.
      await pause(0);
    }
  }
}

/** Resolves when `signal` aborts. */
export function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Milliseconds after a refusal. */
const AGAIN = 5000;
