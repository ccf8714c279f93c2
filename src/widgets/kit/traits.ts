import { batch, effect, signal, type Signal } from "@preact/signals";
import type { Model } from "./model.ts";

export type TraitSignals<T> = { readonly [K in keyof T]: Signal<T[K]> };

/**
 * A model's traits as signals, two-way. Where the model has no value, the signal begins with the default and the model
 * stays as it is. Setting a signal is a deliberate choice: it is set on the model at once and saved once per microtask.
 * Nothing is left on the model after `abort`.
 *
 *     model ──change:key──► dirty ──one microtask──► read all keys ──batch──► signals
 *     model ◄──set, then one save_changes──────── effect, unless the value came from there
 */
export function traitSignals<T extends Record<string, unknown>>(
  model: Model,
  defaults: T,
  abort: AbortSignal,
): TraitSignals<T> {
  const keys = Object.keys(defaults) as (keyof T & string)[];
  const read = <K extends keyof T & string>(key: K) => (model.get(key) ?? defaults[key]) as T[K];
  /** What the model and the signal last agreed on: a value that came from the model is not sent back to it. */
  const agreed = new Map<string, unknown>(keys.map((key) => [key, read(key)]));
  const signals = Object.fromEntries(keys.map((key) => [key, signal(agreed.get(key))])) as TraitSignals<T>;

  // A host may call back key by key while the other keys are still old (marimo does), with arguments of its own, and
  // for values that did not change: so callbacks only mark, and one microtask reads everything.
  const changed = oncePerMicrotask(abort, () => {
    batch(() => {
      for (const key of keys) {
        const value = read(key);
        if (same(agreed.get(key), value)) continue;
        agreed.set(key, value);
        signals[key].value = value;
      }
    });
  });
  const save = oncePerMicrotask(abort, () => model.save_changes());

  for (const key of keys) {
    model.on(`change:${key}`, changed);
    const stop = effect(() => {
      const value = signals[key].value;
      if (same(agreed.get(key), value)) return;
      agreed.set(key, value);
      model.set(key, value);
      save();
    });
    abort.addEventListener("abort", () => {
      stop();
      model.off(`change:${key}`, changed);
    });
  }
  return signals;
}

/** Of the calls of one turn, the work is done once at its end, unless aborted by then. */
export function oncePerMicrotask(abort: AbortSignal, work: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      if (!abort.aborted) work();
    });
  };
}

/** Equal, or lists of equal things: hosts hand over a new list each time. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
}
