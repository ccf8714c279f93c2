import type { TownState } from "../../sim/state.ts";
import { viewRelationships, type RelationshipsView } from "../view/relationships.ts";
import { real, text, type Table } from "./table.ts";

type Relationship = RelationshipsView["relationships"][number];

/** A directed relationship that is not 0 a row. */
export const RELATIONSHIPS_TABLE: Table<Relationship> = {
  from: text("The id of who feels.", ({ from }) => from),
  to: text("The id of for whom.", ({ to }) => to),
  weight: real("What, in [-1, 1]: from aversion to affection.", ({ weight }) => weight),
};

/** By who holds it, then by whom it is held for, each in the town's order. Bounded memory: taken page by page. */
export function* relationshipRows(town: TownState): Generator<Relationship, void> {
  for (let after: string | undefined; ;) {
    const { relationships, next } = viewRelationships(town, { limit: PAGE, after });
    yield* relationships;
    if (next === null) return;
    after = next;
  }
}

const PAGE = 20_000;
