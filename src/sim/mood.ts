import { ACTIVITIES } from "./citizen.ts";
import { CURIOSITY, TRAIT_COUNT, WARMTH } from "./eigenvector.ts";
import type { TownState } from "./state.ts";

type Mood = "resting" | "contemplative" | "focused" | "warm" | "engaged" | "curious" | "calm";

/** The trait from which on a leaning shows. */
const SHOWS = 0.6;

/** How a citizen seems, from what they do and how they lean: shown to people, never stored. */
export function mood(town: TownState, row: number): Mood {
  const leans = (trait: number) => town.traits[row * TRAIT_COUNT + trait] >= SHOWS;
  switch (ACTIVITIES[town.activity[row]]) {
    case "RESTING":
      return "resting";
    case "REFLECTING":
      return "contemplative";
    case "WORKING":
      return "focused";
    case "SOCIALIZING":
      return leans(WARMTH) ? "warm" : "engaged";
    case "IDLE":
      return leans(CURIOSITY) ? "curious" : "calm";
  }
}
