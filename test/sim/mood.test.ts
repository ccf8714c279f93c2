import { describe, expect, it } from "vitest";
import { ACTIVITIES, type Activity } from "../../src/sim/citizen.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { mood } from "../../src/sim/mood.ts";
import { smallville } from "./towns.ts";

describe("mood is read off activity and traits", () => {
  it.each<[Activity, number, string]>([
    ["RESTING", 0.9, "resting"],
    ["REFLECTING", 0.9, "contemplative"],
    ["WORKING", 0.9, "focused"],
    ["SOCIALIZING", 0.6, "warm"],
    ["SOCIALIZING", 0.5, "engaged"],
    ["IDLE", 0.6, "curious"],
    ["IDLE", 0.5, "calm"],
  ])("%s with warmth and curiosity %d seems %s", (activity, leaning, expected) => {
    const town = found(smallville());
    town.activity[0] = ACTIVITIES.indexOf(activity);
    town.traits.fill(leaning, 0, 2);
    expect(mood(town, 0)).toBe(expected);
  });
});
