import type { Observer } from "../../observer/observer.ts";
import type { Model } from "./model.ts";

/**
 * A widget's model on a plain page: traits in memory, with a notebook model's manners. The widgets of one page share one
 * observer, and so one connection, by being handed it.
 */
export class PageModel implements Model {
  readonly observer: Observer | undefined;
  readonly #values: Map<string, unknown>;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(values: Readonly<Record<string, unknown>> = {}, observer?: Observer) {
    this.#values = new Map(Object.entries(values));
    this.observer = observer;
  }

  get(key: string): unknown {
    return this.#values.get(key);
  }

  /** Calls the key's listeners at once, unless the value is the same (`Object.is`). */
  set(key: string, value: unknown): void {
    if (this.#values.has(key) && Object.is(this.#values.get(key), value)) return;
    this.#values.set(key, value);
    for (const listener of this.#listeners.get(`change:${key}`) ?? []) listener();
  }

  /** A page has no kernel to save to: it listens for the changes it cares about. */
  save_changes(): void {}

  on(name: `change:${string}`, callback: () => void): void {
    const known = this.#listeners.get(name);
    if (known) known.add(callback);
    else this.#listeners.set(name, new Set([callback]));
  }

  off(name: `change:${string}`, callback: () => void): void {
    this.#listeners.get(name)?.delete(callback);
  }

  /** Listeners still attached: 0 once every view is closed. */
  get listening(): number {
    let count = 0;
    for (const listeners of this.#listeners.values()) count += listeners.size;
    return count;
  }
}
