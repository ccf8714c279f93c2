import type { ServerResponse } from "node:http";
import type { Clock } from "../stream/clock.ts";
import { BLOCK } from "./frame-ring.ts";

/**
 * One viewer's connection. It takes bytes at its own pace, one write of at most 64 KB at a time: nothing is queued for it here.
 */
export class Viewer {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  /** Since when a write has been waiting for the viewer to take it. */
  #writingSince: number | undefined;
  #lastWrite: number;
  /** Wakes the loop that serves this viewer, whatever it waits for. */
  #wake = () => {};
  #gone = false;

  constructor(response: ServerResponse, clock: Clock) {
    this.#response = response;
    this.#clock = clock;
    this.#lastWrite = clock.now();
    const leave = () => {
      this.#gone = true;
      this.#wake();
    };
    response.on("close", leave);
    response.on("error", leave);
  }

  /** The connection has ended. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Milliseconds since it was last written to. */
  get silence(): number {
    return this.#writingSince === undefined ? this.#clock.now() - this.#lastWrite : 0;
  }

  /** Milliseconds for which a write has been waiting. */
  get stall(): number {
    return this.#writingSince === undefined ? 0 : this.#clock.now() - this.#writingSince;
  }

  /** Resolves when the viewer has taken all, or is gone. */
  async send(bytes: Buffer | string): Promise<void> {
    const buffer = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    for (let start = 0; start < buffer.length && !this.#gone; start += BLOCK) {
      this.#writingSince = this.#clock.now();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#response.write(buffer.subarray(start, start + BLOCK), () => resolve());
      });
      this.#writingSince = undefined;
      this.#lastWrite = this.#clock.now();
    }
  }

  /** Resolves at the next `wake`, or when the viewer goes. */
  idle(): Promise<void> {
    if (this.#gone) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Ends an `idle`; nothing otherwise. */
  wake(): void {
    if (this.#writingSince === undefined) this.#wake();
  }

  /** Says goodbye in good order. */
  end(): void {
    this.#response.end();
  }

  /** Cuts the connection. */
  drop(): void {
    this.#response.destroy();
  }
}
