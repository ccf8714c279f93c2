import type { CITIZENS } from "../../wire/contract/citizens.ts";
import { viewCitizen, viewCitizens } from "../../wire/view/citizens.ts";
import type { Handlers } from "./handler.ts";

/** Who lives there. */
export function citizens(): Handlers<keyof typeof CITIZENS> {
  return {
    listCitizens: ({ state, query }) => viewCitizens(state, query),
    getCitizen: ({ state, params, query }) => viewCitizen(state, params.citizen, query.lod),
  };
}
