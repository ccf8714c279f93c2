import { TownError } from "../../sim/error.ts";
import type { Clock } from "../clock.ts";
import type { TownStatus } from "../town.ts";
import { askWriter } from "./commands.ts";
import type { NatsLink } from "./connection.ts";

/**
 * How the process that writes a town is, as it says itself: it is asked every two seconds, and at once when there is a reason. One
 * question that it does not answer means nothing: it may be about to come back.
 */
export class WriterWatch {
  readonly #link: NatsLink;
  readonly #town: { readonly town_id: string; readonly run_id: string };
  readonly #clock: Clock;
  readonly #changed: () => void;
  #status: TownStatus | undefined;
  #missed = 0;
  #reason = new AbortController();

  /** @param changed called when there may be news */
  constructor(
    link: NatsLink,
    town: { readonly town_id: string; readonly run_id: string },
    clock: Clock,
    changed: () => void,
  ) {
    this.#link = link;
    this.#town = town;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** What it last said; undefined until it has said anything. */
  get status(): TownStatus | undefined {
    return this.#status;
  }

  /** Nobody answers. While NATS is away that can't be known. */
  get absent(): boolean {
    return this.#missed >= MISSED;
  }

  /** It has said how it is, of itself or because it was asked. */
  heard(status: TownStatus): void {
    this.#status = status;
    this.#missed = 0;
    this.#changed();
  }

  /** Asks again at once. */
  hurry(): void {
    this.#reason.abort();
  }

  async ask(): Promise<void> {
    this.#reason = new AbortController();
    const here = this.#link.connection;
    try {
      this.heard(await askWriter(this.#link, this.#town, { command: "status" }, { patience: PATIENCE }));
    } catch (error) {
      // A writer of another run is no writer of this one.
      if (!(error instanceof TownError) || !here || this.#link.connection !== here) return;
      this.#missed++;
      this.#changed();
    }
  }

  /** Asks now and then, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.hurry(), { once: true });
    while (!signal.aborted) {
      await this.#clock.sleep(this.#missed > 0 ? SOON : EVERY, this.#reason.signal);
      if (!signal.aborted) await this.ask();
    }
  }
}

/** Milliseconds from one question to the next, and after one that was not answered. */
const EVERY = 2000;
const SOON = 500;
/** Milliseconds for an answer. */
const PATIENCE = 2000;
/** Questions without an answer after which it is taken to be absent. */
const MISSED = 2;
