import type { SOCIETY } from "../../wire/contract/society.ts";
import { viewMeasures, viewPhases } from "../../wire/view/measures.ts";
import { viewRegions } from "../../wire/view/regions.ts";
import { viewRelationships } from "../../wire/view/relationships.ts";
import type { Handlers } from "./handler.ts";

/** Places, relationships, and what is measured. */
export function society(): Handlers<keyof typeof SOCIETY> {
  return {
    listRegions: ({ state }) => viewRegions(state),
    listRelationships: ({ state, query }) => viewRelationships(state, query),
    getMeasures: ({ state }) => viewMeasures(state),
    listPhases: ({ room, query }) => viewPhases(room.town.chronicle, query),
  };
}
