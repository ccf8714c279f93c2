import type { Cast, LegendEntry } from "../../scene/scatter-cast.ts";
import type { TownState } from "../../sim/state.ts";
import { searching } from "../../wire/words.ts";

/** What a search of the picture finds: a coalition (or the bridges, or the unaffiliated), or a citizen and what is said of them. */
export type Find =
  | { readonly kind: "group"; readonly entry: LegendEntry }
  | {
      readonly kind: "citizen";
      readonly row: number;
      readonly id: string;
      readonly name: string;
      readonly said: string;
    };

/**
 * The first `most` that have all of the words in their name, their archetype or their coalitions' names, in any order and
 * case: those whose name begins so first, then groups, then the rest by row. Linear in citizens: 30 ms for 100,000.
 */
export function findsOf(town: TownState, cast: Cast, words: string, most: number): readonly Find[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return [];
  const says = searching(wanted);
  const [begin, contain]: [Find[], Find[]] = [[], []];
  town.citizens.forEach(({ id, name, archetype }, row) => {
    const starts = name.toLowerCase().startsWith(wanted);
    const found = starts ? begin : contain;
    if (found.length >= most) return;
    if (!starts && !says(`${name} ${archetype} ${groups(cast, row)}`)) return;
    found.push({ kind: "citizen", row, id, name, said: archetype });
  });
  const named = cast.legend.filter(({ name, count }) => count > 0 && says(name));
  return [...begin, ...named.map((entry): Find => ({ kind: "group", entry })), ...contain].slice(0, most);
}

function groups(cast: Cast, row: number): string {
  return cast.standings[row] === 0
    ? ""
    : cast
        .coalitionsOf(row)
        .map(({ name }) => name)
        .join(" ");
}
