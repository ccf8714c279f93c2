import type { Citizen } from "../citizen.ts";
import type { Random } from "../random.ts";
import type { Region } from "../region.ts";
import type { Founding } from "../state.ts";
import { eigenvectorOf, temper } from "./archetypes.ts";
import { settler } from "./settler.ts";

/**
 * The default town: 25 citizens in 8 regions, and its smaller sisters of 3, 7 and 10, which are the first founders in
 * the regions where they live. (Those regions are connected in every one of the sisters.)
 *
 *        inn ───── square ───── market
 *         │         │   ╲          │
 *       garden ── library ╲── workshop
 *         │       ╱   │
 *      observatory ─ archive
 */
export const SMALLVILLE: readonly Region[] = [
  place("inn", "Inn", 10, ["square", "garden"]),
  place("square", "Square", 20, ["inn", "market", "library", "workshop"]),
  place("garden", "Garden", 8, ["inn", "library", "observatory"]),
  place("market", "Market", 15, ["square", "workshop"]),
  place("library", "Library", 6, ["square", "garden", "observatory", "archive"]),
  place("observatory", "Observatory", 6, ["library", "garden", "archive"]),
  place("workshop", "Workshop", 10, ["square", "market"]),
  place("archive", "Archive", 8, ["library", "observatory"]),
];

/** Name, archetype, home, and the first five traits; resilience and ambition are neutral. The last three are evolving. */
const FOUNDERS: readonly (readonly [string, string, string, readonly number[]])[] = [
  ["Alice", "Innkeeper", "inn", [0.8, 0.6, 0.7, 0.5, 0.6]],
  ["Bob", "Builder", "square", [0.5, 0.4, 0.6, 0.7, 0.3]],
  ["Clara", "Explorer", "inn", [0.6, 0.9, 0.5, 0.8, 0.4]],
  ["Diana", "Healer", "garden", [0.7, 0.5, 0.8, 0.4, 0.9]],
  ["Eve", "Elder", "library", [0.6, 0.7, 0.7, 0.7, 0.8]],
  ["Frank", "Merchant", "market", [0.5, 0.8, 0.4, 0.6, 0.5]],
  ["Grace", "Gardener", "garden", [0.8, 0.4, 0.7, 0.5, 0.9]],
  ["Hana", "Gardener-Sage", "garden", [0.7, 0.8, 0.6, 0.7, 0.8]],
  ["Igor", "Scout-Adapter", "observatory", [0.5, 0.9, 0.5, 0.6, 0.5]],
  ["Juno", "Scholar-Synthesizer", "library", [0.6, 0.7, 0.7, 0.8, 0.7]],
];

/** Three of each archetype: name and home. */
export const RESIDENTS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Builder: [
    ["Marcus", "workshop"],
    ["Nadia", "square"],
    ["Oscar", "workshop"],
  ],
  Trader: [
    ["Petra", "market"],
    ["Quinn", "square"],
    ["Rosa", "market"],
  ],
  Healer: [
    ["Soren", "garden"],
    ["Tara", "inn"],
    ["Uma", "garden"],
  ],
  Scholar: [
    ["Victor", "library"],
    ["Wren", "observatory"],
    ["Xena", "library"],
  ],
  Watcher: [
    ["Yuki", "archive"],
    ["Zara", "archive"],
    ["Kai", "observatory"],
  ],
};

const EVOLVING = new Set(["Hana", "Igor", "Juno", "Oscar", "Xena"]);

/** Who founds a town, and where. */
export type Settlement = Pick<Founding, "citizens" | "regions">;

/** Smallville of a size; `noise` sets the fifteen residents apart from their archetypes. */
export function smallville(size: 3 | 7 | 10 | 25, noise: Random): Settlement {
  const founders = FOUNDERS.slice(0, size).map(([name, archetype, home, traits]) =>
    resident(name, archetype, home, eigenvectorOf(traits)),
  );
  if (size < 25) return { citizens: founders, regions: inhabited(founders) };
  const residents = Object.entries(RESIDENTS).flatMap(([archetype, people]) =>
    people.map(([name, home]) => resident(name, archetype, home, temper(archetype, noise))),
  );
  return { citizens: [...founders, ...residents], regions: SMALLVILLE };
}

function resident(name: string, archetype: string, home: string, temperament: Citizen["temperament"]): Citizen {
  return settler({ id: name.toLowerCase(), name, archetype, home, evolving: EVOLVING.has(name), temperament });
}

/** The regions where somebody lives, with the paths between them. */
function inhabited(citizens: readonly Citizen[]): Region[] {
  const homes = new Set(citizens.map((citizen) => citizen.home));
  return SMALLVILLE.filter((region) => homes.has(region.id)).map((region) => ({
    ...region,
    neighbours: region.neighbours.filter((id) => homes.has(id)),
  }));
}

function place(id: string, name: string, capacity: number, neighbours: readonly string[]): Region {
  return { id, name, capacity, neighbours, district: 0 };
}
