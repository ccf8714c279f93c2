import { batch, signal, type Signal } from "@preact/signals";
import { render } from "preact";
import { Client } from "../observer/client.ts";
import type { ObserverOptions } from "../observer/observer.ts";
import { timeActions } from "../observer/transport.ts";
import type { PageModel } from "../widgets/kit/page-model.ts";
import { traitSignals } from "../widgets/kit/traits.ts";
import { LINKED } from "./address.ts";
import { actionOf, type Action } from "./keys.ts";
import type { Leader } from "./leader.ts";
import { PANELS } from "./panels.ts";
import { TownPage } from "./town-page.tsx";

/** What people choose on the page, as signals. */
export type PageTraits = { readonly [K in keyof typeof LINKED]: Signal<Loose<(typeof LINKED)[K]>> };

/** A literal's own kind: what a trait may become, where only its default is known. */
type Loose<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : readonly string[];

/**
 * Shows one town in `page`, with the page's own keys, until `abort`. What differs between a page of its own and a place in a
 * notebook is handed in.
 */
export function showTown(given: {
  readonly page: HTMLElement;
  readonly town: string;
  /** Where the town comes from: of a server, or of a recording. */
  readonly source: Omit<ObserverOptions, "town">;
  readonly observer: Leader;
  /** Shared by all widgets of the page. */
  readonly model: PageModel;
  /** Strokes that reach it are the page's. */
  readonly keys: Pick<EventTarget, "addEventListener">;
  /** Dresses the page by the wish, from now on; returns what turns light into dark and back. */
  readonly themeOf: (wish: Signal<string>) => () => void;
  /** A link to what is shown. */
  readonly link: () => string;
  readonly goTo: (town: string) => void;
  readonly abort: AbortSignal;
}): { readonly traits: PageTraits } {
  const { page, town, source, observer, model, keys, link, goTo, abort } = given;
  const { recorded } = observer;
  const traits = traitSignals<{ [K in keyof typeof LINKED]: Loose<(typeof LINKED)[K]> } & { notice: string }>(
    model,
    { ...LINKED, notice: "" },
    abort,
  );
  const turnTheme = given.themeOf(traits.theme);
  const sheets = { help: signal(false), fork: signal(false), company: signal(false), export: signal(false) };
  const isOpen = () => Object.values(sheets).some((open) => open.peek());

  const { notice } = traits;
  const open = (sheet: keyof typeof sheets) => () => (sheets[sheet].value = true);
  const actions: Partial<Record<Action, () => void>> = {
    ...timeActions(observer, notice),
    search: () => focusSearch(page),
    ...Object.fromEntries(PANELS.map(({ id }, i) => [`panel-${i}`, () => (traits.panel.value = id)])),
    ...(!recorded && { fork: open("fork"), beside: open("company") }),
    export: open("export"),
    theme: turnTheme,
    help: () => (sheets.help.value = !sheets.help.peek()),
  };
  const act = (event: KeyboardEvent) => {
    const focus = event.composedPath()[0];
    const tag = focus instanceof Element ? focus.tagName : "";
    const action = actionOf(event, { tag, type: focus instanceof HTMLInputElement ? focus.type : undefined });
    if (event.defaultPrevented || !action || (isOpen() && action !== "help")) return;
    event.preventDefault();
    actions[action]?.();
  };
  keys.addEventListener("keydown", act as (event: Event) => void, { signal: abort });

  render(
    <TownPage
      town={town}
      source={source}
      client={new Client(source)}
      observer={observer}
      model={model}
      panel={traits.panel}
      beside={traits.beside}
      sheets={sheets}
      tools={{
        fork: actions.fork,
        beside: actions.beside,
        export: open("export"),
        theme: turnTheme,
        help: open("help"),
        link,
      }}
      onFork={(other, how) => {
        if (how === "instead") goTo(other);
        else batch(() => (traits.beside.value = other));
      }}
    />,
    page,
  );
  abort.addEventListener("abort", () => render(null, page));
  return { traits };
}

/** The search of the picture, wherever it is inside the widgets' shadow roots. */
function focusSearch(page: HTMLElement): void {
  const host = page.querySelector('[data-room="scatter"] > *');
  host?.shadowRoot?.querySelector<HTMLElement>("[data-search]")?.focus();
}
