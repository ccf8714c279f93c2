import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { BRIDGE_MARK, coalitionMark, UNAFFILIATED_MARK, type Mark, type Theme } from "../../scene/palette.ts";
import type { TownState } from "../../sim/state.ts";
import { Chip } from "../kit/chip.tsx";
import { Finder } from "./finder.tsx";

/** So many chips are shown; of a crowd that was lassoed the rest are counted. */
const MOST_SHOWN = 8;

/** Who takes part: those who are selected, in the order in which they were chosen; whoever is first begins. */
export function Who(props: {
  readonly town: TownState;
  readonly theme: Theme;
  readonly selected: Signal<readonly string[]>;
  /** Whether anything can be asked at all. */
  readonly canDraw: boolean;
  readonly onChance: () => void;
}) {
  const { town, theme, selected, canDraw, onChance } = props;
  const ids = selected.value;
  const label = useId();
  const left = ids.length - MOST_SHOWN;
  return (
    <div class="who" role="group" aria-labelledby={label}>
      <h3 id={label}>Who</h3>
      {ids.length > 0 && (
        <ol class="chosen" aria-label="Chosen, who begins foremost">
          {ids.slice(0, MOST_SHOWN).map((id) => (
            <li key={id}>
              <Chip
                name={nameIn(town, id)}
                mark={markIn(town, id)}
                theme={theme}
                removes={`Leave ${nameIn(town, id)} out`}
                onRemove={() => (selected.value = ids.filter((other) => other !== id))}
              />
            </li>
          ))}
          {left > 0 && <li class="more">and {left.toLocaleString("en")} more</li>}
        </ol>
      )}
      <Finder town={town} except={ids} onFind={(id) => (selected.value = [...ids, id])} />
      <div class="tools">
        <button
          type="button"
          disabled={!canDraw}
          onClick={onChance}
          title="Draws citizens who can do what is chosen below"
        >
          Let chance choose
        </button>
        <button
          type="button"
          disabled={ids.length !== 2}
          title="Who is first begins"
          onClick={() => (selected.value = ids.toReversed())}
        >
          Swap
        </button>
        <button type="button" disabled={ids.length === 0} onClick={() => (selected.value = [])}>
          Nobody
        </button>
      </div>
    </div>
  );
}

/** An id that nobody here has stays as it is. */
function nameIn(town: TownState, id: string): string {
  return town.citizens[town.citizenIndex.get(id) ?? -1]?.name ?? id;
}

function markIn(town: TownState, id: string): Mark {
  const row = town.citizenIndex.get(id) ?? -1;
  const own = Array.from(town.coalitions.values()).filter(({ members }) => members.includes(row));
  if (own.length === 0) return UNAFFILIATED_MARK;
  return own.length > 1 ? BRIDGE_MARK : coalitionMark(own[0].colour);
}
