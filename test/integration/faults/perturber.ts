import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "../../../src/sim/random.ts";
import { print, type Asked } from "./history.ts";
import type { Source } from "./watcher.ts";

export type PerturberOptions = {
  readonly town: string;
  /** Asked before each request. */
  readonly source: () => Source;
  /** Ids, asked before each request. */
  readonly citizens: () => readonly string[];
  readonly random: Random;
};

/** Somebody who makes citizens do things, a few times a second, and remembers what was answered. */
export class Perturber {
  readonly asked: Asked[] = [];
  readonly #options: PerturberOptions;
  #stopped = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(options: PerturberOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopped = new AbortController();
    this.#ended = this.#go(this.#stopped.signal);
  }

  /** Asks no more, and waits for the last answer. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#ended;
  }

  async #go(signal: AbortSignal): Promise<void> {
    const { random, citizens, source, town } = this.#options;
    for (;;) {
      await wait(random.between(100, 500), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const ids = citizens();
      if (ids.length === 0) continue;
      const id = random.pick(ids);
      this.asked.push({ what: `solo ${id}`, answer: await ask(`${source().url}/v1/town/${town}/perturb`, id) });
    }
  }
}

async function ask(url: string, citizen: string): Promise<Asked["answer"]> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ operation: "solo", participants: [citizen] }),
      signal: AbortSignal.timeout(8000),
    });
    const answer = (await response.json()) as { readonly seq: number };
    if (response.ok) return { seq: answer.seq, print: print(JSON.stringify(answer)) };
    // A refusal changes nothing; what failed (5xx) may have happened.
    return response.status < 500 ? "refused" : "none";
  } catch {
    return "none";
  }
}
