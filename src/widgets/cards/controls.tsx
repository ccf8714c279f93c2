import { LEVELS } from "../../scene/card-words.ts";
import type { Cards } from "./cards-model.ts";
import { SORTS, type Sort } from "./order.ts";

/** Search, order and level of detail. */
export function Controls({ cards, total }: { readonly cards: Cards; readonly total: number | undefined }) {
  const { query, sort, lod, traits, order, stale } = cards;
  const found = order.value.length;
  return (
    <header class="controls">
      <input
        type="search"
        placeholder="Find citizens"
        aria-label="Find citizens by name, archetype or coalition"
        value={query.value}
        onInput={(event) => (query.value = event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && (query.value = "")}
      />
      <select
        aria-label="Order"
        value={sort.value}
        onChange={(event) => (sort.value = event.currentTarget.value as Sort)}
      >
        {SORTS.map((one) => (
          <option key={one} value={one}>
            by {one}
          </option>
        ))}
      </select>
      <label class="level">
        <span>Detail</span>
        <input
          type="range"
          min="0"
          max="5"
          step="1"
          value={lod.value}
          aria-valuetext={LEVELS[lod.value]}
          onInput={(event) => (traits.lod.value = event.currentTarget.valueAsNumber)}
        />
        <b>{LEVELS[lod.value]}</b>
      </label>
      {/* In the place of the count, so that the list below does not move. */}
      {stale.value ? (
        <button
          type="button"
          class="anew"
          title="The order has changed since you read the list"
          onClick={() => cards.sortAnew()}
        >
          Sort anew
        </button>
      ) : (
        <span class="count" role="status">
          {total !== undefined && words(total, query.value.trim() === "" ? undefined : found)}
        </span>
      )}
    </header>
  );
}

/** `25 citizens`, or `3 of 25`. */
function words(total: number, found: number | undefined): string {
  const all = total.toLocaleString("en");
  return found === undefined
    ? `${all} ${total === 1 ? "citizen" : "citizens"}`
    : `${found.toLocaleString("en")} of ${all}`;
}
