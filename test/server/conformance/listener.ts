import { get, type IncomingMessage } from "node:http";
import { SseDecoder, type SseMessage } from "../../../src/wire/sse.ts";

/** One connection to a stream, for as long as it lasts: how it ends is no error but a fact. */
export class Listener {
  readonly messages: SseMessage[] = [];
  /** All that came. */
  text = "";
  /** Of the answer; 0 while there is none. */
  status = 0;
  ended = false;
  /** It ended in good order: the server said all that it had to say. */
  complete = false;
  readonly #sse = new SseDecoder();
  readonly #request: ReturnType<typeof get>;
  #look = () => {};

  /** Asks at once, on a connection of its own. */
  constructor(url: string, headers: Record<string, string> = {}) {
    this.#request = get(url, { agent: false, headers: { accept: "text/event-stream", ...headers } }, (response) =>
      this.#read(response),
    );
    this.#request.on("error", () => this.#end());
  }

  /** Milliseconds after which to come back, as the server said last. */
  get retry(): number | undefined {
    return this.#sse.retry;
  }

  /** Where to go on: "" before the first event. */
  get lastEventId(): string {
    return this.#sse.lastEventId;
  }

  /** Resolves when `enough` holds, or the connection has ended. */
  until(enough: (listener: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.ended || enough(this)) resolve();
      };
      this.#look();
    });
  }

  close(): void {
    this.#request.destroy();
  }

  #read(response: IncomingMessage): void {
    this.status = response.statusCode!;
    const text = new TextDecoder("utf-8", { ignoreBOM: true });
    response.on("data", (bytes: Buffer) => {
      const some = text.decode(bytes, { stream: true });
      this.text += some;
      this.messages.push(...this.#sse.push(some));
      this.#look();
    });
    response.on("error", () => this.#end());
    response.on("close", () => {
      this.complete = response.complete;
      this.#end();
    });
  }

  #end(): void {
    this.ended = true;
    this.#look();
  }
}
