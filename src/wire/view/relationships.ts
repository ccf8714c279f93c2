import { TownError } from "../../sim/error.ts";
import { rowOf, type TownState } from "../../sim/state.ts";
import { pageOf } from "./page.ts";

export type RelationshipsQuery = {
  /** `alice:bob`: Alice's to Bob, whether or not there is one. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Whose: an id. Everybody's if not said. */
  readonly citizen?: string | undefined;
  /** Only those of at least this size, of either sign. */
  readonly least?: number | undefined;
};

/** How citizens stand to one another: directed, by who holds it and then by whom it is held for, each in the town's order. */
export type RelationshipsView = {
  readonly seq: number;
  readonly relationships: readonly RelationshipView[];
  readonly next: string | null;
};

/** What `from` feels for `to`: a weight in [-1, 1], never 0. */
type RelationshipView = { readonly from: string; readonly to: string; readonly weight: number };

/**
 * Cost: the relationships of those on the page, and of those passed over for `least`.
 * @throws TownError unknown_citizen; invalid_input of an `after` that names no two
 */
export function viewRelationships(town: TownState, query: RelationshipsQuery): RelationshipsView {
  const { items, next } = pageOf(relationships(town, query), query.limit, ({ from, to }) => `${from}:${to}`);
  return { seq: town.seq, relationships: items, next };
}

function* relationships(
  town: TownState,
  { after, citizen, least = 0 }: RelationshipsQuery,
): Generator<RelationshipView, void> {
  const { citizens } = town;
  const [afterFrom, afterTo] = after === undefined ? [-1, -1] : placeOf(town, after);
  const only = citizen === undefined ? undefined : rowOf(town, citizen);
  const end = only === undefined ? citizens.length : only + 1;
  for (let row = Math.max(only ?? 0, afterFrom); row < end; row++) {
    const { others, weights } = town.relationships[row];
    const ties = Array.from(others, (other, i) => [other, weights[i]] as const).filter(
      ([other, weight]) => Math.abs(weight) >= least && (row > afterFrom || other > afterTo),
    );
    for (const [other, weight] of ties.sort(([a], [b]) => a - b)) {
      yield { from: citizens[row].id, to: citizens[other].id, weight };
    }
  }
}

function placeOf(town: TownState, after: string): readonly number[] {
  const ids = after.split(":");
  if (ids.length === 2) return ids.map((id) => rowOf(town, id));
  throw new TownError("invalid_input", `after must be two citizens' ids like alice:bob, got ${JSON.stringify(after)}`);
}
