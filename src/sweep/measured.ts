import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { formatMoment, ordinal, type Moment } from "../sim/clock.ts";
import { digest } from "../sim/digest.ts";
import type { TownEvent } from "../sim/event.ts";
import type { Measures } from "../sim/measures.ts";
import { Simulation } from "../sim/simulation.ts";
import { logHeader, LogWriter } from "../stream/log-format.ts";
import type { Run } from "./question.ts";

/** Measures of which a sweep tells the last phase's and the mean over all phases. */
export const FOLLOWED = [
  "tension",
  "cooperation",
  "mean_drift",
  "drama",
  "tokens",
  "coalitions",
  "bridges",
  "unaffiliated",
] as const satisfies readonly (keyof Measures)[];

type Followed = Readonly<Record<(typeof FOLLOWED)[number], number>>;

/** What a run came to. */
export type Measured = {
  readonly events: number;
  /** Of the last phase. */
  readonly last: Followed;
  /** Over all phases. */
  readonly mean: Followed;
  readonly tokensTotal: number;
  readonly formed: number;
  readonly dissolved: number;
  /** Shares of the nights at whose end there were two coalitions or more, and a citizen in more than one. */
  readonly severalNights: number;
  readonly bridgedNights: number;
  /** Of the state after the last event. */
  readonly digest: string;
};

/**
 * Lives a run to the dawn after its last day, as `agent-town run` does.
 * @param log the file to write its log to: the same bytes as that command's
 */
export function measure({ config, days, runId }: Run, log?: string): Measured {
  const end: Moment = { day: days + 1, phase: "MORNING" };
  const simulation = new Simulation(config, { runId });
  const tally = new Tally();
  const written = log === undefined ? undefined : new LogFile(log);
  try {
    written?.line((writer) => writer.header(logHeader(runId, config, formatMoment(end))));
    for (let over = false; !over;) {
      const event = simulation.next();
      written?.line((writer) => writer.event(event));
      tally.take(event);
      over = event.type === "town_status" && ordinal(event) >= ordinal(end);
    }
    written?.done();
  } catch (error) {
    written?.drop();
    throw error;
  }
  return { events: simulation.town.seq, ...tally.sum(), digest: digest(simulation.town) };
}

class Tally {
  readonly #sums = zeros();
  #last: Measures | undefined;
  #phases = 0;
  #nights = 0;
  #several = 0;
  #bridged = 0;
  #formed = 0;
  #dissolved = 0;

  take(event: TownEvent): void {
    if (event.type === "coalition") {
      if (event.kind === "formed") this.#formed++;
      if (event.kind === "dissolved") this.#dissolved++;
    }
    // The first one opens the town: nothing ended with it.
    if (event.type !== "town_status" || event.seq === 1) return;
    const { metrics } = event;
    this.#last = metrics;
    this.#phases++;
    for (const name of FOLLOWED) this.#sums[name] += metrics[name];
    if (event.phase !== "MORNING") return;
    this.#nights++;
    if (metrics.coalitions >= 2) this.#several++;
    if (metrics.bridges >= 1) this.#bridged++;
  }

  sum(): Omit<Measured, "events" | "digest"> {
    const mean = zeros();
    for (const name of FOLLOWED) mean[name] = this.#sums[name] / this.#phases;
    const last = zeros();
    for (const name of FOLLOWED) last[name] = this.#last![name];
    return {
      last,
      mean,
      tokensTotal: this.#last!.tokens_total,
      formed: this.#formed,
      dissolved: this.#dissolved,
      severalNights: this.#several / this.#nights,
      bridgedNights: this.#bridged / this.#nights,
    };
  }
}

function zeros(): Record<(typeof FOLLOWED)[number], number> {
  return Object.fromEntries(FOLLOWED.map((name) => [name, 0])) as Record<(typeof FOLLOWED)[number], number>;
}

/** A log that takes its name when it is whole. */
class LogFile {
  readonly #path: string;
  readonly #partial: string;
  readonly #file: number;
  readonly #writer = new LogWriter();
  #text = "";

  constructor(path: string) {
    this.#path = path;
    this.#partial = `${path}.partial`;
    this.#file = openSync(this.#partial, "w");
  }

  line(of: (writer: LogWriter) => string): void {
    this.#text += of(this.#writer);
    if (this.#text.length >= 256 * 1024) this.#flush();
  }

  done(): void {
    this.#flush();
    closeSync(this.#file);
    renameSync(this.#partial, this.#path);
  }

  drop(): void {
    closeSync(this.#file);
    rmSync(this.#partial, { force: true });
  }

  #flush(): void {
    writeSync(this.#file, this.#text);
    this.#text = "";
  }
}
