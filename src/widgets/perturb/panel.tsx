import { useSignal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Observer, View } from "../../observer/observer.ts";
import type { Theme } from "../../scene/palette.ts";
import { namesOf } from "../../sim/operations/operation.ts";
import { OPERATIONS } from "../../sim/operations/registry.ts";
import type { TownState } from "../../sim/state.ts";
import { Act } from "./act.tsx";
import type { Asker } from "./asking.ts";
import { draw } from "./draw.ts";
import type { Names } from "./effects-in-words.ts";
import { prospect, type Prospect } from "./lawful.ts";
import { OutcomeOf } from "./outcome.tsx";
import { standingOf } from "./standing.ts";
import { What } from "./what.tsx";
import { Who } from "./who.tsx";

const OFFERED = Object.values(OPERATIONS);

/** The widget's view: who, what, what would come of it, and what came of it. */
export function Panel(props: {
  readonly observer: Observer;
  readonly view: ReadonlySignal<View | undefined>;
  readonly theme: ReadonlySignal<Theme>;
  readonly asker: Asker;
  readonly selected: Signal<readonly string[]>;
  readonly height: Signal<number>;
}) {
  const { observer, view, theme, asker, selected, height } = props;
  const operation = useSignal("");
  const choice = [operation.value, ...selected.value].join(" ");
  /** What chance could not give, for the choice that it was asked with. */
  const nobodyCan = useSignal({ choice: "", words: "" });
  const standing = standingOf(observer, view.value);
  const town = view.value?.town;
  const open = town && standing.kind === "open" ? prospect(town, selected.value) : undefined;
  const chosen = open?.operations.find((one) => one.operation.id === operation.value);
  const names = namesIn(town);

  const leaveToChance = () => {
    if (!town) return;
    const wanted = OFFERED.find(({ id }) => id === operation.peek());
    const drawn = draw(town, Math.floor(Math.random() * 2 ** 32), wanted);
    nobodyCan.value = { choice, words: drawn ? "" : `Nobody here can ${wanted?.id ?? "do anything"} now.` };
    if (!drawn) return;
    operation.value = drawn.operation.id;
    selected.value = drawn.ids;
  };

  return (
    <section class="perturb" aria-label="Perturb" style={{ height: height.value > 0 ? `${height.value}px` : "100%" }}>
      <h2>Perturb</h2>
      {town && (
        <Who
          town={town}
          theme={theme.value}
          selected={selected}
          canDraw={open !== undefined}
          onChance={leaveToChance}
        />
      )}
      <p class="standing" data-standing={standing.kind}>
        {(nobodyCan.value.choice === choice && nobodyCan.value.words) ||
          (open && town ? wordOf(town, open) : standing.kind === "open" ? "" : standing.why)}
        {standing.kind === "past" && (
          <button type="button" onClick={() => observer.goLive()}>
            Go live
          </button>
        )}
      </p>
      {town && <What operations={OFFERED} possibilities={open?.operations} chosen={operation} />}
      {town && open && chosen && (
        <Act observer={observer} town={town} rows={open.rows} chosen={chosen} names={names} asker={asker} />
      )}
      <OutcomeOf asked={asker.asked.value} names={names} />
    </section>
  );
}

/** Where those chosen are, and who begins; or what they stand in the way of. */
function wordOf(town: TownState, { rows, common }: Prospect): string {
  if (common !== undefined) return `${common[0].toUpperCase()}${common.slice(1)}.`;
  if (rows.length === 0) return "Choose who: by name, by a click in the plot (shift adds), or let chance choose.";
  const place = town.regions[town.region[rows[0]]].name;
  const begins = rows.length > 1 ? `; ${town.citizens[rows[0]].name} begins` : "";
  return `${namesOf(town, rows)} ${rows.length > 1 ? "are" : "is"} at the ${place}${begins}.`;
}

function namesIn(town: TownState | undefined): Names {
  return {
    citizen: (id) => town?.citizens[town.citizenIndex.get(id) ?? -1]?.name ?? id,
    region: (id) => town?.regions[town.regionIndex.get(id) ?? -1]?.name ?? id,
  };
}
