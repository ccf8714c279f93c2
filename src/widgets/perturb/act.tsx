import { useMemo } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";
import type { TownState } from "../../sim/state.ts";
import type { Asker } from "./asking.ts";
import { Changes } from "./changes.tsx";
import { changesOf, type Names } from "./effects-in-words.ts";
import { foretell } from "./foretell.ts";
import type { Possibility } from "./lawful.ts";

/** What the chosen operation means, the button that asks for it or why it can't, and what would come of it. */
export function Act(props: {
  readonly observer: Observer;
  readonly town: TownState;
  readonly rows: readonly number[];
  readonly chosen: Possibility;
  readonly names: Names;
  readonly asker: Asker;
}) {
  const { observer, town, rows, chosen, names, asker } = props;
  const { operation, reason } = chosen;
  const { paused, held } = observer.pace.value;
  const stands = paused || held !== null;
  const busy = asker.asked.value.kind === "sent";
  // While the town runs, its next event changes the draw: then it is told once a phase, so that nobody reads what flickers.
  const moment = stands ? `${town.seq}` : `${town.day} ${town.phase}`;
  const key = [town.run_id, moment, stands, operation.id, reason === undefined, ...rows].join(" ");
  const foretold = useMemo(() => (reason === undefined ? foretell(town, operation, rows) : undefined), [key]);

  return (
    <div class="act">
      <p class="summary">{operation.summary}</p>
      <div class="ask">
        <button
          type="button"
          class="go"
          disabled={reason !== undefined || busy}
          onClick={() =>
            void asker.ask(
              operation.id,
              rows.map((row) => town.citizens[row].id),
            )
          }
        >
          Let it happen
        </button>
        <span class="note">{reason === undefined ? "Nothing undoes it." : notYet(reason)}</span>
      </div>
      {foretold && (
        <div class="foretold">
          <h3>{stands ? "What would come of it now" : "What would come of it, about"}</h3>
          {!foretold.success && <p class="message">{foretold.message}</p>}
          <Changes changes={changesOf(foretold.effects, names)} drama={foretold.drama} />
        </div>
      )}
    </div>
  );
}

function notYet(reason: string): string {
  return `Not yet: ${reason}.`;
}
