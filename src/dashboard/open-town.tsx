import { batch, effect, signal } from "@preact/signals";
import { render } from "preact";
import { Client } from "../observer/client.ts";
import type { Stride } from "../observer/landmarks.ts";
import type { Observer } from "../observer/observer.ts";
import type { RecordedTown } from "../observer/recorded-town.ts";
import { driven, playOrPause, skip, step } from "../widgets/controls/transport.ts";
import { PageModel } from "../widgets/kit/page-model.ts";
import { traitSignals } from "../widgets/kit/traits.ts";
import { LINKED, tokenIn, writeAddress, type Address } from "./address.ts";
import { actionOf, type Action } from "./keys.ts";
import { Leader } from "./leader.ts";
import { PANELS } from "./panels.ts";
import { dress, storedTheme } from "./theme.ts";
import { TownPage } from "./town-page.tsx";

/** Shows one town: one observer and one model that all widgets share, the page's own keys, and a link that says what is shown. */
export function openTown(page: HTMLElement, town: string, address: Address, recording?: RecordedTown): void {
  const source = { url: location.href.replace(/\/[^/]*([?#].*)?$/, ""), token: tokenIn(location.hash), ...recording };
  const observer = new Leader({ ...source, town });
  const model = new PageModel({ height: 0, theme: storedTheme(), ...address.traits }, observer);
  const traits = traitSignals<{ [K in keyof typeof LINKED]: Loose<(typeof LINKED)[K]> } & { notice: string }>(
    model,
    { ...LINKED, notice: "" },
    new AbortController().signal,
  );
  const turnTheme = dress(traits.theme);
  const sheets = { help: signal(false), fork: signal(false), company: signal(false), export: signal(false) };
  const isOpen = () => Object.values(sheets).some((open) => open.peek());

  if (address.at !== undefined) observer.seek(address.at);
  observer.connect();
  feelTheHour(observer);
  if (!recording) keepAddress(observer, address.town, traits);

  const { notice } = traits;
  /** What a program elsewhere drives, nobody can here: then the reason is said. */
  const driving = (act: () => void) => {
    if (driven(observer) === "nothing") notice.value = "What happens in this town, its own program decides.";
    else act();
  };
  const skipping = (by: Stride, name: string) => ({
    [name]: () => skip(observer, by, 1),
    [`${name}-before`]: () => skip(observer, by, -1),
  });
  const open = (sheet: keyof typeof sheets) => () => (sheets[sheet].value = true);
  const actions: Partial<Record<Action, () => void>> = {
    pace: () => driving(() => playOrPause(observer, notice)),
    step: () => driving(() => step(observer, notice, "event")),
    live: () => observer.goLive(),
    earlier: () => skip(observer, "event", -1),
    later: () => skip(observer, "event", 1),
    ...skipping("day", "dawn"),
    ...skipping("change", "change"),
    ...skipping("peak", "peak"),
    search: () => focusSearch(page),
    ...Object.fromEntries(PANELS.map(({ id }, i) => [`panel-${i}`, () => (traits.panel.value = id)])),
    ...(!recording && { fork: open("fork"), beside: open("company") }),
    export: open("export"),
    theme: turnTheme,
    help: () => (sheets.help.value = !sheets.help.peek()),
  };
  document.addEventListener("keydown", (event) => {
    const focus = event.composedPath()[0];
    const tag = focus instanceof Element ? focus.tagName : "";
    const action = actionOf(event, { tag, type: focus instanceof HTMLInputElement ? focus.type : undefined });
    if (event.defaultPrevented || !action || (isOpen() && action !== "help")) return;
    event.preventDefault();
    actions[action]?.();
  });

  const goTo = (other: string) => {
    location.href = `${location.pathname}?town=${encodeURIComponent(other)}${location.hash}`;
  };
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
      }}
      onFork={(other, how) => {
        if (how === "instead") goTo(other);
        else batch(() => (traits.beside.value = other));
      }}
    />,
    page,
  );
}

/** A literal's own kind: what a trait may become, where only its default is known. */
type Loose<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : readonly string[];

/** The search of the picture, wherever it is inside the widgets' shadow roots. */
function focusSearch(page: HTMLElement): void {
  const host = page.querySelector('[data-room="scatter"] > *');
  host?.shadowRoot?.querySelector<HTMLElement>("[data-search]")?.focus();
}

/** The ground takes a breath of the hour's colour, and the tab's title tells the moment. */
function feelTheHour({ view }: Observer): void {
  effect(() => {
    const town = view.value?.town;
    if (!town) return;
    document.documentElement.dataset["phase"] = town.phase.toLowerCase();
    document.title = `Day ${town.day} ${town.phase.toLowerCase()} · ${town.town_id}`;
  });
}

/** Keeps the address a link to what is shown; a quarter of a second after the last change, since browsers bound how often. */
function keepAddress(
  observer: Observer,
  town: string,
  traits: { readonly [K in keyof typeof LINKED]: { readonly value: Address["traits"][string] } },
): void {
  let due: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const shown = observer.following.value ? undefined : observer.view.value?.seq;
    const keys = Object.keys(LINKED) as (keyof typeof LINKED)[];
    const linked = Object.fromEntries(keys.map((key) => [key, traits[key].value]));
    clearTimeout(due);
    due = setTimeout(() => {
      const search = writeAddress({ town, at: shown, traits: linked });
      history.replaceState(null, "", `${location.pathname}${search}${location.hash}`);
    }, 250);
  });
}
