import type { Citizen } from "../citizen.ts";
import { type Random, randomFor } from "../random.ts";
import type { Region } from "../region.ts";
import { ARCHETYPES, temper } from "./archetypes.ts";
import { citizenNames, districtNames, idOf } from "./names.ts";
import { settler } from "./settler.ts";
import { RESIDENTS, type Settlement, SMALLVILLE } from "./smallville.ts";

/** Citizens of a district, about; each has the regions of smallville, so that choosing company costs the same in any town. */
const DISTRICT = 25;

/** Chance that a citizen is evolving: smallville's five in twenty-five. */
const EVOLVING = 0.2;

/** Chance that a district has a path of its own to one far away. */
const SHORTCUT = 0.25;

/**
 * A town of any size from 3 to 100,000: the five archetypes in equal parts (within one), the town's districts equal in
 * size (within one). Citizens of a district have neighbouring rows and live where their kind lives in smallville.
 *
 * Districts are joined as a small world (Newman and Watts 1999): the road from each market to the next district's inn
 * closes a ring, and a few observatories have found each other across it.
 *
 *     ... inn─[d1]─market ── inn─[d2]─market ── inn─[d3]─market ...
 *             observatory ─────────────────────── observatory
 *
 * Cost: linear; 100,000 citizens in under half a second. Archetypes, worldviews and homes are shared, not copied.
 */
export function generate(size: number, seed: number): Settlement {
  const districts = Math.max(1, Math.round(size / DISTRICT));
  const regions = layOut(districts, seed);
  const noise = randomFor(seed, 0, "genesis:noise");
  const evolving = randomFor(seed, 0, "genesis:evolving");
  const kinds = Object.keys(ARCHETYPES);
  const citizens = citizenNames(size, randomFor(seed, 0, "genesis:names")).map((name, row): Citizen => {
    const district = Math.floor((row * districts) / size);
    const first = Math.ceil((district * size) / districts);
    const archetype = kinds[row % kinds.length];
    const place = HOMES[archetype][Math.floor((row - first) / kinds.length) % HOMES[archetype].length];
    return settler({
      id: idOf(name),
      name,
      archetype,
      home: regions[district * SMALLVILLE.length + place].id,
      evolving: evolving.chance(EVOLVING),
      temperament: temper(archetype, noise),
    });
  });
  return { citizens, regions };
}

/** Where in smallville those of an archetype live, as places in its list of regions. */
const HOMES: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  Object.entries(RESIDENTS).map(([archetype, people]) => [
    archetype,
    people.map(([, home]) => SMALLVILLE.findIndex((region) => region.id === home)),
  ]),
);

/** The regions of all districts, district by district in the order of smallville's. One district alone is smallville. */
function layOut(districts: number, seed: number): readonly Region[] {
  if (districts === 1) return SMALLVILLE;
  const names = districtNames(districts, randomFor(seed, 0, "genesis:districts"));
  const far = shortcuts(districts, randomFor(seed, 0, "genesis:shortcuts"));
  return names.flatMap((name, district) => {
    const idIn = (d: number, id: string) => `d${((d + districts) % districts) + 1}-${id}`;
    const roads: Readonly<Record<string, readonly string[]>> = {
      inn: [idIn(district - 1, "market")],
      market: [idIn(district + 1, "inn")],
      observatory: far[district].map((other) => idIn(other, "observatory")),
    };
    return SMALLVILLE.map((region) => ({
      id: idIn(district, region.id),
      name: `${name} ${region.name}`,
      capacity: region.capacity,
      neighbours: [...region.neighbours.map((id) => idIn(district, id)), ...(roads[region.id] ?? [])],
      district,
    }));
  });
}

/** For each district, those it has a shortcut to, in both directions: never itself, nor one twice. */
function shortcuts(districts: number, random: Random): number[][] {
  const far: number[][] = Array.from({ length: districts }, () => []);
  for (let from = 0; from < districts; from++) {
    if (!random.chance(SHORTCUT)) continue;
    const to = random.integer(districts);
    if (to === from || far[from].includes(to)) continue;
    far[from].push(to);
    far[to].push(from);
  }
  return far;
}
