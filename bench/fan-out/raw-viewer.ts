import { connect, type Socket } from "node:net";
import { BEAT, readBeats } from "./beat.ts";

export type Ask = { readonly port: number; readonly lastEventId?: string | undefined };

type Hears = {
  /** The answer's head has come. */
  readonly began: () => void;
  readonly heard: (viewer: RawViewer, due: number) => void;
  /** Takes nothing after the head. */
  readonly stalls?: boolean;
};

/**
 * A viewer as cheap as can be made: a socket whose reads share one buffer, a body that is unwrapped and searched, never
 * decoded. It checks that the beats come in order and without gaps.
 */
export class RawViewer {
  readonly #socket: Socket;
  readonly #heard: (number: number, due: number) => void;
  readonly #began: () => void;
  readonly #stalls: boolean;
  #head = "";
  #body: ((bytes: Buffer) => void) | undefined;
  /** Bytes of the chunk under way, its CRLF included; 0: its size is next. */
  #left = 0;
  #size = 0;
  /** The end of a read that ended within a frame. */
  #tail: Buffer = NOTHING;
  /** The last beat; 0 before the first. */
  last = 0;
  /** Why it has stopped, or what it missed. */
  fault: string | undefined;

  constructor({ port, lastEventId }: Ask, { began, heard, stalls = false }: Hears) {
    this.#began = began;
    this.#stalls = stalls;
    this.#heard = (number, due) => {
      if (this.last > 0 && number !== this.last + 1) this.fault ??= `beat ${number} came after ${this.last}`;
      this.last = number;
      heard(this, due);
    };
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      onread: { buffer: SHARED, callback: (count, buffer) => this.#read(Buffer.from(buffer.buffer, 0, count)) },
    });
    this.#socket.on("error", (error) => (this.fault ??= error.message));
    this.#socket.on("close", () => (this.fault ??= "closed"));
    const resume = lastEventId === undefined ? "" : `Last-Event-ID: ${lastEventId}\r\n`;
    this.#socket.write(
      `GET /v1/town/smallville/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\n${resume}\r\n`,
    );
  }

  close(): void {
    this.#socket.destroy();
  }

  /** @returns whether to go on reading */
  #read(bytes: Buffer): boolean {
    if (this.#body) {
      this.#body(bytes);
      return true;
    }
    this.#head += bytes.toString("latin1");
    const end = this.#head.indexOf("\r\n\r\n");
    if (end === -1) return true;
    const rest = Buffer.from(this.#head.slice(end + 4), "latin1");
    this.#head = this.#head.slice(0, end);
    if (!this.#head.startsWith("HTTP/1.1 200")) this.fault = this.#head;
    this.#body = /^transfer-encoding: *chunked/im.test(this.#head)
      ? (chunks) => this.#unwrap(chunks)
      : (text) => this.#search(text);
    this.#body(rest);
    this.#began();
    return !this.#stalls;
  }

  /** RFC 9112, section 7.1; neither extensions nor trailers, which nobody here sends. */
  #unwrap(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#left === 0) {
        const byte = bytes[at++];
        if (byte === LF) [this.#left, this.#size] = [this.#size + 2, 0];
        else if (byte !== CR) this.#size = this.#size * 16 + (byte < 0x3a ? byte - 0x30 : (byte | 0x20) - 0x57);
      } else {
        const end = Math.min(bytes.length, at + this.#left);
        const text = Math.min(end, at + this.#left - 2);
        if (text > at) this.#search(bytes.subarray(at, text));
        this.#left -= end - at;
        at = end;
      }
    }
  }

  #search(text: Buffer): void {
    let kept = text;
    if (this.#tail.length > 0) {
      // A beat that the last read cut in two.
      kept = Buffer.concat([this.#tail, text.subarray(0, BEAT - 1)]);
      readBeats(kept, this.#heard);
    }
    readBeats(text, this.#heard);
    if (text.length >= BEAT) kept = text;
    this.#tail = text.at(-1) === LF ? NOTHING : Buffer.from(kept.subarray(Math.max(0, kept.length - BEAT + 1)));
  }
}

const CR = 0x0d;
const LF = 0x0a;
const NOTHING = Buffer.alloc(0);
/** All viewers read into it: what a read brings is searched before the next. */
const SHARED = Buffer.from(new ArrayBuffer(64 * 1024));
