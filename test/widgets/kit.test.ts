import { describe, expect, it } from "vitest";
import type { Model } from "../../src/widgets/kit/model.ts";
import { PageModel } from "../../src/widgets/kit/page-model.ts";
import { traitSignals } from "../../src/widgets/kit/traits.ts";

/** A model with marimo's manners: every `set` calls back, equal or not, with the value, and before the next key is set. */
class MarimoModel implements Model {
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
class JupyterModel extends MarimoModel {
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

/** A page's: no kernel, so an update is a `set`. */
class PageModelForTest extends PageModel {
  readonly sent: Record<string, unknown>[] = [];
  #pending: Record<string, unknown> = {};
  override set(key: string, value: unknown): void {
    this.#pending[key] = value;
    super.set(key, value);
  }
  override save_changes(): void {
    this.sent.push(this.#pending);
    this.#pending = {};
  }
  update(values: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(values)) super.set(key, value);
  }
}

const hosts = { marimo: MarimoModel, Jupyter: JupyterModel, page: PageModelForTest };
const microtask = () => Promise.resolve();
const DEFAULTS = { projection: "pca", selected: [] as string[], height: 480 };

describe.each(Object.entries(hosts))("traits as signals, in %s", (_, Host) => {
  it("begin with the model's values, and with the default where it has none, which is not written back", async () => {
    const model = new Host({ projection: "axes:warmth,trust" });
    const traits = traitSignals(model, DEFAULTS, new AbortController().signal);
    expect(traits.projection.value).toBe("axes:warmth,trust");
    expect(traits.height.value).toBe(480);
    await microtask();
    expect(model.get("height")).toBeUndefined();
    expect(model.sent).toEqual([]);
  });

  it("follow the model after one microtask, all keys together", async () => {
    const model = new Host({ ...DEFAULTS });
    const traits = traitSignals(model, DEFAULTS, new AbortController().signal);
    const seen: string[] = [];
    const stop = traits.projection.subscribe((projection) => seen.push(`${projection} ${traits.height.peek()}`));
    model.update({ projection: "axes:trust,warmth", height: 600 });
    await microtask();
    expect(traits.height.value).toBe(600);
    // The subscriber of the first key must already see the second one's new value, once the batch is through.
    expect(seen).toEqual(["pca 480", "axes:trust,warmth 600"]);
    stop();
  });

  it("send a deliberate change once, and do not send back what came from the model", async () => {
    const model = new Host({ ...DEFAULTS });
    const traits = traitSignals(model, DEFAULTS, new AbortController().signal);
    traits.selected.value = ["alice"];
    traits.projection.value = "axes:warmth,trust";
    await microtask();
    expect(model.sent).toEqual([{ selected: ["alice"], projection: "axes:warmth,trust" }]);
    model.update({ selected: ["bob"] });
    await microtask();
    await microtask();
    expect(traits.selected.value).toEqual(["bob"]);
    expect(model.sent).toHaveLength(1);
  });

  it("take a list of the same things for no change", async () => {
    const model = new Host({ ...DEFAULTS, selected: ["alice"] });
    const traits = traitSignals(model, DEFAULTS, new AbortController().signal);
    let changes = -1;
    const stop = traits.selected.subscribe(() => changes++);
    model.update({ selected: ["alice"] });
    await microtask();
    traits.selected.value = ["alice"];
    await microtask();
    expect(model.sent).toEqual([]);
    expect(changes).toBeLessThanOrEqual(1);
    stop();
  });

  it("leave no listener on the model after abort, and stay silent from then on", async () => {
    const model = new Host({ ...DEFAULTS });
    const others = () => {};
    model.on("change:projection", others);
    const closing = new AbortController();
    const traits = traitSignals(model, DEFAULTS, closing.signal);
    expect(model.listening).toBe(4);
    traits.height.value = 700;
    closing.abort();
    traits.height.value = 800;
    model.update({ projection: "axes:trust,warmth" });
    await microtask();
    expect(model.listening).toBe(1);
    expect(model.get("height")).toBe(700);
    expect(model.sent).toEqual([]);
    expect(traits.projection.value).toBe("pca");
  });

  it("two views of one model see each other's choices", async () => {
    const model = new Host({ ...DEFAULTS });
    const [left, right] = [new AbortController(), new AbortController()];
    const [a, b] = [traitSignals(model, DEFAULTS, left.signal), traitSignals(model, DEFAULTS, right.signal)];
    a.selected.value = ["alice"];
    await microtask();
    expect(b.selected.value).toEqual(["alice"]);
    left.abort();
    b.selected.value = ["bob"];
    await microtask();
    expect(a.selected.value).toEqual(["alice"]);
    expect(model.get("selected")).toEqual(["bob"]);
  });
});
