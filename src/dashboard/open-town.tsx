import { effect } from "@preact/signals";
import type { Observer } from "../observer/observer.ts";
import type { RecordedTown } from "../observer/recorded-town.ts";
import { PageModel } from "../widgets/kit/page-model.ts";
import { LINKED, tokenIn, writeAddress, type Address } from "./address.ts";
import { Leader } from "./leader.ts";
import { showTown, type PageTraits } from "./show-town.tsx";
import { dress, storedTheme } from "./theme.ts";

/** Makes the whole page one town's: one observer and one model that all widgets share, and a link that says what is shown. */
export function openTown(page: HTMLElement, town: string, address: Address, recording?: RecordedTown): void {
  const source = { url: location.href.replace(/\/[^/]*([?#].*)?$/, ""), token: tokenIn(location.hash), ...recording };
  const observer = new Leader({ ...source, town });
  const model = new PageModel({ height: 0, theme: storedTheme(), ...address.traits }, observer);

  if (address.at !== undefined) observer.seek(address.at);
  observer.connect();
  feelTheHour(observer);

  const { signal: never } = new AbortController();
  const linkTo = (other: string) => `${location.pathname}?town=${encodeURIComponent(other)}${location.hash}`;
  const { traits } = showTown({
    page,
    town,
    source,
    observer,
    model,
    keys: document,
    themeOf: dress,
    link: () => location.href,
    goTo: (other) => (location.href = linkTo(other)),
    abort: never,
  });
  if (!recording) keepAddress(observer, address.town, traits);
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
function keepAddress(observer: Observer, town: string, traits: PageTraits): void {
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
