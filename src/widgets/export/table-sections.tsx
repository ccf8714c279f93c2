import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { View } from "../../observer/observer.ts";
import { Selection } from "../../observer/selection.ts";
import { isPhase } from "../../sim/clock.ts";
import type { TownEvent } from "../../sim/event.ts";
import { matcher } from "../feed/filter.ts";
import { fileName } from "./file-name.ts";
import { pictured } from "./picture.ts";
import { textFile } from "./save.ts";
import type { Saving } from "./saving.ts";
import type { Shown } from "./shown.ts";
import { citizensCsv, eventsCsv, eventsNdjson } from "./tables.ts";

type Props = { readonly shown: Shown; readonly view: View; readonly saving: Saving };

/** Everyone as they are at this moment. */
export function CitizensSection({ shown, view, saving }: Props) {
  const { town } = view;
  return (
    <section>
      <h3>Citizens at this moment</h3>
      <div class="row">
        <button
          type="button"
          disabled={saving.busy.value}
          onClick={() =>
            void saving.save(fileName(town.town_id, [town, "citizens"], "csv"), () => {
              const now = shown.observer.view.peek()?.town ?? town;
              return textFile(citizensCsv(pictured(now, shown.traits.projection.peek())), "text/csv");
            })
          }
        >
          CSV
        </button>
        <span class="note">
          {town.citizens.length.toLocaleString("en")} rows: who, where, mood, coalitions, place in the picture, seven
          traits
        </span>
      </div>
    </section>
  );
}

/** The events held: those that the feed shows, or all. */
export function EventsSection({ shown, view, saving }: Props) {
  const { events } = shown.observer;
  const { query, kind, phase, selected } = shown.traits;
  const wish = useSignal<"shown" | "all">("shown");
  const chosen = [query.value, kind.value, phase.value, ...selected.value].join("\n");
  const selection = useMemo(() => {
    const name = (id: string) => view.town.citizens[view.town.citizenIndex.get(id) ?? -1]?.name ?? id;
    const filter = {
      text: query.value,
      kind: kind.value,
      phase: isPhase(phase.value) ? phase.value : ("" as const),
      citizens: selected.value,
    };
    const matches = matcher(filter, name);
    return matches && new Selection(matches);
  }, [chosen, view.town.run_id]);
  void shown.held.value;
  selection?.update(events);
  const all = selection === undefined || wish.value === "all";
  const count = all ? events.length : selection.length;
  const { firstSeq, lastSeq } = events;

  function* wanted(): Generator<TownEvent, void> {
    if (all) return yield* events.since(0);
    for (let i = 0; i < selection.length; i++) {
      const event = events.at(selection.at(i)!);
      if (event) yield event;
    }
  }
  const named = (ending: string) =>
    fileName(view.town.town_id, ["events", ...(all ? [`${firstSeq}`, `${lastSeq}`] : ["filtered"])], ending);
  return (
    <section>
      <h3>Events</h3>
      {selection && (
        <div class="row" role="radiogroup" aria-label="Which events">
          {(["shown", "all"] as const).map((which) => (
            <label key={which}>
              <input type="radio" name="which" checked={wish.value === which} onChange={() => (wish.value = which)} />
              {which === "shown" ? "As the feed is filtered" : "All"}
            </label>
          ))}
        </div>
      )}
      <div class="row">
        <button
          type="button"
          disabled={count === 0 || saving.busy.value}
          onClick={() => void saving.save(named("csv"), () => textFile(eventsCsv(wanted()), "text/csv"))}
        >
          CSV
        </button>
        <button
          type="button"
          disabled={count === 0 || saving.busy.value}
          onClick={() =>
            void saving.save(named("ndjson"), () => textFile(eventsNdjson(wanted()), "application/x-ndjson"))
          }
        >
          NDJSON
        </button>
        <span class="note">{eventsInWords(count, firstSeq, lastSeq)}</span>
      </div>
    </section>
  );
}

function eventsInWords(count: number, first: number, last: number): string {
  if (last < first) return "None yet.";
  const number = (value: number) => value.toLocaleString("en");
  const of = `of events ${number(first)} to ${number(last)}, which this page holds`;
  return count === last - first + 1 ? `All ${of}` : `${number(count)} ${of}`;
}
