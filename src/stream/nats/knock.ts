import { connect } from "node:net";
import type { NatsServer } from "./server-url.ts";

/**
 * Knocks at a server's door: connects, waits for the first word of NATS, and goes again. The official client tells
 * nobody why it can't connect while it tries again, and keeps a socket open for each attempt at a server that hangs.
 * @returns undefined when NATS is spoken there, else why not, within `PATIENCE`: `127.0.0.1:4222 refuses connections`.
 */
export function knock({ host, port, address }: NatsServer, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let why = "can't be reached";
    const socket = connect({ host, port })
      .once("connect", () => (why = "takes connections, but does not answer"))
      .once("data", (chunk) => answer(FIRST_WORD.test(chunk.toString("latin1")) ? undefined : "does not speak NATS"))
      .once("end", () => answer("takes connections, but closes them again"))
      .on("error", ({ code, message }: NodeJS.ErrnoException) => answer(SPOKEN[code ?? ""] ?? message));
    const patience = setTimeout(() => answer(why), PATIENCE);
    const leave = () => answer("was not waited for");
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();

    function answer(words: string | undefined): void {
      clearTimeout(patience);
      signal.removeEventListener("abort", leave);
      socket.destroy();
      resolve(words && `${address} ${words}`);
    }
  });
}

/** Milliseconds. */
const PATIENCE = 1000;
const FIRST_WORD = /^INFO /i;

const SPOKEN: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses connections",
  ECONNRESET: "takes connections, but closes them again",
  ENOTFOUND: "can't be found: no such name",
  EAI_AGAIN: "can't be found: no answer about its name",
  EHOSTUNREACH: "can't be reached",
  ENETUNREACH: "can't be reached",
  ETIMEDOUT: "can't be reached",
};
