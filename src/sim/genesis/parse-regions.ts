import type { RegionSpec } from "../config.ts";
import { distinct, idIn, knownIn, listIn, objectIn, refuse, textIn, wholeIn } from "./reader.ts";

/** How many may be in a region by moving there, unless it says otherwise: as in smallville's inn. */
const CAPACITY = 10;

/**
 * The regions of a town written by hand. A path is for both ways: naming it at one end is enough. Towns in several
 * pieces are allowed (two islands are a fair experiment); they are one district unless regions say otherwise.
 * @throws TownError invalid_config naming the region's place in the list and what was expected.
 */
export function parseRegions(value: unknown, path: string): RegionSpec[] {
  const list = listIn(value, path, "a list of regions");
  if (list.length === 0) return refuse(path, "a list of at least one region", value);
  const regions = list.map((region, i) => parseRegion(region, `${path}[${i}]`));
  distinct(
    regions.map((region) => region.id),
    path,
    "region",
  );

  const paths = new Map(regions.map((region) => [region.id, new Set<string>()]));
  const known: ReadonlySet<string> = new Set(paths.keys());
  regions.forEach((region, i) => {
    region.neighbours.forEach((neighbour, j) => {
      const where = `${path}[${i}].neighbours[${j}]`;
      const id = knownIn(neighbour, where, known);
      if (id === region.id) refuse(where, "another region than itself", id);
      paths.get(region.id)!.add(id);
    });
  });
  for (const [id, neighbours] of paths) for (const neighbour of neighbours) paths.get(neighbour)!.add(id);
  return regions.map((region) => ({ ...region, neighbours: [...paths.get(region.id)!] }));
}

function parseRegion(
  value: unknown,
  path: string,
): Omit<RegionSpec, "neighbours"> & { readonly neighbours: readonly unknown[] } {
  const fields = objectIn(value, path, ["id", "name", "capacity", "neighbours", "district"]);
  const id = idIn(fields.id, `${path}.id`);
  return {
    id,
    name: fields.name === undefined ? nameOf(id) : textIn(fields.name, `${path}.name`, 80),
    capacity: fields.capacity === undefined ? CAPACITY : wholeIn(fields.capacity, `${path}.capacity`, 1, 100_000),
    neighbours:
      fields.neighbours === undefined ? [] : listIn(fields.neighbours, `${path}.neighbours`, "a list of region ids"),
    district: fields.district === undefined ? 0 : wholeIn(fields.district, `${path}.district`, 0, 100_000),
  };
}

/** The name that an id suggests: `lamp-room` -> `Lamp Room`. */
export function nameOf(id: string): string {
  return id
    .split(/[-_]/)
    .filter((word) => word.length > 0)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join(" ");
}
