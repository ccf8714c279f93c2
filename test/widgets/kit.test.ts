import { describe, expect, it } from "vitest";
import { PageModel } from "../../src/widgets/kit/page-model.ts";
import { traitSignals } from "../../src/widgets/kit/traits.ts";
import { JupyterModel, MarimoModel } from "./host-models.ts";

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
