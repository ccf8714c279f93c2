import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../../stream/clock.ts";
import { BLOCK } from "./block.ts";
import type { StreamEnd } from "./meter.ts";
import type { Selection } from "./selection.ts";

type ViewerOptions = {
  readonly selection: Selection;
  readonly clock: Clock;
  /** Hears that the viewer has taken what it was given, so many bytes that hold so many events. */
  readonly taken: (viewer: Viewer, events: number, bytes: number) => void;
};

/**
 * One viewer: a cursor, and a connection that takes bytes at its own pace, one write of at most 64 KB at a time. Nothing is
 * queued for it, and nothing is made for it that others could share: ten thousand writes a second go through here.
 *
 * It writes to the socket and not to the response, whose part is done with the head: docs/decisions says what that saves.
 */
export class Viewer {
  readonly selection: Selection;
  /** The last event that it was given or that was passed over for it; undefined: it begins with the present. */
  at: number | undefined;
  /** Announcements that it was told of or that were made before it came. */
  heard = 0;
  /** Why it can't go on where it wished, until it is told. */
  reset: string | undefined;
  /** Something is being looked up for it. */
  waiting = false;
  /** Why it gets no more, once it doesn't. */
  end: StreamEnd | undefined;
  /** The error of ours that ended it. */
  failure: unknown;

  readonly #response: ServerResponse;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #told: ViewerOptions["taken"];
  /** When the write that it has not taken yet began. */
  #writingSince: number | undefined;
  #lastWrite: number;
  /** Of all that it was given last. */
  #bytes = 0;
  #events = 0;
  /** What of it must wait for that write. */
  #rest: Buffer | undefined;

  /** @param response must have its socket, and be flushed before the first write */
  constructor(response: ServerResponse, { selection, clock, taken }: ViewerOptions) {
    this.selection = selection;
    this.#response = response;
    this.#socket = response.socket!;
    this.#clock = clock;
    this.#told = taken;
    this.#lastWrite = clock.now();
  }

  /** It can't be given anything now. */
  get busy(): boolean {
    return this.#writingSince !== undefined || this.waiting || this.end !== undefined;
  }

  /** Milliseconds since it was last written to. */
  get silence(): number {
    return this.#writingSince === undefined ? this.#clock.now() - this.#lastWrite : 0;
  }

  /** Milliseconds for which a write has been waiting for it. */
  get stall(): number {
    return this.#writingSince === undefined ? 0 : this.#clock.now() - this.#writingSince;
  }

  /** Gives it something, when it is not busy. A buffer is not copied, and must not change. */
  give(bytes: Buffer | string, events = 0): void {
    const buffer = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    this.#bytes = buffer.length;
    this.#events = events;
    this.#write(buffer);
  }

  /** Says a last word, unless it would fall into the middle of another, and ends in good order. */
  leave(end: StreamEnd, lastWord = ""): void {
    if (this.end !== undefined) return;
    this.end = end;
    if (lastWord !== "" && this.#rest === undefined && this.#socket.writable) this.#socket.write(lastWord);
    this.#response.end();
  }

  /** Cuts the connection. */
  drop(end: StreamEnd): void {
    this.end ??= end;
    this.#response.destroy();
  }

  fail(error: unknown): void {
    this.failure = error;
    this.drop("failed");
  }

  #write(bytes: Buffer): void {
    const fits = bytes.length <= BLOCK;
    this.#rest = fits ? undefined : bytes.subarray(BLOCK);
    this.#writingSince = this.#clock.now();
    // A socket that can't be written to any more will close: that is told elsewhere.
    if (this.#socket.writable) this.#socket.write(fits ? bytes : bytes.subarray(0, BLOCK), this.#taken);
  }

  /** The system has taken all of a write: the viewer reads. */
  readonly #taken = (error?: Error | null): void => {
    if (error || this.end !== undefined) return;
    this.#lastWrite = this.#clock.now();
    this.#writingSince = undefined;
    if (this.#rest === undefined) this.#told(this, this.#events, this.#bytes);
    else this.#write(this.#rest);
  };
}
