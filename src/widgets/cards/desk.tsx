import type { View } from "../../observer/observer.ts";
import { LEVELS } from "../../scene/card-words.ts";
import type { Theme } from "../../scene/palette.ts";
import { manifest, type Lod } from "../../sim/manifest.ts";
import { Card } from "./card.tsx";
import type { Cards } from "./cards-model.ts";
import { Comparison } from "./comparison.tsx";

/** More open cards than this are counted and not shown. */
const MOST_OPEN = 4;

/**
 * Where cards lie open, a level deeper than the list: those that are pinned, compared when there are several, and those that are
 * selected. Nothing when there are none.
 */
export function Desk({ cards, view, theme }: { readonly cards: Cards; readonly view: View; readonly theme: Theme }) {
  const { town, seq } = view;
  const { pinned, selected } = cards.traits;
  const known = (ids: readonly string[]) => [...new Set(ids)].filter((id) => town.citizenIndex.has(id));
  const kept = known(pinned.value);
  const compared = kept.length > 1 ? kept.slice(0, MOST_OPEN) : [];
  const open = known([...(compared.length > 0 ? [] : kept), ...selected.value]).filter((id) => !compared.includes(id));
  if (compared.length === 0 && open.length === 0) return null;

  const cast = cards.castOf(town);
  const lod = Math.min(5, Math.max(0, cards.lod.value + cards.deeper.value)) as Lod;
  const rowOf = (id: string) => town.citizenIndex.get(id)!;
  const deepen = (by: number) => (cards.deeper.value = Math.min(5, Math.max(0, lod + by)) - cards.lod.value);
  const chosen = known(selected.value);
  return (
    <div class="desk">
      {compared.length > 0 && (
        <Comparison cards={cards} town={town} cast={cast} rows={compared.map(rowOf)} theme={theme} />
      )}
      {compared.length === 0 && chosen.length > 1 && (
        <p class="several">
          <span>{chosen.length.toLocaleString("en")} selected</span>
          <button type="button" onClick={() => (pinned.value = chosen.slice(0, MOST_OPEN))}>
            Compare {chosen.length > MOST_OPEN ? "the first four" : "them"}
          </button>
          <button type="button" onClick={() => (selected.value = [])}>
            Clear
          </button>
        </p>
      )}
      {open.slice(0, MOST_OPEN).map((id) => (
        <Card
          key={id}
          cards={cards}
          card={manifest(town, rowOf(id), lod, (row) => cast.coalitionsOf(row))}
          lod={lod}
          theme={theme}
          past={() => cards.history.of(town, rowOf(id))}
          seq={seq}
        />
      ))}
      {open.length > MOST_OPEN && (
        <p class="more">and {(open.length - MOST_OPEN).toLocaleString("en")} more, first in the list</p>
      )}
      {open.length > 0 && (
        <p class="depth">
          {lod < 5 && (
            <button type="button" onClick={() => deepen(1)}>
              Deeper: {LEVELS[lod + 1]}
            </button>
          )}
          {lod > 1 && (
            <button type="button" onClick={() => deepen(-1)}>
              Less
            </button>
          )}
        </p>
      )}
    </div>
  );
}
