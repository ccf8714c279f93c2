import type { Random } from "./random.ts";

const QUALITIES = [
  "Amber", "Ashen", "Bright", "Candle", "Copper", "Dawn", "Dusk", "Early", "Far", "Fern", "Gentle", "Harbour", "Hazel", "Hidden",
  "Indigo", "Ivory", "Kindled", "Lantern", "Little", "Long", "Low", "Maple", "Midsummer", "Misty", "Open", "Patient", "Quiet",
  "Restless", "River", "Salt", "Silver", "Slow", "Snow", "Steady", "Stone", "Thistle", "Twilight", "Wandering", "Willow", "Winter",
]; // prettier-ignore
const FELLOWSHIPS = [
  "Accord", "Band", "Bridge", "Chorus", "Circle", "Compass", "Company", "Current", "Fire", "Garden", "Guild", "Harvest", "Hearth",
  "House", "Key", "Knot", "Ladder", "League", "Loom", "Measure", "Orchard", "Path", "Promise", "Quorum", "Ring", "Rope", "Sail",
  "Table", "Thread", "Well",
]; // prettier-ignore

/** A name that no living coalition bears; numbered where every draw was taken. */
export function coalitionName(random: Random, taken: ReadonlySet<string>, number: number): string {
  let name = "";
  for (let tries = 0; tries < 8; tries++) {
    name = `${random.pick(QUALITIES)} ${random.pick(FELLOWSHIPS)}`;
    if (!taken.has(name)) return name;
  }
  return `${name} ${number}`;
}
