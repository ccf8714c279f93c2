import { TownError } from "../sim/error.ts";

/** Server-sent events: the text/event-stream format of the WHATWG HTML standard, section 9.2, written and read. */

type SseFrame = {
  readonly event?: string;
  readonly id?: string;
  /** Any text. Its line ends, of whatever kind, arrive as LF. */
  readonly data?: string;
  /** Milliseconds after which a client should reconnect: a whole number >= 0. */
  readonly retry?: number;
  /** Ignored by clients; keeps a connection alive. */
  readonly comment?: string;
};

/**
 * One frame, ready for the socket. No value can start a field or a frame of its own.
 * @throws TownError invalid_input when event or id hold CR, LF or NUL, or retry is no whole number: they cannot be said.
 */
export function encodeFrame({ event, id, data, retry, comment }: SseFrame): string {
  let frame = "";
  if (comment !== undefined) frame += field("", comment);
  if (event !== undefined) frame += `event: ${oneLine("event", event)}\n`;
  if (id !== undefined) frame += `id: ${oneLine("id", id)}\n`;
  if (retry !== undefined) frame += `retry: ${milliseconds(retry)}\n`;
  if (data !== undefined) frame += field("data", data);
  return `${frame}\n`;
}

export type SseMessage = {
  /** "message" when the frame named none. */
  readonly event: string;
  readonly data: string;
  /** The last id that the stream has set, by this frame or an earlier one; "" before the first. */
  readonly id: string;
};

/**
 * Reads a stream, given in pieces that may be cut anywhere between two characters. One decoder per connection: a frame that the
 * connection's end cut off is never dispatched. Cost: linear in the text, however it is cut.
 */
export class SseDecoder {
  /** What `id` the stream has set last, also by a frame without data. Not yet that of a frame still under way. */
  lastEventId = "";
  /** What `retry` the stream has set last, in milliseconds. */
  retry: number | undefined;

  #begun = false;
  #afterCr = false;
  /** The line under way: a rope, flattened once when it ends. */
  #line = "";
  #event = "";
  #id = "";
  #data: string[] = [];

  /** The messages that `chunk` completes. */
  push(chunk: string): SseMessage[] {
    const messages: SseMessage[] = [];
    if (chunk === "") return messages;
    let start = 0;
    if (!this.#begun && chunk.startsWith("\uFEFF")) start = 1;
    this.#begun = true;
    if (this.#afterCr && chunk.startsWith("\n")) start = 1;
    this.#afterCr = false;

    let cr = chunk.indexOf("\r", start);
    let lf = chunk.indexOf("\n", start);
    while (cr !== -1 || lf !== -1) {
      const end = cr === -1 || (lf !== -1 && lf < cr) ? lf : cr;
      this.#endLine(this.#line + chunk.slice(start, end), messages);
      this.#line = "";
      start = end + 1;
      if (end === cr) {
        if (lf === start) start++;
        else this.#afterCr = start === chunk.length;
        cr = chunk.indexOf("\r", start);
      }
      if (lf !== -1 && lf < start) lf = chunk.indexOf("\n", start);
    }
    this.#line += chunk.slice(start);
    return messages;
  }

  #endLine(line: string, messages: SseMessage[]): void {
    if (line === "") return this.#dispatch(messages);
    const colon = line.indexOf(":");
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#event = value;
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    else if (name === "retry" && /^[0-9]+$/.test(value)) this.retry = Number(value);
  }

  #dispatch(messages: SseMessage[]): void {
    this.lastEventId = this.#id;
    if (this.#data.length > 0) {
      messages.push({ event: this.#event || "message", data: this.#data.join("\n"), id: this.#id });
      this.#data = [];
    }
    this.#event = "";
  }
}

const LINE_END = /\r\n|\r|\n/;

function field(name: string, value: string): string {
  if (!LINE_END.test(value)) return `${name}: ${value}\n`;
  return value
    .split(LINE_END)
    .map((line) => `${name}: ${line}\n`)
    .join("");
}

function oneLine(name: string, value: string): string {
  if (!/[\r\n\0]/.test(value)) return value;
  throw new TownError("invalid_input", `${name} of a frame must be one line without NUL, got ${JSON.stringify(value)}`);
}

function milliseconds(retry: number): number {
  if (Number.isSafeInteger(retry) && retry >= 0) return retry;
  throw new TownError("invalid_input", `retry must be a whole number of milliseconds from 0, got ${retry}`);
}
