import { TRAITS, type EigenvectorRecord } from "../../sim/eigenvector.ts";
import type { Manifest } from "../../sim/manifest.ts";
import type { TownState } from "../../sim/state.ts";
import { viewCitizens } from "../view/citizens.ts";
import { flag, real, text, texts, type Column, type Table } from "./table.ts";

type Citizen = Manifest<4>;
type Trait = keyof EigenvectorRecord;

/** A citizen a row. */
export const CITIZENS_TABLE: Table<Citizen> = {
  id: text("Their id.", ({ id }) => id),
  name: text("Their name.", ({ name }) => name),
  archetype: text("What they are to the town.", ({ archetype }) => archetype),
  region: text("The id of where they are.", ({ region }) => region.id),
  activity: text("What they do.", ({ activity }) => activity),
  mood: text("How they seem.", ({ mood }) => mood),
  ...(Object.fromEntries(TRAITS.map((trait) => [trait, traitColumn(trait)])) as Record<Trait, Column<Citizen>>),
  drift: real("Euclidean distance from their temperament.", ({ drift }) => drift),
  surplus: real("What they hold.", ({ surplus }) => surplus),
  tokens: real("Estimated tokens spent so far.", ({ tokens }) => tokens),
  coalitions: texts("Ids of theirs, in the order of forming.", ({ coalitions }) => coalitions.map(({ id }) => id)),
  bridge: flag("They are in more than one coalition.", ({ coalitions }) => coalitions.length > 1),
};

/** In the town's order. Bounded memory: taken page by page from what the API answers with. */
export function* citizenRows(town: TownState): Generator<Citizen, void> {
  for (let after: string | undefined; ;) {
    const { citizens, next } = viewCitizens(town, { lod: 4, limit: PAGE, after });
    yield* citizens;
    if (next === null) return;
    after = next;
  }
}

const PAGE = 5000;

function traitColumn(trait: Trait) {
  return real(`Their ${trait}, in [0, 1].`, ({ eigenvector }: Citizen) => eigenvector[trait]);
}
