import type { Model } from "../../src/widgets/kit/model.ts";

/** A model with marimo's manners: every `set` calls back, equal or not, with the value, and before the next key is set. */
export class MarimoModel implements Model {
  readonly values: Record<string, unknown>;
  readonly listeners = new Map<string, Set<(...args: unknown[]) => void>>();
  readonly sent: Record<string, unknown>[] = [];
  #pending: Record<string, unknown> = {};

  constructor(values: Record<string, unknown>) {
    this.values = values;
  }
  get(key: string): unknown {
    return this.values[key];
  }
  set(key: string, value: unknown): void {
    this.values[key] = value;
    this.#pending[key] = value;
    this.#fire(key);
  }
  save_changes(): void {
    this.sent.push(this.#pending);
    this.#pending = {};
  }
  on(name: string, callback: (...args: unknown[]) => void): void {
    const known = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, known.add(callback));
  }
  off(name: string, callback: (...args: unknown[]) => void): void {
    this.listeners.get(name)?.delete(callback);
  }
  /** What the kernel changed: key by key, calling back in between. */
  update(values: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(values)) {
      this.values[key] = value;
      this.#fire(key);
    }
  }
  #fire(key: string): void {
    for (const listener of this.listeners.get(`change:${key}`) ?? []) listener(this.values[key]);
  }
  get listening(): number {
    return [...this.listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

/** Jupyter's (Backbone's): equal values are nothing, callbacks get (model, value, options), an update sets all keys first. */
export class JupyterModel extends MarimoModel {
  override set(key: string, value: unknown): void {
    if (!Object.is(this.values[key], value)) super.set(key, value);
  }
  override update(values: Record<string, unknown>): void {
    const changed = Object.keys(values).filter((key) => !Object.is(this.values[key], values[key]));
    Object.assign(this.values, values);
    for (const key of changed)
      for (const listener of this.listeners.get(`change:${key}`) ?? []) listener(this, values[key], {});
  }
}
