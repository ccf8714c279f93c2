import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { SseDecoder, type SseMessage } from "../../../src/wire/sse.ts";

/** A response, and its socket, whose viewer takes bytes when the test says so. */
export class HeldResponse extends EventEmitter {
  status = 0;
  headers: Record<string, string> = {};
  text = "";
  ended = false;
  dropped = false;
  readonly sizes: number[] = [];
  #takes: (() => void)[] = [];
  #willing: boolean;

  constructor(willing = true) {
    super();
    this.#willing = willing;
  }

  get asResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }

  get socket(): this {
    return this;
  }

  get writable(): boolean {
    return !this.ended && !this.dropped;
  }

  get outstanding(): number {
    return this.#takes.length;
  }

  writeHead(status: number, headers: Record<string, string>): this {
    this.status = status;
    this.headers = headers;
    return this;
  }

  write(bytes: Uint8Array | string, taken?: () => void): boolean {
    const buffer = typeof bytes === "string" ? Buffer.from(bytes) : Buffer.from(bytes);
    this.sizes.push(buffer.length);
    this.text += buffer.toString("latin1");
    if (taken) this.#takes.push(taken);
    if (this.#willing) this.take();
    return true;
  }

  /** The viewer takes what was written, and from now on everything. */
  take(): void {
    this.#willing = true;
    for (const taken of this.#takes.splice(0)) setImmediate(taken);
    if (this.ended) this.emit("close");
  }

  refuse(): void {
    this.#willing = false;
  }

  /** As a response does, it closes when all has been taken. */
  end(text?: string): void {
    if (text !== undefined) this.write(text);
    this.ended = true;
    if (this.#takes.length === 0) this.emit("close");
  }

  destroy(): void {
    this.dropped = true;
    this.emit("close");
  }

  get messages(): SseMessage[] {
    return new SseDecoder().push(Buffer.from(this.text, "latin1").toString("utf8"));
  }

  get ids(): string[] {
    return this.messages.map(({ id }) => id);
  }

  setNoDelay(): void {}
  cork(): void {}
  uncork(): void {}
  flushHeaders(): void {}
  removeHeader(): void {}
}
