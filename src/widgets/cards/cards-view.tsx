import type { ReadonlySignal } from "@preact/signals";
import type { Observer } from "../../observer/observer.ts";
import type { Theme } from "../../scene/palette.ts";
import type { Cards } from "./cards-model.ts";
import { Controls } from "./controls.tsx";
import { Desk } from "./desk.tsx";
import { List } from "./list.tsx";

/** The whole widget: how to look for people, the cards that are open, and the list. */
export function CardsView(props: {
  readonly cards: Cards;
  readonly theme: ReadonlySignal<Theme>;
  readonly observer: Observer;
}) {
  const { cards, observer } = props;
  const height = cards.traits.height.value;
  const theme = props.theme.value;
  const view = cards.view.value;
  return (
    <section
      class="cards"
      aria-label="Citizens"
      style={{ height: height > 0 ? `${height}px` : "100%" }}
      onKeyDown={(event) => onKey(cards, event)}
    >
      <h2 class="unseen">Citizens</h2>
      <Controls cards={cards} total={view?.town.citizens.length} />
      {view && view.town.citizens.length > 0 ? (
        <div class="halves">
          <Desk cards={cards} view={view} theme={theme} />
          <List cards={cards} view={view} theme={theme} />
        </div>
      ) : (
        <Nobody observer={observer} awaited={view === undefined} />
      )}
    </section>
  );
}

function Nobody({ observer, awaited }: { readonly observer: Observer; readonly awaited: boolean }) {
  const connection = observer.connection.value;
  return (
    <div class="nobody" role="status">
      {!awaited && <p>No one lives here yet.</p>}
      {awaited && connection.kind !== "failed" && <p>Waiting for the town’s first snapshot…</p>}
      {awaited && connection.kind === "failed" && (
        <>
          <p>{connection.why}</p>
          <button type="button" onClick={() => observer.connect()}>
            Try again
          </button>
        </>
      )}
    </div>
  );
}

/** p pins whose card has the keyboard, + and - change the level: anywhere but where people type. */
function onKey(cards: Cards, event: KeyboardEvent): void {
  const { target } = event;
  if (event.altKey || event.metaKey || event.ctrlKey || !(target instanceof Element) || target.matches("input, select"))
    return;
  const citizen = target.closest<HTMLElement>("[data-citizen]")?.dataset["citizen"];
  if (event.key === "p" && citizen !== undefined) cards.pin(citizen);
  else if (event.key === "+" || event.key === "=") cards.zoom(1);
  else if (event.key === "-") cards.zoom(-1);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
