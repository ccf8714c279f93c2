import { useComputed, type ReadonlySignal } from "@preact/signals";
import type { Observer } from "../../observer/observer.ts";
import { BRIDGE_MARK, coalitionMark, UNAFFILIATED_MARK, type Mark, type Theme } from "../../scene/palette.ts";
import { BRIDGES, UNAFFILIATED } from "../../scene/scatter-cast.ts";
import type { TownState } from "../../sim/state.ts";
import { Chip } from "../kit/chip.tsx";
import type { Feed, FeedTraits } from "./feed-model.ts";
import { kindName } from "./filter.ts";

/** What the list is narrowed to, or what is brought forward in it, a chip each: removed one by one, or all at once. */
export function Chips(props: {
  readonly feed: Feed;
  readonly traits: FeedTraits;
  readonly observer: Observer;
  readonly theme: ReadonlySignal<Theme>;
}) {
  const { feed, traits, observer, theme } = props;
  const { query, kind, phase, selected, focus } = traits;
  const [first] = selected.value;
  // A link says who before the town is there to tell their name.
  const who = useComputed(() => {
    void observer.view.value;
    const [one, ...others] = selected.value;
    return others.length > 0 ? `${others.length + 1} citizens` : one && feed.nameOf(one);
  });
  const words = query.value.trim();
  const forward = focus.value === "" ? undefined : inFocus(focus.value, observer.view.value?.town);
  const active = [first !== undefined, kind.value, phase.value, words, forward].filter(Boolean).length;
  if (active === 0) return null;
  return (
    <div class="chips">
      {first !== undefined && (
        <Chip name={who.value ?? first} removes="Show everybody" onRemove={() => (selected.value = [])} />
      )}
      {kind.value && <Chip name={kindName(kind.value)} removes="Show every kind" onRemove={() => (kind.value = "")} />}
      {phase.value && (
        <Chip name={phase.value.toLowerCase()} removes="Show every phase" onRemove={() => (phase.value = "")} />
      )}
      {words && <Chip name={`“${words}”`} removes="Show whatever the words" onRemove={() => (query.value = "")} />}
      {forward && (
        <Chip
          name={`${forward.name} in front`}
          mark={forward.mark}
          theme={theme.value}
          removes="Bring nobody forward"
          onRemove={() => (focus.value = "")}
        />
      )}
      {active > 1 && (
        <button
          type="button"
          class="clear"
          onClick={() => {
            selected.value = [];
            kind.value = phase.value = query.value = focus.value = "";
          }}
        >
          clear all
        </button>
      )}
    </div>
  );
}

/** Who is brought forward; undefined: a coalition that is no more. */
function inFocus(
  focus: string,
  town: TownState | undefined,
): { readonly name: string; readonly mark: Mark } | undefined {
  if (focus === BRIDGES) return { name: "Bridges", mark: BRIDGE_MARK };
  if (focus === UNAFFILIATED) return { name: "Unaffiliated", mark: UNAFFILIATED_MARK };
  const coalition = town?.coalitions.get(focus);
  return coalition && { name: coalition.name, mark: coalitionMark(coalition.colour) };
}
