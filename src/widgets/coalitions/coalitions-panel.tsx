import { useMemo } from "preact/hooks";
import { castOf, type Cast } from "../../scene/scatter-cast.ts";
import type { WidgetContext } from "../kit/widget.ts";
import { calm } from "./calm.ts";
import { EndedList } from "./ended-list.tsx";
import { LifelinesView } from "./lifelines-view.tsx";
import { LivingList } from "./living-list.tsx";
import { OverlapView } from "./overlap-view.tsx";
import { chosen } from "../kit/chosen.ts";

export type CoalitionsTraits = { focus: string; selected: string[]; height: number };

/** Words and numbers change this often at most, in milliseconds: nobody reads faster. */
const CALM = 120;

/** The widget's view: lives over the run, those that live, those that ended, whom they share. */
export function CoalitionsPanel({ traits, observer, theme, abort }: WidgetContext<CoalitionsTraits>) {
  const { focus, selected, height } = traits;
  const { view, version } = useMemo(
    () => ({ view: calm(observer.view, CALM, abort), version: calm(observer.outline.version, CALM, abort) }),
    [],
  );
  const known = useMemo((): { cast?: Cast } => ({}), []);
  const lives = useMemo(() => observer.outline.lifelines, [version.value]);

  const choose = (id: string, more: boolean) => {
    selected.value = chosen(selected.peek(), id, more);
  };
  const onFocus = (key: string) => (focus.value = focus.peek() === key ? "" : key);
  const style = { height: height.value > 0 ? `${height.value}px` : "100%" };
  if (!view.value) {
    const { kind } = observer.connection.value;
    return (
      <section class="coalitions" aria-label="Coalitions" style={style}>
        <p class="nothing" role="status">
          {kind === "connecting" ? "Connecting to the town…" : "Waiting for the town’s first snapshot…"}
        </p>
      </section>
    );
  }
  const { town, seq } = view.value;
  const cast = (known.cast = castOf(town, known.cast));
  return (
    <section class="coalitions" aria-label="Coalitions" style={style}>
      <LifelinesView
        observer={observer}
        lives={lives}
        version={version.value}
        seq={seq}
        theme={theme.value}
        focus={focus.value}
      />
      <LivingList
        town={town}
        cast={cast}
        lives={lives}
        theme={theme.value}
        focus={focus.value}
        selected={selected.value}
        onFocus={onFocus}
        choose={choose}
      />
      <OverlapView
        town={town}
        cast={cast}
        theme={theme.value}
        focus={focus.value}
        selected={selected.value}
        onFocus={onFocus}
        onSelect={(ids) => (selected.value = ids)}
        choose={choose}
      />
      <EndedList lives={lives} seq={seq} theme={theme.value} onSeek={(to) => observer.seek(to)} />
    </section>
  );
}
