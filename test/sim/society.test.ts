import { describe, expect, it } from "vitest";
import { Simulation } from "../../src/sim/simulation.ts";
import { eventsOf, smallville } from "./towns.ts";

/** What 200 days of the default town look like from a seed: the prototype's measures of domain.md, section 5. */
function society(seed: number) {
  const nights = { all: 0, withTwoCoalitions: 0, withBridge: 0, unaffiliated: 0, meanDrift: 0 };
  const life = { began: 0, ended: 0 };
  let interactions = 0;
  let festivals = 0;
  for (const event of eventsOf(new Simulation(smallville(seed)), 200)) {
    if (event.type === "coalition" && (event.kind === "formed" || event.kind === "split")) life.began++;
    if (event.type === "coalition" && (event.kind === "dissolved" || event.kind === "merged")) life.ended++;
    if (event.type === "town_event" && event.operation !== "move") interactions++;
    if (event.type === "town_event" && event.metadata["festival"] === true) festivals++;
    if (event.type !== "town_status" || event.phase !== "MORNING" || event.day === 1) continue;
    nights.all++;
    if (event.metrics.coalitions >= 2) nights.withTwoCoalitions++;
    if (event.metrics.bridges >= 1) nights.withBridge++;
    nights.unaffiliated += event.metrics.unaffiliated;
    nights.meanDrift += event.metrics.mean_drift;
  }
  return {
    twoCoalitions: nights.withTwoCoalitions / nights.all,
    bridge: nights.withBridge / nights.all,
    unaffiliated: nights.unaffiliated / nights.all,
    meanDrift: nights.meanDrift / nights.all,
    ...life,
    interactionsADay: interactions / 200,
    festivalsADay: festivals / 200,
  };
}

describe("200 days of the default town neither freeze nor collapse", () => {
  it.each([1, 2, 3, 4, 5])("seed %i", (seed) => {
    const seen = society(seed);
    const within = (value: number, least: number, most: number) => value >= least && value <= most;
    const verdict = {
      "two coalitions or more on most nights": seen.twoCoalitions >= 0.85,
      "a bridge on about half to four fifths of nights": within(seen.bridge, 0.4, 0.9),
      "a few unaffiliated": within(seen.unaffiliated, 1, 8),
      "personalities neither alike nor scattered": within(seen.meanDrift, 0.4, 0.6),
      "coalitions come": within(seen.began, 40, 130),
      "and nearly as many go": within(seen.ended, 0.75 * seen.began, seen.began),
      "some 42 interactions a day": within(seen.interactionsADay, 38, 48),
      "a festival or two a day": within(seen.festivalsADay, 0.8, 2.2),
    };
    expect(verdict, JSON.stringify(seen)).toEqual(
      Object.fromEntries(Object.keys(verdict).map((claim) => [claim, true])),
    );
  });
});
