/** Any number of latencies, counted in steps of 0.1 ms up to a minute. */
export class Latencies {
  readonly #counts = new Uint32Array(STEPS);
  count = 0;

  add(microseconds: number): void {
    this.#counts[Math.min(STEPS - 1, Math.max(0, Math.round(microseconds / 100)))]++;
    this.count++;
  }

  /** In milliseconds: the least that a share of `q` stays within. */
  quantile(q: number): number {
    let rest = q * this.count;
    const step = this.#counts.findIndex((count) => (rest -= count) <= 0);
    return step / 10;
  }
}

const STEPS = 600_000;
