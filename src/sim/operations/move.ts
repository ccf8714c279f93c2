import type { TownState } from "../state.ts";
import { nameOf, type Operation } from "./operation.ts";

export const move: Operation = {
  id: "move",
  summary: "One goes to a neighbouring region with room, drawn toward where their friends are.",
  arity: { least: 1, most: 1 },
  agreeable: false,
  possible: (town, first) => roomNextDoor(town, first).length > 0,
  gather: (_, first) => [first],
  obstacle: (town, [row]) => (roomNextDoor(town, row).length > 0 ? undefined : "no neighbouring region has room"),
  perform(town, [row], random) {
    const doors = roomNextDoor(town, row);
    const weights = drawnTo(town, row, doors);
    let left = random.for("move").uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    let to = 0;
    while (to < doors.length - 1 && (left -= weights[to]) >= 0) to++;
    const from = town.regions[town.region[row]];
    const destination = town.regions[doors[to]];
    const { id } = town.citizens[row];
    return {
      success: true,
      message: `${nameOf(town, row)} went from the ${from.name} to the ${destination.name}.`,
      tokens: 0,
      drama: 0,
      effects: [{ kind: "region", citizen: id, to: destination.id }],
      metadata: { from: from.id, to: destination.id },
    };
  },
};

/** Neighbouring regions below capacity, in the order of the region's neighbours. */
function roomNextDoor(town: TownState, row: number): number[] {
  const rooms: number[] = [];
  for (const id of town.regions[town.region[row]].neighbours) {
    const region = town.regionIndex.get(id)!;
    if (town.roster.occupancy[region] < town.regions[region].capacity) rooms.push(region);
  }
  return rooms;
}

/** How strongly each of the regions draws: 1 and the sum of the positive relationships to those in it. */
function drawnTo(town: TownState, row: number, regions: readonly number[]): number[] {
  const weights = regions.map(() => 1);
  const ties = town.relationships[row];
  for (let i = 0; i < ties.size; i++) {
    if (ties.weights[i] <= 0) continue;
    const door = regions.indexOf(town.region[ties.others[i]]);
    if (door >= 0) weights[door] += ties.weights[i];
  }
  return weights;
}
