import { effect, signal, untracked } from "@preact/signals";
import { GuestModel, share } from "./guest.ts";
import type { Host } from "./host.ts";
import { enter } from "./room.ts";
import { WIDGETS } from "./widgets.ts";

/**
 * The one module of all notebook widgets (anywidget). `_widget` says which one a model is.
 *
 * Jupyter evaluates a module for each widget, marimo one for a page; browsers allow few connections to one server. So the first of a
 * page is the one that works, for all of the same build: their widgets share signals, and rooms an observer.
 */
type View = { readonly model: Host; readonly el: HTMLElement; readonly signal?: AbortSignal };

/** Every widget's traits with their defaults. */
export const traits: Readonly<Record<string, Readonly<Record<string, unknown>>>> = Object.fromEntries(
  Object.entries(WIDGETS).map(([name, widget]) => [name, widget.traits]),
);

/** A model for pages that have no notebook: `render({ model: new PageModel({ _widget: "scatter", url, town }), el })`. */
export { PageModel } from "../widgets/kit/page-model.ts";

const PLACE = Symbol.for("agent-town/__AGENT_TOWN_BUILD__");
const page = globalThis as { [PLACE]?: typeof render };

export default { render: (view: View) => (page[PLACE] ??= render)(view) };

/** Traits that say which town a widget shows. */
const WHERE = ["url", "town", "_recording"] as const;

/** Draws a widget in a room, and in another when the notebook says that it shows another town. Returns what closes it. */
function render({ model: host, el, signal: closed }: View): () => void {
  const name = String(host.get("_widget"));
  const widget = WIDGETS[name];
  if (!widget) {
    throw new Error(`_widget must be one of ${Object.keys(WIDGETS).join(", ")}, got ${JSON.stringify(name)}`);
  }
  const moved = signal(0);
  let moving = false;
  // Another server and its town are told one after the other: it moves once, when both are known.
  const move = () => {
    if (moving) return;
    moving = true;
    queueMicrotask(() => {
      moving = false;
      moved.value++;
    });
  };
  for (const key of WHERE) host.on(`change:${key}`, move);
  const stop = effect(() => {
    void moved.value;
    return untracked(() => {
      const { room, leave } = enter(host);
      const stay = new AbortController();
      share(host, room, { ...widget.traits, at: null }, stay.signal);
      const close = widget.render({ model: new GuestModel(host, room), el });
      return () => {
        close();
        stay.abort();
        leave();
      };
    });
  });
  const close = () => {
    stop();
    for (const key of WHERE) host.off(`change:${key}`, move);
    closed?.removeEventListener("abort", close);
  };
  if (closed?.aborted) close();
  else closed?.addEventListener("abort", close);
  return close;
}
