/** How many events a minute of wall time have come of late: a sliding window over readings of a growing count. */
export class Rate {
  readonly #windowMs: number;
  #readings: { readonly at: number; readonly count: number }[] = [];

  constructor(windowMs = 30_000) {
    this.#windowMs = windowMs;
  }

  /** @param at wall time in ms, never less than before. A count that falls (a new run) begins anew. */
  read(at: number, count: number): void {
    if (count < (this.#readings.at(-1)?.count ?? 0)) this.#readings = [];
    this.#readings.push({ at, count });
    while (this.#readings.length > 2 && this.#readings[1].at <= at - this.#windowMs) this.#readings.shift();
  }

  /** Events a minute at `at`, or undefined until 2 s have been watched: less would be a guess. */
  perMinute(at: number): number | undefined {
    const first = this.#readings[0];
    const last = this.#readings.at(-1);
    if (!first || !last || at - first.at < 2000) return undefined;
    return ((last.count - first.count) / (at - first.at)) * 60_000;
  }
}
