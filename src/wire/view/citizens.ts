import { TownError } from "../../sim/error.ts";
import { manifest, type Lod, type Manifest } from "../../sim/manifest.ts";
import { membershipsOf } from "../../sim/memberships.ts";
import { rowOf, type Coalition, type TownState } from "../../sim/state.ts";
import { searching } from "../words.ts";
import { pageOf } from "./page.ts";

export type CitizensQuery<L extends Lod = Lod> = {
  readonly lod: L;
  /** A citizen's id. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Ids: only its members, only who is there. */
  readonly coalition?: string | undefined;
  readonly region?: string | undefined;
  /** Words that must all occur in the name, id or archetype. */
  readonly text?: string | undefined;
};

/** Who lives there, at a level of detail, in the order of the town's founding. `total` of them are asked for in all. */
export type CitizensView<L extends Lod = Lod> = {
  readonly seq: number;
  readonly lod: L;
  readonly total: number;
  readonly citizens: readonly Manifest<L>[];
  readonly next: string | null;
};

/**
 * Cost: linear in the town, to count; little but for text.
 * @throws TownError unknown_citizen of `after`; invalid_input of a coalition or region that is not there.
 */
export function viewCitizens<L extends Lod>(town: TownState, query: CitizensQuery<L>): CitizensView<L> {
  const { lod, after, limit } = query;
  const rows = rowsOf(town, query);
  const last = after === undefined ? -1 : rowOf(town, after);
  const { items, next } = pageOf(
    rows.filter((row) => row > last),
    limit,
    (row) => town.citizens[row].id,
  );
  const coalitionsOf = membershipsOf(town);
  const citizens = items.map((row) => manifest(town, row, lod, coalitionsOf));
  return { seq: town.seq, lod, total: rows.length, citizens, next };
}

export type CitizenView<L extends Lod = Lod> = { readonly seq: number; readonly lod: L; readonly citizen: Manifest<L> };

/** @throws TownError unknown_citizen */
export function viewCitizen<L extends Lod>(town: TownState, id: string, lod: L): CitizenView<L> {
  return { seq: town.seq, lod, citizen: manifest(town, rowOf(town, id), lod) };
}

/** Those asked for, ascending. */
function rowsOf(town: TownState, { coalition, region, text = "" }: CitizensQuery): readonly number[] {
  const among = coalition === undefined ? town.citizens.keys() : livingOf(town, coalition).members;
  const place = region === undefined ? undefined : placeOf(town, region);
  const says = searching(text);
  return Array.from(among).filter((row) => {
    if (place !== undefined && town.region[row] !== place) return false;
    if (text === "") return true;
    const { id, name, archetype } = town.citizens[row];
    return says(`${name} ${id} ${archetype}`);
  });
}

function livingOf({ coalitions, seq }: TownState, id: string): Coalition {
  const coalition = coalitions.get(id);
  if (coalition) return coalition;
  throw new TownError("invalid_input", `coalition must be one that lives at event ${seq}, got ${JSON.stringify(id)}`);
}

function placeOf({ regionIndex }: TownState, id: string): number {
  const place = regionIndex.get(id);
  if (place !== undefined) return place;
  throw new TownError(
    "invalid_input",
    `region must be the id of one of the town's ${regionIndex.size}, got ${JSON.stringify(id)}`,
  );
}
