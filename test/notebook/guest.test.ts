import { describe, expect, it } from "vitest";
import type { Observer } from "../../src/observer/observer.ts";
import { share } from "../../src/notebook/guest.ts";
import type { Room } from "../../src/notebook/room.ts";
import { PageModel } from "../../src/widgets/kit/page-model.ts";
import { JupyterModel, MarimoModel } from "../widgets/host-models.ts";

const DEFAULTS = { selected: [], projection: "pca", height: 500 };

function room(): Room {
  return { model: new PageModel({ height: 0 }), observer: {} as Observer, source: { url: "" } } as unknown as Room;
}

const microtasks = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

describe.each([
  ["marimo", MarimoModel],
  ["Jupyter", JupyterModel],
])("what the widgets of a room share, in %s", (_, Host) => {
  function enter(shared: Room, values: Record<string, unknown> = {}) {
    const host = new Host({ selected: [], projection: "pca", height: 500, ...values });
    const stay = new AbortController();
    share(host, shared, DEFAULTS, stay.signal);
    return { host, leave: () => stay.abort() };
  }

  it("is what one of them chose, and the notebook hears of it from both, once", async () => {
    const shared = room();
    const [one, other] = [enter(shared), enter(shared)];
    shared.model.set("selected", ["alice"]);
    shared.model.set("projection", "axes:warmth,trust");
    await microtasks();
    for (const { host } of [one, other]) {
      expect(host.values).toMatchObject({ selected: ["alice"], projection: "axes:warmth,trust" });
      expect(host.sent).toEqual([{ selected: ["alice"], projection: "axes:warmth,trust" }]);
    }
  });

  it("is what the notebook says to one of them, and only the others tell that back", async () => {
    const shared = room();
    const [one, other] = [enter(shared), enter(shared)];
    one.host.update({ selected: ["bob"], projection: "tsne" });
    await microtasks();
    expect(shared.model.get("selected")).toEqual(["bob"]);
    expect(one.host.sent).toEqual([]);
    expect(other.host.sent).toEqual([{ selected: ["bob"], projection: "tsne" }]);
  });

  it("is taken by who comes later; what a newcomer says otherwise than by default it brings along", async () => {
    const shared = room();
    const one = enter(shared, { selected: ["alice"] });
    const other = enter(shared, { projection: "umap" });
    await microtasks();
    for (const { host } of [one, other]) expect(host.values).toMatchObject({ selected: ["alice"], projection: "umap" });
  });

  it("is not how large a widget is", async () => {
    const shared = room();
    const [one, other] = [enter(shared), enter(shared)];
    one.host.update({ height: 300 });
    await microtasks();
    expect([shared.model.get("height"), other.host.values["height"]]).toEqual([0, 500]);
  });

  it("is heard of no more by who left, and leaves no listener behind", async () => {
    const shared = room();
    const { host, leave } = enter(shared);
    shared.model.set("selected", ["alice"]);
    leave();
    shared.model.set("selected", ["bob"]);
    await microtasks();
    expect([host.sent, host.listening, shared.model.listening]).toEqual([[], 0, 0]);
    expect(host.values["selected"]).toEqual(["alice"]);
  });
});
