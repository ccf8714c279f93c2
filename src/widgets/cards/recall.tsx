import { signed } from "../../scene/brief.ts";
import { recollected } from "../../scene/card-words.ts";
import type { Manifest } from "../../sim/manifest.ts";
import { Bar } from "../kit/bar.tsx";
import type { Cards } from "./cards-model.ts";

/** Level 3: what they remember (a click shows the town at that moment), and how they stand with others (a click selects). */
export function Recall(props: {
  readonly cards: Cards;
  readonly card: Manifest<3>;
  /** The event up to which this is, when it is held still while newer ones came. */
  readonly asOf: number | undefined;
  readonly tabIndex: number;
}) {
  const { cards, card, asOf, tabIndex } = props;
  const { memories, ties } = card;
  return (
    <div class="recall">
      <div role="group" aria-label={`What ${card.name} remembers`}>
        <h4>Remembers {asOf !== undefined && <span class="as-of">at event {asOf.toLocaleString("en")}</span>}</h4>
        {memories.length === 0 && <p class="none">Nothing yet.</p>}
        <ul>
          {memories.map((one, i) => {
            const when = cards.momentOf(one.seq) ?? `event ${one.seq.toLocaleString("en")}`;
            return (
              <li key={`${one.seq} ${i}`}>
                <button
                  type="button"
                  class="line"
                  data-seq={one.seq}
                  tabIndex={tabIndex}
                  title={`${recollected(one)}: show the town at ${when}`}
                  onClick={() => cards.seek(one.seq)}
                >
                  <span>{recollected(one)}</span>
                  <span class="when">{when}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
      <div role="group" aria-label={`${card.name}’s strongest ties`}>
        <h4>Ties</h4>
        {ties.length === 0 && <p class="none">None yet.</p>}
        <ul>
          {ties.map(({ id, name, weight }) => (
            <li key={id}>
              <button
                type="button"
                class="line tie"
                data-id={id}
                tabIndex={tabIndex}
                title={`${name}: ${signed(weight)}`}
                onClick={(event) => cards.choose(id, event.shiftKey || event.ctrlKey || event.metaKey)}
              >
                <span>{name}</span>
                <Bar value={weight} least={-1} most={1} tone={weight < 0 ? "bad" : "ink"} />
                <span class="weight">{signed(weight)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
