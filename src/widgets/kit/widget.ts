import { effect, untracked, type ReadonlySignal } from "@preact/signals";
import { Observer } from "../../observer/observer.ts";
import type { Theme } from "../../scene/palette.ts";
import type { Model } from "./model.ts";
import primitives from "./primitives.css?inline";
import { themeSignal } from "./theme.ts";
import tokens from "./tokens.css?inline";
import { traitSignals, type TraitSignals } from "./traits.ts";

/** Traits of every widget: which town on which server, and the theme (`light`, `dark` or `auto`). */
const COMMON = { url: "", town: "", theme: "auto" };
type Common = { url: string; town: string; theme: string };

export type WidgetContext<T> = {
  /** An element of the widget's own, inside its own shadow root, with `class="root"` and `data-theme`. */
  readonly root: HTMLElement;
  /** The one that the traits are of. */
  readonly model: Model;
  readonly traits: TraitSignals<Omit<Common, keyof T> & T>;
  readonly observer: Observer;
  readonly theme: ReadonlySignal<Theme>;
  /** Aborted when this view closes. */
  readonly abort: AbortSignal;
};

export type Widget = {
  /** Its traits with their defaults. */
  readonly traits: Readonly<Record<string, unknown>>;
  /** Draws a view inside `el` and returns how to close it; `signal` closes it too. */
  render(view: { readonly model: Model; readonly el: HTMLElement; readonly signal?: AbortSignal }): () => void;
};

/**
 * Makes an anywidget front-end module's default export. The widget draws in a shadow root of its own, so that no style
 * leaks in or out; it speaks through traits; it watches the observer that a page's model hands over, or one of its own on
 * the model's `url` (empty: where the page came from) and `town`. Closing a view leaves nothing behind.
 *
 *     export default defineWidget({ name: "feed", css, traits: { filter: "" }, render({ root, traits, observer, abort }) { ... } });
 */
export function defineWidget<T extends Record<string, unknown>>(spec: {
  readonly name: string;
  readonly css: string;
  readonly traits: T;
  render(context: WidgetContext<T>): void | (() => void);
}): Widget {
  const defaults = { ...COMMON, ...spec.traits };
  return {
    traits: defaults,
    render({ model, el, signal }) {
      const closing = new AbortController();
      const abort = closing.signal;
      const close = () => closing.abort();
      if (signal?.aborted) return close;
      signal?.addEventListener("abort", close, { signal: abort });

      const traits = traitSignals(model, defaults, abort) as unknown as TraitSignals<Common & T>;
      const theme = themeSignal(traits.theme, abort);
      const place = document.createElement("div");
      place.className = `agent-town-${spec.name}`;
      // JupyterLab's own keys (`d d` deletes a cell) leave whoever types in here alone.
      place.dataset["lmSuppressShortcuts"] = "true";
      const shadow = place.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [tokens, primitives, spec.css].map(styleSheet);
      el.append(place);

      const stop = effect(() => {
        const [url, town] = [traits.url.value, traits.town.value];
        const { observer, close: hangUp } = untracked(() => observerOf(model, url, town));
        const view = new AbortController();
        const root = document.createElement("div");
        root.className = "root";
        const dress = effect(() => {
          root.dataset["theme"] = theme.value;
        });
        shadow.replaceChildren(root);
        const undo =
          observer && untracked(() => spec.render({ root, model, traits, observer, theme, abort: view.signal }));
        if (!observer) root.append("No town yet: set this widget's town, and the url of the server that runs it.");
        return () => {
          view.abort();
          undo?.();
          dress();
          hangUp();
        };
      });
      abort.addEventListener("abort", () => {
        stop();
        place.remove();
      });
      return close;
    },
  };
}

/** The page's observer, or a new one that this view closes; none while no town is named. */
function observerOf(
  model: Model,
  url: string,
  town: string,
): { readonly observer?: Observer; readonly close: () => void } {
  const handed = (model as { readonly observer?: Observer }).observer;
  if (handed) return { observer: handed, close: () => {} };
  if (town === "") return { close: () => {} };
  const observer = new Observer({ url: url || location.origin, town });
  observer.connect();
  return { observer, close: () => observer.close() };
}

function styleSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}
