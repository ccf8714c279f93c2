import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TRAITS } from "../../src/sim/eigenvector.ts";
import { TownError } from "../../src/sim/error.ts";
import { nearest } from "../../src/sim/genesis/nearest.ts";
import { parseConfig, parseRecorded, smallConfig } from "../../src/sim/genesis/parse.ts";
import { DEFAULT_RULES } from "../../src/sim/rules.ts";

const three = [
  { id: "ann", region: "inn" },
  { id: "ben", region: "inn" },
  { id: "cat", region: "square" },
];
/** Three citizens, the last as given. */
const withThird = (third: object) => ({ citizens: [three[0], three[1], { id: "cat", region: "inn", ...third }] });

describe("a town file", () => {
  it("that says nothing is smallville, seed 7", () => {
    expect(parseConfig({})).toEqual({
      town_id: "smallville",
      seed: 7,
      start_date: "2025-12-03",
      population: { kind: "smallville", citizens: 25 },
      rules: {},
    });
  });

  it("may say only how many: the sizes of smallville are smallville, all others come from the generator", () => {
    expect([3, 4, 7, 10, 25, 26].map((citizens) => smallConfig(citizens, 1).population.kind)).toEqual([
      "smallville",
      "generated",
      "smallville",
      "smallville",
      "smallville",
      "generated",
    ]);
    expect(smallConfig(26, 1).town_id).toBe("town-26");
    expect(smallConfig(26, 1, "mine").town_id).toBe("mine");
  });

  it("takes id for town_id, and what it leaves out from the caller", () => {
    expect(
      parseConfig({ id: "x1", seed: 9 }, { town_id: "file-name", seed: 8, start_date: "2024-02-29" }),
    ).toMatchObject({
      town_id: "x1",
      seed: 9,
      start_date: "2024-02-29",
    });
  });

  it("gives citizens a name from the id, a worldview from the archetype and a plasticity from evolving", () => {
    const { population } = parseConfig(withThird({ id: "old_tom-the_2nd", archetype: "Healer", evolving: true }));
    expect(population.kind === "custom" && population.citizens[2]).toMatchObject({
      name: "Old Tom The 2nd",
      worldview: { name: "Mending" },
      plasticity: 1,
      traits: [0.75, 0.5, 0.65, 0.5, 0.7, 0.65, 0.5],
    });
    expect(population.kind === "custom" && population.regions.length).toBe(8);
  });

  it("leaves missing traits neutral in an eigenvector that is given", () => {
    const { population } = parseConfig(withThird({ archetype: "Healer", eigenvector: { ambition: 0.9 } }));
    expect(population.kind === "custom" && population.citizens[2].traits).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.9]);
  });

  it("lets a worldview differ from its archetype's in one line", () => {
    const { population } = parseConfig(withThird({ archetype: "Healer", worldview: { name: "Salt" } }));
    expect(population.kind === "custom" && population.citizens[2].worldview).toMatchObject({
      name: "Salt",
      metaphor: expect.stringContaining("wound"),
    });
  });

  it("makes a path that is named at one end walkable from both", () => {
    const { population } = parseConfig({
      regions: [{ id: "inn", neighbours: ["square"] }, { id: "square" }, { id: "isle", district: 1 }],
      citizens: three,
    });
    expect(population.kind === "custom" && population.regions).toEqual([
      { id: "inn", name: "Inn", capacity: 10, neighbours: ["square"], district: 0 },
      { id: "square", name: "Square", capacity: 10, neighbours: ["inn"], district: 0 },
      { id: "isle", name: "Isle", capacity: 10, neighbours: [], district: 1 },
    ]);
  });

  it("treats nothing after the colon as not said", () => {
    expect(parseConfig({ rules: null, seed: null })).toEqual(parseConfig({}));
  });

  it("fills in a phase's chances and rates from the defaults, and forgets a default said aloud", () => {
    const { rules } = parseConfig({ rules: { fade: 0.95, rate: { NIGHT: 0 }, chances: { NIGHT: { gossip: 0.5 } } } });
    expect(rules).toEqual({
      rate: { MORNING: 0.4, AFTERNOON: 0.6, EVENING: 0.5, NIGHT: 0 },
      chances: { ...DEFAULT_RULES.chances, NIGHT: [0.09, 0.5, 0.05, 0.58, 0.03, 0, 0, 0.07] },
    });
    expect(parseConfig({ rules: { chances: { NIGHT: [1, 0, 0, 0, 0, 0, 0, 0] } } }).rules.chances?.NIGHT[0]).toBe(1);
  });

  it("that is a config comes back unchanged", () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}[a-z]$/), { minLength: 3, maxLength: 9 });
    const file = ids.chain((names) =>
      fc.record({
        seed: fc.maxSafeNat(),
        regions: fc.constant(names.map((id, i) => ({ id, neighbours: names.slice(i + 1, i + 3) }))),
        citizens: fc.tuple(
          ...names.map((id) =>
            fc.record(
              {
                id: fc.constant(id),
                region: fc.constantFrom(...names),
                archetype: fc.constantFrom("Healer", "Scholar", "Ferryman"),
                evolving: fc.boolean(),
                plasticity: unit,
                eigenvector: fc.record(Object.fromEntries(TRAITS.map((trait) => [trait, unit])), { requiredKeys: [] }),
              },
              { requiredKeys: ["id", "region"] },
            ),
          ),
        ),
        rules: fc.record(
          { fade: unit, cliqueSize: fc.integer({ min: 2, max: 6 }), rate: fc.record({ NIGHT: unit }) },
          { requiredKeys: [] },
        ),
      }),
    );
    fc.assert(
      fc.property(fc.oneof(file, fc.record({ citizens: fc.integer({ min: 3, max: 100_000 }) })), (written) => {
        const config = parseConfig(written);
        expect(parseConfig(config)).toEqual(config);
        expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
      }),
    );
  });

  it("is read from a log also when it is a fork's, which nobody can write by hand", () => {
    const lineage = { town_id: "smallville", run_id: "r1", seq: 12, founding_seed: 7, phase_seed: 8 };
    const config = { ...parseConfig({ seed: 9 }), lineage };
    expect(parseRecorded(JSON.parse(JSON.stringify(config)))).toEqual(config);
    expect(parseRecorded(parseConfig({}))).toEqual(parseConfig({}));
    expect(() => parseConfig(config)).toThrow('unknown key "lineage"');
    expect(() => parseRecorded({ ...config, lineage: { ...lineage, seq: -1 } })).toThrow("lineage.seq must be");
    expect(() => parseRecorded({ ...config, lineage: { ...lineage, town_id: "A/b" } })).toThrow("town id");
    expect(() => parseRecorded({ ...config, lineage: { ...lineage, since: 1 } })).toThrow('unknown key "since"');
  });
});

describe("a fault in a town file is named: where, what was expected, what was found", () => {
  const faults: [string, unknown, string][] = [
    [
      "no object",
      5,
      "a town must be an object with town_id, id, seed, start_date, citizens, regions, rules, population, got 5",
    ],
    ["an empty file", null, "got nothing"],
    ["a list", [1, 2], "got a list of 2"],
    ["an unknown key", { sead: 7 }, 'unknown key "sead" in a town (did you mean "seed"?); expected town_id, id, seed'],
    [
      "a key far from all others",
      { population_density: 7 },
      'unknown key "population_density" in a town; expected town_id',
    ],
    ["two ids", { id: "a", town_id: "a" }, "town_id and id mean the same, so leave one out"],
    ["a town id with a space", { id: "my town" }, 'town id "my town" must be a small letter or digit'],
    ["a seed that is no number", { seed: "x" }, 'seed must be a whole number from 0 to 9007199254740991, got "x"'],
    ["a negative seed", { seed: -1 }, "seed must be a whole number from 0 to 9007199254740991, got -1"],
    [
      "a date that is none",
      { start_date: "2025-02-30" },
      'start_date must be a date like 2025-12-03, got "2025-02-30"',
    ],
    ["a date that is a number", { start_date: 2025 }, "start_date must be a date like 2025-12-03, got 2025"],
    ["too few citizens", { citizens: 2 }, "citizens must be a whole number from 3 to 100000, got 2"],
    ["too many citizens", { citizens: 100_001 }, "citizens must be a whole number from 3 to 100000, got 100001"],
    ["half a citizen", { citizens: 4.5 }, "citizens must be a whole number from 3 to 100000, got 4.5"],
    ["citizens in words", { citizens: "many" }, 'citizens must be a number of citizens or a list of them, got "many"'],
    [
      "a list of two",
      { citizens: three.slice(0, 2) },
      "citizens must be a list of 3 to 100000 citizens, got a list of 2",
    ],
    [
      "regions without their citizens",
      { citizens: 9, regions: [{ id: "inn" }] },
      "regions need a list of citizens who live in them, got citizens: 9",
    ],
    [
      "a citizen that is a name",
      { citizens: ["ann", "ben", "cat"] },
      'citizens[0] must be an object with id, name, archetype, region, worldview, plasticity, evolving, eigenvector, traits, got "ann"',
    ],
    [
      "a citizen without id",
      { citizens: [{}, {}, {}] },
      "citizens[0].id must be an id (a small letter, then small letters, digits, - or _; at most 63), got nothing",
    ],
    [
      "a citizen's id in capitals",
      withThird({ id: "Cat" }),
      'citizens[2].id must be an id (a small letter, then small letters, digits, - or _; at most 63), got "Cat"',
    ],
    [
      "two citizens of one id",
      withThird({ id: "ben" }),
      'citizens[2].id must be new, but "ben" is already the citizen at citizens[1]',
    ],
    [
      "a citizen in no region",
      withThird({ region: undefined }),
      "citizens[2].region must be one of inn, square, garden, market, library, observatory, workshop, archive, got nothing",
    ],
    ["a region mistyped", withThird({ region: "libary" }), 'workshop, archive, got "libary" (did you mean "library"?)'],
    [
      "a trait above 1",
      withThird({ eigenvector: { warmth: 1.4 } }),
      "citizens[2].eigenvector.warmth must be a number from 0 to 1, got 1.4",
    ],
    [
      "a trait that is no number",
      withThird({ eigenvector: { trust: Number.NaN } }),
      "citizens[2].eigenvector.trust must be a number from 0 to 1, got NaN",
    ],
    [
      "a trait mistyped",
      withThird({ eigenvector: { curiousity: 0.4 } }),
      'unknown key "curiousity" in citizens[2].eigenvector (did you mean "curiosity"?); expected warmth, curiosity',
    ],
    [
      "six traits",
      withThird({ traits: [0, 0, 0, 0, 0, 0] }),
      "citizens[2].traits must be seven numbers from 0 to 1: warmth, curiosity, trust, creativity, patience, resilience, ambition, got a list of 6",
    ],
    [
      "a trait of a list",
      withThird({ traits: [0, 0, 0, 0, 0, 0, "1"] }),
      'citizens[2].traits[6] must be a number from 0 to 1, got "1"',
    ],
    [
      "traits twice",
      withThird({ traits: [], eigenvector: {} }),
      "citizens[2] must have either an eigenvector or traits, got both",
    ],
    ["a plasticity of 2", withThird({ plasticity: 2 }), "citizens[2].plasticity must be a number from 0 to 1, got 2"],
    ["evolving in words", withThird({ evolving: "yes" }), 'citizens[2].evolving must be true or false, got "yes"'],
    [
      "a name of two lines",
      withThird({ name: "Cat\nerina" }),
      'citizens[2].name must be one line of text, at most 80 characters, got "Cat\\nerina"',
    ],
    [
      "an empty archetype",
      withThird({ archetype: " " }),
      'citizens[2].archetype must be one line of text, at most 40 characters, got " "',
    ],
    [
      "a worldview in a word",
      withThird({ worldview: "Salt" }),
      'citizens[2].worldview must be an object with name, metaphor, opacity, got "Salt"',
    ],
    [
      "a metaphor too long",
      withThird({ worldview: { metaphor: "x".repeat(241) } }),
      "citizens[2].worldview.metaphor must be one line of text, at most 240 characters",
    ],
    [
      "no region at all",
      { regions: [], citizens: three },
      "regions must be a list of at least one region, got a list of 0",
    ],
    ["regions by name", { regions: { inn: {} }, citizens: three }, "regions must be a list of regions, got an object"],
    [
      "two regions of one id",
      { regions: [{ id: "inn" }, { id: "inn" }], citizens: three },
      'regions[1].id must be new, but "inn" is already the region at regions[0]',
    ],
    [
      "a path to nowhere",
      { regions: [{ id: "inn", neighbours: ["in"] }], citizens: three },
      'regions[0].neighbours[0] must be one of inn, got "in" (did you mean "inn"?)',
    ],
    [
      "a path to itself",
      { regions: [{ id: "inn", neighbours: ["inn"] }], citizens: three },
      'regions[0].neighbours[0] must be another region than itself, got "inn"',
    ],
    [
      "neighbours in a word",
      { regions: [{ id: "inn", neighbours: "square" }], citizens: three },
      'regions[0].neighbours must be a list of region ids, got "square"',
    ],
    ["neighbors", { regions: [{ id: "inn", neighbors: [] }], citizens: three }, '(did you mean "neighbours"?)'],
    [
      "a region with no room",
      { regions: [{ id: "inn", capacity: 0 }], citizens: three },
      "regions[0].capacity must be a whole number from 1 to 100000, got 0",
    ],
    [
      "a district by name",
      { regions: [{ id: "inn", district: "east" }], citizens: three },
      'regions[0].district must be a whole number from 0 to 100000, got "east"',
    ],
    ["an unknown rule", { rules: { mobilty: 0.1 } }, 'unknown key "mobilty" in rules (did you mean "mobility"?)'],
    ["a chance above 1", { rules: { mobility: 1.5 } }, "rules.mobility must be a number from 0 to 1, got 1.5"],
    ["a clique of 7", { rules: { cliqueSize: 7 } }, "rules.cliqueSize must be a whole number from 2 to 6, got 7"],
    ["a likeness of 0", { rules: { similarity: 0 } }, "rules.similarity must be a number from 0.01 to 1, got 0"],
    [
      "an unknown phase",
      { rules: { rate: { NOON: 1 } } },
      'unknown key "NOON" in rules.rate; expected MORNING, AFTERNOON, EVENING, NIGHT',
    ],
    [
      "a phase in small letters",
      { rules: { rest: { night: 1 } } },
      'unknown key "night" in rules.rest (did you mean "NIGHT"?)',
    ],
    ["a rate below 0", { rules: { rate: { NIGHT: -1 } } }, "rules.rate.NIGHT must be a number from 0 to 10, got -1"],
    [
      "chances in a number",
      { rules: { chances: { NIGHT: 1 } } },
      "rules.chances.NIGHT must be chances of greet, gossip, trade, solo, dispute, teach, celebrate, mourn: eight numbers from 0 in this order, or some of them by name, got 1",
    ],
    ["two chances", { rules: { chances: { NIGHT: [1, 2] } } }, "or some of them by name, got a list of 2"],
    [
      "a negative chance",
      { rules: { chances: { NIGHT: { greet: -1 } } } },
      "rules.chances.NIGHT.greet must be a number from 0 to 1000, got -1",
    ],
    [
      "no chance for anything",
      { rules: { chances: { NIGHT: [0, 0, 0, 0, 0, 0, 0, 0] } } },
      "rules.chances.NIGHT must be chances of which at least one is above 0",
    ],
    [
      "a population and citizens",
      { citizens: 3, population: { kind: "smallville", citizens: 3 } },
      "a town must have either a population or citizens and regions, got both",
    ],
    [
      "a population of no kind",
      { population: { kind: "smalville", citizens: 3 } },
      'population.kind must be one of smallville, generated, custom, got "smalville" (did you mean "smallville"?)',
    ],
    [
      "a smallville of 4",
      { population: { kind: "smallville", citizens: 4 } },
      "population.citizens must be 3, 7, 10 or 25 in smallville, got 4",
    ],
    [
      "a generated town of 2",
      { population: { kind: "generated", citizens: 2 } },
      "population.citizens must be a whole number from 3 to 100000, got 2",
    ],
    [
      "a custom town of nowhere",
      { population: { kind: "custom", citizens: three } },
      "population.regions must be a list of regions, got nothing",
    ],
  ];

  it.each(faults)("%s", (_, file, message) => {
    const fault = faultOf(file);
    expect(fault.code).toBe("invalid_config");
    expect(fault.message).toContain(message);
  });

  it("every rule refuses what is out of its range, by name", () => {
    for (const rule of Object.keys(DEFAULT_RULES)) {
      for (const wrong of [-2, 1e9, "1", Number.NaN, []]) {
        expect(faultOf({ rules: { [rule]: wrong } }).message).toContain(`rules.${rule} must be `);
      }
    }
  });

  it("whatever it is, it is a TownError and never a town that cannot be founded", () => {
    const junk = fc.object({
      key: fc.constantFrom("id", "citizens", "regions", "rules", "seed", "population", "kind", "__proto__"),
      maxDepth: 3,
    });
    fc.assert(
      fc.property(fc.oneof(junk, fc.anything()), (value) => {
        try {
          const config = parseConfig(value);
          expect(config.rules).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(TownError);
        }
      }),
    );
  });
});

describe("did you mean", () => {
  it("finds the word that is one slip away", () => {
    expect(nearest("sqaure", ["inn", "square"])).toBe("square");
    expect(nearest("SQUARE", ["inn", "square"])).toBe("square");
    expect(nearest("zoo", ["inn", "square"])).toBeUndefined();
  });

  it("finds any long word with two letters swapped, dropped or doubled", () => {
    const words = ["observatory", "workshop", "library", "curiosity"];
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.nat(), fc.constantFrom("swap", "drop", "double"), (word, n, slip) => {
        const i = n % (word.length - 1);
        const [a, b] = [word[i], word[i + 1]];
        const middle = slip === "swap" ? b + a : slip === "drop" ? b : a + a + b;
        expect(nearest(word.slice(0, i) + middle + word.slice(i + 2), words)).toBe(word);
      }),
    );
  });
});

function faultOf(value: unknown): TownError {
  try {
    parseConfig(value);
  } catch (error) {
    if (error instanceof TownError) return error;
    throw error;
  }
  throw new Error("expected a fault and found none");
}
