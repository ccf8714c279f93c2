import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TownConfig } from "../../src/sim/config.ts";
import { drift, TRAIT_COUNT, TRAITS } from "../../src/sim/eigenvector.ts";
import { ARCHETYPES, temper } from "../../src/sim/genesis/archetypes.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { parseConfig, smallConfig } from "../../src/sim/genesis/parse.ts";
import { runIdOf } from "../../src/sim/genesis/run-id.ts";
import { worldviewOf } from "../../src/sim/genesis/worldviews.ts";
import type { Region } from "../../src/sim/region.ts";
import type { TownState } from "../../src/sim/state.ts";

const town = (citizens: number, seed = 7) => found(smallConfig(citizens, seed));

describe("smallville", () => {
  it("has 25 citizens in 8 regions, everyone at home, idle and unacquainted on the first morning", () => {
    const { citizens, regions, region, activity, relationships, surplus, seq, day, phase } = town(25);
    expect(citizens.map((citizen) => citizen.name).join(" ")).toBe(
      "Alice Bob Clara Diana Eve Frank Grace Hana Igor Juno Marcus Nadia Oscar Petra Quinn Rosa Soren Tara Uma Victor Wren Xena Yuki Zara Kai",
    );
    expect(regions.map(({ id, capacity }) => `${id}(${capacity})`).join(" ")).toBe(
      "inn(10) square(20) garden(8) market(15) library(6) observatory(6) workshop(10) archive(8)",
    );
    expect(citizens.map((citizen, row) => regions[region[row]].id === citizen.home)).not.toContain(false);
    expect([...activity].concat([...surplus]).every((value) => value === 0)).toBe(true);
    expect(relationships.every((ties) => ties.size === 0)).toBe(true);
    expect([seq, day, phase]).toEqual([0, 1, "MORNING"]);
  });

  it("gives Alice and Juno the traits they were founded with, neutral where nothing is said", () => {
    const { citizens, citizenIndex, traits } = town(25);
    const alice = citizens[citizenIndex.get("alice")!];
    expect(alice.temperament).toEqual({
      warmth: 0.8,
      curiosity: 0.6,
      trust: 0.7,
      creativity: 0.5,
      patience: 0.6,
      resilience: 0.5,
      ambition: 0.5,
    });
    expect(alice).toMatchObject({ archetype: "Innkeeper", home: "inn", plasticity: 0.3, evolving: false });
    const juno = citizenIndex.get("juno")! * TRAIT_COUNT;
    expect([...traits.subarray(juno, juno + TRAIT_COUNT)]).toEqual([0.6, 0.7, 0.7, 0.8, 0.7, 0.5, 0.5]);
  });

  it("has five evolving citizens, who are all plasticity", () => {
    const evolving = town(25).citizens.filter((citizen) => citizen.evolving);
    expect(evolving.map((citizen) => citizen.id).sort()).toEqual(["hana", "igor", "juno", "oscar", "xena"]);
    expect(evolving.every((citizen) => citizen.plasticity === 1)).toBe(true);
  });

  it("knows three residents of each archetype, near to it and never the same point", () => {
    const { citizens, traits } = town(25);
    const residents = citizens.slice(10);
    const kinds = Object.keys(ARCHETYPES);
    expect(residents.map((citizen) => citizen.archetype)).toEqual(kinds.flatMap((kind) => [kind, kind, kind]));
    for (const { archetype, temperament } of residents) {
      // Six standard deviations of the noise: what the sum of twelve uniforms cannot exceed.
      for (const trait of TRAITS)
        expect(Math.abs(temperament[trait] - temper(archetype)[trait])).toBeLessThanOrEqual(0.3);
    }
    for (let a = 0; a < 25; a++) for (let b = 0; b < a; b++) expect(drift(traits, a, b)).toBeGreaterThan(0);
  });

  it("has smaller sisters: the first founders, in the regions where they live", () => {
    expect(
      [3, 7, 10].map((size) =>
        town(size)
          .regions.map((region) => region.id)
          .join(" "),
      ),
    ).toEqual(["inn square", "inn square garden market library", "inn square garden market library observatory"]);
    expect(town(7).citizens.map((citizen) => citizen.name)).toEqual("Alice Bob Clara Diana Eve Frank Grace".split(" "));
    expect(town(7).regions[1].neighbours).toEqual(["inn", "market", "library"]);
  });

  it("is another town for another seed, in the residents only", () => {
    const [seven, eight] = [town(25, 7), town(25, 8)];
    const founders = 10 * TRAIT_COUNT;
    expect(eight.traits.subarray(0, founders)).toEqual(seven.traits.subarray(0, founders));
    expect(eight.traits.subarray(founders)).not.toEqual(seven.traits.subarray(founders));
  });

  it.each([3, 7, 10, 25])("of %i obeys the laws of every founding", (size) => expectSound(town(size), size));
});

describe("a generated town", () => {
  it("of 60 has two districts of 30, joined by two roads from market to inn", () => {
    const { citizens, regions } = town(60);
    expect(regions.length).toBe(16);
    const market = regions.find((region) => region.id === "d1-market")!;
    expect(market.neighbours).toEqual(["d1-square", "d1-workshop", "d2-inn"]);
    expect(market.capacity).toBe(15);
    expect(citizens.map((citizen) => citizen.home.slice(0, 3)).indexOf("d2-")).toBe(30);
  });

  it("of 12 is one district: the regions of smallville, and given names alone", () => {
    const { citizens, regions } = town(12);
    expect(regions).toEqual(town(25).regions);
    expect(citizens.every((citizen) => /^[A-Z][a-z]+$/.test(citizen.name))).toBe(true);
  });

  it("of any size obeys the laws of every founding, with archetypes and districts in equal parts", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 2000 }), fc.nat(), (size, seed) => {
        const town = found(generated(size, seed));
        expectSound(town, size);
        const kinds = Object.keys(ARCHETYPES).map(
          (kind) => town.citizens.filter(({ archetype }) => archetype === kind).length,
        );
        expect(Math.max(...kinds) - Math.min(...kinds)).toBeLessThanOrEqual(1);
        const districts = new Uint32Array(town.regions.at(-1)!.district + 1);
        for (const region of town.region) districts[town.regions[region].district]++;
        expect(Math.max(...districts) - Math.min(...districts)).toBeLessThanOrEqual(1);
        expect(Math.max(...districts)).toBeLessThan(38);
        expect(town.regions.every(({ capacity }, i) => town.roster.occupancy[i] <= capacity)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("of 100,000 still has a name and an id for everyone, and a share who evolve", () => {
    const { citizens, regions } = found(generated(100_000, 7));
    expect(new Set(citizens.map((citizen) => citizen.id)).size).toBe(100_000);
    expect(new Set(citizens.map((citizen) => citizen.name)).size).toBe(100_000);
    expect(new Set(regions.map((region) => region.name)).size).toBe(32_000);
    expect(new Set(citizens.map((citizen) => citizen.worldview)).size).toBe(5);
    // A fifth, within six standard deviations of a binomial.
    const evolving = citizens.filter((citizen) => citizen.evolving).length;
    expect(Math.abs(evolving - 20_000)).toBeLessThan(760);
  });

  it("is the same for the same seed and another for another", () => {
    const names = (seed: number) => found(generated(200, seed)).citizens.map((citizen) => citizen.name);
    expect(names(1)).toEqual(names(1));
    expect(names(2)).not.toEqual(names(1));
    expect(found(generated(200, 1)).traits).toEqual(found(generated(200, 1)).traits);
  });
});

describe("a founding", () => {
  it("keeps the config's id, date, seed and rules", () => {
    const state = found(
      parseConfig({ town_id: "here", start_date: "1970-01-11", seed: 3, rules: { fade: 0.9 } }),
      "r1",
    );
    expect(state).toMatchObject({ town_id: "here", run_id: "r1", start_date: "1970-01-11", startDay: 10, seed: 3 });
    expect([state.rules.fade, state.rules.mobility]).toEqual([0.9, 0.15]);
  });

  it("takes a custom citizen as written", () => {
    const state = found(
      parseConfig({
        regions: [{ id: "hut" }],
        citizens: ["a", "b", "c"].map((id) => ({
          id,
          region: "hut",
          plasticity: 0.25,
          traits: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 1],
        })),
      }),
    );
    expect([...state.traits.subarray(7, 14)]).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 1]);
    expect(state.citizens[1]).toMatchObject({ id: "b", name: "B", home: "hut", plasticity: 0.25 });
  });

  it("has a run id of 16 hexadecimal digits that follows the config, not the order of its keys", () => {
    const config = smallConfig(25, 7);
    const reordered = Object.fromEntries(Object.entries(config).reverse()) as TownConfig;
    expect(runIdOf(config)).toMatch(/^[0-9a-f]{16}$/);
    expect(runIdOf(reordered)).toBe(runIdOf(config));
    expect(found(config).run_id).toBe(runIdOf(config));
    expect(
      new Set([config, smallConfig(25, 8), smallConfig(10, 7), smallConfig(25, 7, "other")].map(runIdOf)).size,
    ).toBe(4);
  });

  it("gives every archetype a worldview fit to be read aloud: one sentence, one line", () => {
    const kinds = new Set([
      ...town(25).citizens.map((citizen) => citizen.archetype),
      ...Object.keys(ARCHETYPES),
      "Lamplighter",
    ]);
    const worldviews = [...kinds].map(worldviewOf);
    for (const { metaphor, opacity } of worldviews) {
      for (const line of [metaphor, opacity]) expect(line).toMatch(/^[A-Z][^\n]{20,120}\.$/);
    }
    expect(new Set(worldviews.map((worldview) => worldview.metaphor)).size).toBe(kinds.size);
  });
});

function generated(citizens: number, seed: number): TownConfig {
  return { ...smallConfig(3, seed), population: { kind: "generated", citizens } };
}

/** What holds of every town on its first morning. */
function expectSound(town: TownState, size: number): void {
  const { citizens, regions, traits, temperament } = town;
  expect(citizens.length).toBe(size);
  expect(new Set(citizens.map((citizen) => citizen.id)).size).toBe(size);
  expect(new Set(citizens.map((citizen) => citizen.name)).size).toBe(size);
  expect([...citizens, ...regions].filter(({ id }) => !/^[a-z][a-z0-9_-]{0,62}$/.test(id))).toEqual([]);
  expect(traits).toEqual(temperament);
  expect(traits.every((trait) => trait >= 0 && trait <= 1 && Math.round(trait * 1e6) / 1e6 === trait)).toBe(true);
  const askew = regions.filter(
    ({ id, neighbours }) =>
      new Set(neighbours).size !== neighbours.length ||
      neighbours.includes(id) ||
      !neighbours.every((other) => regions[town.regionIndex.get(other)!].neighbours.includes(id)),
  );
  expect(askew).toEqual([]);
  expect(reachable(regions)).toBe(regions.length);
}

/** How many regions one can walk to from the first, itself included. */
function reachable(regions: readonly Region[]): number {
  const byId = new Map(regions.map((region) => [region.id, region]));
  const seen = new Set([regions[0].id]);
  for (const id of seen) for (const next of byId.get(id)!.neighbours) seen.add(next);
  return seen.size;
}
