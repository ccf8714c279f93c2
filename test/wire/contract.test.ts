import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { EFFECTS } from "../../src/sim/effects/registry.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { manifest, type Lod } from "../../src/sim/manifest.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { snapshot } from "../../src/sim/snapshot.ts";
import { ManifestSchema } from "../../src/wire/contract/citizen.ts";
import { COMPONENTS } from "../../src/wire/contract/component.ts";
import { EventSchema } from "../../src/wire/contract/event.ts";
import { filterOf, FILTER } from "../../src/wire/contract/query.ts";
import { readQuery } from "../../src/wire/contract/check.ts";
import { paramsOf, TAGS, type Route } from "../../src/wire/contract/route.ts";
import { ROUTES } from "../../src/wire/contract/routes.ts";
import { SnapshotSchema } from "../../src/wire/contract/snapshot.ts";
import { ConfigSchema } from "../../src/wire/contract/towns.ts";
import { HeldClock } from "../stream/held-clock.ts";

const routes = Object.entries(ROUTES) as [string, Route][];

/** Whether a schema describes `value` whole: nothing is wrong, and nothing of it is left out. */
function describes(schema: z.ZodType, value: unknown): void {
  const json: unknown = JSON.parse(JSON.stringify(value));
  expect(schema.parse(json)).toEqual(json);
}

describe("the contract", () => {
  it("has a method and a path for one route only, and a tag that is told", () => {
    const places = routes.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
    const tags = TAGS.map(({ name }) => name);
    for (const [, { tag }] of routes) expect(tags).toContain(tag);
  });

  it("has no component of one name twice", () => {
    const names = [...COMPONENTS.values()];
    expect(names.length).toBe(new Set(names).size);
  });

  it("lets only those who command change anything", () => {
    for (const [id, { method, access }] of routes) {
      if (method === "GET") expect(access, id).not.toBe("command");
      // Those who only watch may say that what they saw was right.
      else expect(access, id).toBe(id === "reportProofs" ? "observe" : "command");
    }
  });

  it("pages every long list by `after` and `limit`", () => {
    for (const [id, { query = {} }] of routes) {
      if ("limit" in query) expect(query, id).toHaveProperty("after");
    }
  });

  it("asks nobody for a path's parameter in the query", () => {
    for (const [id, { path, query = {} }] of routes) {
      for (const name of paramsOf(path)) {
        if (name !== "citizen" && name !== "coalition") expect(query, id).not.toHaveProperty(name);
      }
    }
  });

  it("describes every kind of effect", () => {
    const names = new Set(COMPONENTS.values());
    for (const kind of Object.keys(EFFECTS)) {
      const name = kind.replace(/(^|_)(.)/g, (_, __, letter: string) => letter.toUpperCase());
      expect(names).toContain(`${name}Effect`);
    }
  });

  it("describes whatever a town says: every event, state, config and citizen of a week", () => {
    const simulation = new Simulation(smallConfig(7, 3));
    const { town } = simulation;
    const types = new Set<string>();
    while (town.day < 8) {
      const event = simulation.next();
      describes(EventSchema, event);
      types.add(event.type);
    }
    expect([...types].sort()).toEqual(["citizen", "coalition", "eigenvector_drift", "town_event", "town_status"]);
    describes(SnapshotSchema, snapshot(town));
    describes(ConfigSchema, simulation.config);
    for (let lod = 0; lod < 6; lod++) {
      for (const row of town.citizens.keys()) describes(ManifestSchema, manifest(town, row, lod as Lod));
    }
  });

  it("has a schema for the town itself", () => {
    const simulation = new Simulation(smallConfig(7, 3));
    const town = new LiveTown(simulation, new MemoryLog(simulation.town), { clock: new HeldClock() });
    const { content } = ROUTES.getTown.answers[200];
    const { log, status, config } = town;
    const told = { ...status, lineage: null, watching: 0, first_seq: log.firstSeq, failure: null, config };
    describes(content["application/json"], told);
    const { town_id, run_id } = status;
    const lineage = { town_id, run_id, seq: 12 };
    const own = { ...config, lineage: { ...lineage, founding_seed: 7, phase_seed: 8 } };
    describes(content["application/json"], { ...told, lineage, config: own });
  });
});

describe("a filter in a query", () => {
  const filter = (query: string) => filterOf(readQuery(FILTER, new URLSearchParams(query)));

  it("is none when nothing is asked", () => {
    expect(filter("")).toBeUndefined();
  });

  it("has its lists by their words", () => {
    expect(filter("operation=greet,trade&phase=NIGHT&citizen=alice&text=a+quarrel")).toEqual({
      types: undefined,
      operations: ["greet", "trade"],
      phases: ["NIGHT"],
      citizens: ["alice"],
      coalitions: undefined,
      text: "a quarrel",
    });
  });
});
