import type { CliIo } from "./io.ts";

/**
 * How far a long command is, on a terminal's standard error; silent elsewhere. Call `at` as often as you like: ten times a second
 * it draws, lets the event loop have its turn, and ends the command if the person has asked for that.
 */
export class Progress {
  readonly #io: CliIo;
  readonly #began: number;
  readonly #unit: string;
  #looked: number;
  #drawn = false;

  /** @param unit of what is counted */
  constructor(io: CliIo, unit = "events") {
    this.#io = io;
    this.#unit = unit;
    this.#began = this.#looked = io.clock.now();
  }

  /**
   * @param share of the work that is done, in [0, 1] @param what it is at: `day 12 of 30` @param count what is done so far, in its unit
   * @throws the interruption's reason when there was one
   */
  at(share: number, what: string, count: number): Promise<void> | undefined {
    const now = this.#io.clock.now();
    if (now - this.#looked < 100) return undefined;
    this.#looked = now;
    return this.#look(share, what, count, now);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#drawn) this.#io.say("\r\u001b[K");
  }

  async #look(share: number, what: string, count: number, now: number): Promise<void> {
    const { io, began } = { io: this.#io, began: this.#began };
    if (io.errIsTerminal) {
      const filled = Math.round(Math.min(1, share) * WIDTH);
      const rate = ((count / (now - began)) * 1000).toLocaleString("en", { maximumSignificantDigits: 3 });
      const line = ` ${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${what} · ${rate} ${this.#unit}/s`;
      io.say(`\r${line.slice(0, Math.max(20, io.columns - 1))}\u001b[K`);
      this.#drawn = true;
    }
    await io.clock.sleep(0);
    io.interrupted.throwIfAborted();
  }
}

const WIDTH = 24;
