import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { Observer } from "../observer/observer.ts";
import { act } from "../widgets/controls/act.ts";
import controls from "../widgets/controls/widget.tsx";
import feed from "../widgets/feed/widget.tsx";
import header from "../widgets/header/widget.tsx";
import { PageModel } from "../widgets/kit/page-model.ts";
import { traitSignals } from "../widgets/kit/traits.ts";
import measures from "../widgets/measures/widget.tsx";
import scatter from "../widgets/scatter/widget.tsx";
import { LINKED, tokenIn, writeAddress, type Address } from "./address.ts";
import { Help } from "./help.tsx";
import { actionOf, type Action } from "./keys.ts";
import { Room } from "./room.tsx";
import { dress, storedTheme } from "./theme.ts";

/** Shows one town: one observer and one model that all widgets share, the page's own keys, and a link that says what is shown. */
export function openTown(page: HTMLElement, town: string, address: Address): void {
  const token = tokenIn(location.hash);
  const observer = new Observer({ url: location.href.replace(/\/[^/]*([?#].*)?$/, ""), town, token });
  const model = new PageModel({ height: 0, theme: storedTheme(), ...address.traits }, observer);
  const traits = traitSignals(model, { ...LINKED, theme: "auto", notice: "" }, new AbortController().signal);
  const turnTheme = dress(traits.theme);
  const helping = signal(false);

  if (address.at !== undefined) observer.seek(address.at);
  observer.connect();
  feelTheHour(observer);
  keepAddress(observer, address.town, traits);

  const command = (body: Parameters<Observer["command"]>[0]) => {
    if (observer.kind.peek() === "external")
      traits.notice.value = "What happens in this town, its own program decides.";
    else void act(observer, traits.notice, body);
  };
  const actions: Record<Action, () => void> = {
    pace: () => command({ action: observer.pace.peek().paused ? "resume" : "pause" }),
    step: () => command({ action: "step", by: "event" }),
    live: () => observer.goLive(),
    earlier: () => observer.seek((observer.view.peek()?.seq ?? 0) - 1),
    later: () => observer.seek((observer.view.peek()?.seq ?? 0) + 1),
    theme: turnTheme,
    help: () => (helping.value = !helping.peek()),
  };
  document.addEventListener("keydown", (event) => {
    const focus = event.composedPath()[0];
    const tag = focus instanceof Element ? focus.tagName : "";
    const action = actionOf(event, { tag, type: focus instanceof HTMLInputElement ? focus.type : undefined });
    if (!action || (helping.peek() && action !== "help")) return;
    event.preventDefault();
    actions[action]();
  });

  render(
    <>
      <div class="top">
        <Room name="header" widget={header} model={model} />
        <div class="tools">
          <button type="button" aria-label="Light or dark" title="Light or dark (t)" onClick={turnTheme}>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <path d="M8 2a6 6 0 1 0 0 12z" fill="currentColor" />
              <path d="M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12" fill="none" stroke="currentColor" stroke-width="1.4" />
            </svg>
          </button>
          <button type="button" aria-label="Help" title="Help (?)" onClick={actions.help}>
            ?
          </button>
        </div>
      </div>
      <main class="middle">
        <Room name="scatter" widget={scatter} model={model} />
        <div class="side">
          <Room name="measures" widget={measures} model={model} />
          <Room name="feed" widget={feed} model={model} />
        </div>
      </main>
      <footer class="bottom">
        <Room name="controls" widget={controls} model={model} />
      </footer>
      <Help open={helping} />
    </>,
    page,
  );
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
  traits: Readonly<Record<string, { readonly value: unknown }>>,
): void {
  let due: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const shown = observer.following.value ? undefined : observer.view.value?.seq;
    const linked = Object.fromEntries(
      Object.keys(LINKED).map((key) => [key, traits[key].value as string | readonly string[]]),
    );
    clearTimeout(due);
    due = setTimeout(() => {
      const search = writeAddress({ town, at: shown, traits: linked });
      history.replaceState(null, "", `${location.pathname}${search}${location.hash}`);
    }, 250);
  });
}
