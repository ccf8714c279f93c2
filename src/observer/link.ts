import { SseDecoder, type SseMessage } from "../wire/sse.ts";
import { backOff } from "./back-off.ts";
import { readStream } from "./read-stream.ts";
import { isFinal, refusal } from "./refusal.ts";
import type { Timers } from "./timers.ts";

/** How the observer stands with its town's server, for people to see. */
export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** The attempt-th attempt in a row begins `inMs` milliseconds after this was said; 0: it is under way. */
  | { readonly kind: "reconnecting"; readonly attempt: number; readonly inMs: number; readonly why: string }
  /** The connection stands, but nothing came since then (milliseconds since 1970), not even a heartbeat. Another is being tried. */
  | { readonly kind: "stale"; readonly sinceMs: number }
  /** The town has said its last; there is nothing to wait for. */
  | { readonly kind: "finished" }
  | { readonly kind: "closed" }
  /** The server refuses for good: trying again by oneself is useless. */
  | { readonly kind: "failed"; readonly why: string };

type LinkEnds = {
  /** Asks for the stream, from wherever it should go on. */
  request(signal: AbortSignal): Promise<Response>;
  /** What one piece of the stream brought: one message or more. */
  receive(messages: readonly SseMessage[]): void;
  changed(connection: Connection): void;
};

/**
 * A stream of messages that mends itself:
 *
 *     connecting ──► live ──(error, end)──► reconnecting ──(back-off)──► live
 *                     └──(silence)──► stale ──(at once)──► live | reconnecting
 *
 * until it is closed, finished (204) or refused for good (4xx).
 */
export class Link {
  readonly #ends: LinkEnds;
  readonly #timers: Timers;
  /** Of the connection under way; its abort makes that connection mute. */
  #abort: AbortController | undefined;
  #cancelTimer = () => {};
  /** Attempts in a row that brought nothing. */
  #attempt = 0;
  #live = false;
  #heardAt = 0;
  #retry: number | undefined;

  constructor(timers: Timers, ends: LinkEnds) {
    this.#timers = timers;
    this.#ends = ends;
  }

  /** Does nothing while a connection is there or under way; tries at once when it was waiting to. */
  start(): void {
    if (this.#abort?.signal.aborted) this.#connect();
    if (this.#abort) return;
    listen("addEventListener", this);
    this.#attempt = 0;
    this.#ends.changed({ kind: "connecting" });
    this.#connect();
  }

  /** Lets go of a connection whose content was no good, and asks again as after `failures` failures in a row. */
  restart(why: string, failures: number): void {
    this.#attempt = failures - 1;
    this.#recover(why);
  }

  stop(last: Connection): void {
    listen("removeEventListener", this);
    this.#release();
    this.#abort = undefined;
    this.#ends.changed(last);
  }

  /** The host's hints about the network; they are only a reason to look at once, for a local server knows no offline. */
  handleEvent({ type }: Event): void {
    if (type === "online" && this.#live) return;
    if (type === "offline")
      this.#ends.changed({ kind: "reconnecting", attempt: 1, inMs: 0, why: "this device says it is offline" });
    this.#connect();
  }

  #connect(): void {
    this.#release();
    const abort = new AbortController();
    this.#abort = abort;
    this.#heardAt = this.#timers.now();
    this.#watch();
    void this.#follow(abort.signal).then((why) => {
      if (!abort.signal.aborted) this.#recover(why);
    });
  }

  /** Follows one connection to its end, and says what ended it. */
  async #follow(signal: AbortSignal): Promise<string> {
    try {
      const response = await this.#ends.request(signal);
      if (signal.aborted) return "";
      const { status } = response;
      if (status === 204) {
        this.stop({ kind: "finished" });
        return "";
      }
      if (!response.ok) {
        const { message } = await refusal(response);
        if (!signal.aborted && isFinal(status)) this.stop({ kind: "failed", why: message });
        return message;
      }
      const type = response.headers.get("content-type") ?? "";
      if (!type.startsWith("text/event-stream"))
        return `the server answered with ${type || "no type"} instead of an event stream`;
      this.#live = true;
      this.#heardAt = this.#timers.now();
      this.#ends.changed({ kind: "live" });
      const sse = new SseDecoder();
      for await (const messages of readStream(response, sse)) {
        if (signal.aborted) return "";
        this.#heardAt = this.#timers.now();
        this.#retry = sse.retry;
        if (messages.length === 0) continue;
        this.#attempt = 0;
        this.#ends.receive(messages);
        if (signal.aborted) return "";
      }
      return "the server ended the stream";
    } catch (error) {
      return `the connection was lost (${error instanceof Error ? error.message : String(error)})`;
    }
  }

  #recover(why: string): void {
    this.#release();
    this.#attempt++;
    const inMs = backOff(this.#attempt, this.#timers.random(), this.#retry);
    const said = { kind: "reconnecting", attempt: this.#attempt, why } as const;
    this.#ends.changed({ ...said, inMs });
    this.#cancelTimer = this.#timers.after(inMs, () => {
      this.#ends.changed({ ...said, inMs: 0 });
      this.#connect();
    });
  }

  /** Looks again when the silence would have lasted too long: no timer is set anew for every piece that comes. */
  #watch(): void {
    this.#cancelTimer = this.#timers.after(this.#heardAt + SILENCE - this.#timers.now(), () => {
      if (this.#timers.now() - this.#heardAt < SILENCE) return this.#watch();
      if (!this.#live) return this.#recover(`the server did not answer for ${SILENCE / 1000} s`);
      this.#ends.changed({ kind: "stale", sinceMs: this.#heardAt });
      this.#connect();
    });
  }

  #release(): void {
    this.#cancelTimer();
    this.#live = false;
    this.#abort?.abort();
  }
}

/** Milliseconds: two heartbeats of the server and a margin. */
const SILENCE = 35_000;

/** Browsers tell when the network comes and goes; Node doesn't. */
function listen(method: "addEventListener" | "removeEventListener", link: Link): void {
  for (const type of ["online", "offline"]) (globalThis as Partial<EventTarget>)[method]?.(type, link);
}
