import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { found } from "../../src/sim/genesis/found.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";

const folder = new URL("../../examples/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

describe("every town in examples/", () => {
  it.each(files)("%s is founded under the name of its file", (name) => {
    const config = parseConfig(parse(readFileSync(new URL(name, folder), "utf8")));
    expect(config.town_id).toBe(name.replace(".yaml", ""));
    const { citizens, regions, roster } = found(config);
    expect(citizens.length).toBeGreaterThanOrEqual(8);
    expect(regions.every((region, i) => roster.occupancy[i] <= region.capacity && region.neighbours.length > 0)).toBe(
      true,
    );
  });

  it.each(files)("%s lives for ten days and forms a coalition", (name) => {
    const run = new Simulation(parseConfig(parse(readFileSync(new URL(name, folder), "utf8"))));
    while (run.town.day <= 10) run.next();
    expect(run.town.coalitionsFormed).toBeGreaterThan(0);
  });
});
