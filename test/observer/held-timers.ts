import type { Timers } from "../../src/observer/timers.ts";

/** Time that passes only when told to. */
export class HeldTimers implements Timers {
  chance = 0;
  #now = 1_000_000;
  #waiting: { readonly at: number; readonly action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, action: () => void): () => void {
    const entry = { at: this.#now + ms, action };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#now = next.at;
      next.action();
    }
    this.#now = end;
  }
}
