import { apply, checkEvent } from "../sim/apply.ts";
import { formatMoment } from "../sim/clock.ts";
import { digest } from "../sim/digest.ts";
import { TownError } from "../sim/error.ts";
import { found } from "../sim/genesis/found.ts";
import type { TownState } from "../sim/state.ts";
import type { LogFile, LoggedEvent } from "./log-file.ts";

/**
 * Folds a log's file from its founding, event by event, and compares every digest on the way. What it throws names the line:
 * corrupt_log for an event that can't be folded, diverged for a digest that the state doesn't have.
 */
export class Replay {
  readonly town: TownState;
  /** Digests compared so far, all equal. */
  digests = 0;
  #line = 1;
  readonly #log: LogFile;

  constructor(log: LogFile) {
    this.#log = log;
    this.town = found(log.header.config, log.header.run_id);
  }

  take({ event, line }: LoggedEvent): void {
    const { town } = this;
    this.#line = line;
    const problem = checkEvent(event, town);
    if (problem) throw new TownError("corrupt_log", `${this.#log.path}, line ${line}: ${problem}`);
    if (event.type === "town_status") {
      const own = digest(town);
      if (own !== event.digest) {
        throw new TownError(
          "diverged",
          `${this.#log.path}, line ${line}: the digest before event ${event.seq} must be ${own}, the log says ${event.digest}; was it made by another version?`,
        );
      }
      this.digests++;
    }
    apply(town, event);
  }

  /** After the last event. @throws TownError corrupt_log when the header promises more than the file holds. */
  finish(): void {
    const { path, torn, header } = this.#log;
    const moment = formatMoment(this.town);
    if (header.until === undefined || header.until === moment || torn) return;
    throw new TownError(
      "corrupt_log",
      `${path}, line ${this.#line + 1} is missing: the header says that the log reaches ${header.until}, but it ends in ${moment}`,
    );
  }
}
