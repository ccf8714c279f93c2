import type { COALITIONS } from "../../wire/contract/coalitions.ts";
import { viewCoalition, viewCoalitions, viewLifelines } from "../../wire/view/coalitions.ts";
import type { Handlers } from "./handler.ts";

/** Communities: now, and over their lives. */
export function coalitions(): Handlers<keyof typeof COALITIONS> {
  return {
    listCoalitions: ({ state }) => viewCoalitions(state),
    getCoalition: ({ state, room, params }) => viewCoalition(state, room.town.chronicle, params.coalition),
    listLifelines: ({ room, query }) => viewLifelines(room.town.chronicle, query),
  };
}
