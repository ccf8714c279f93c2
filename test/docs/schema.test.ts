import { readFileSync, readdirSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { eventSchemas } from "../../scripts/schemas.mjs";
import { openApi } from "../../src/server/openapi.ts";
import { serialize, type TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";

const FOLDER = new URL("../../docs/schema/", import.meta.url);
type Json = Record<string, unknown>;
const read = (file: string) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Json;

/** By name: each file compiled alone, as who has only that one would. */
const validators = new Map(
  readdirSync(FOLDER).map((file) => [file.replace(".json", ""), new Ajv2020({ strict: true }).compile(read(file))]),
);
const valid = (name: string, event: unknown) => validators.get(name)!(event);

/** The first 2,000 events of a town that lives. */
const simulation = new Simulation(smallConfig(25, 7));
const events = Array.from({ length: 2000 }, () => JSON.parse(serialize(simulation.next())) as TownEvent & Json);
const first = (type: TownEvent["type"]) => events.find((event) => event.type === type)!;
const TYPES = ["town_event", "town_status", "coalition", "eigenvector_drift", "citizen"] as const;

describe("docs/schema", () => {
  it("says what the contract says now", () => {
    const now = eventSchemas(openApi().components.schemas);
    const files = Object.fromEntries(readdirSync(FOLDER).map((file) => [file.replace(".json", ""), read(file)]));
    expect(files, "out of date: write them again with `node scripts/schemas.mjs`").toEqual(now);
  });

  it("describes 2,000 events of a run, each by the file of its type and by that of all", () => {
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(TYPES));
    for (const event of events) {
      for (const name of ["event", event.type])
        if (!valid(name, event))
          expect.fail(`${name}: ${JSON.stringify(validators.get(name)!.errors)}\n${JSON.stringify(event)}`);
    }
  });

  it("describes an event by no other type's file", () => {
    for (const type of TYPES)
      for (const other of TYPES) expect(valid(other, first(type)), `${type} by ${other}.json`).toBe(type === other);
  });

  it("refuses an event that lacks any field", () => {
    for (const type of TYPES) {
      for (const field of Object.keys(first(type))) {
        const { [field]: _, ...rest } = first(type) as Json;
        expect(valid(type, rest), `${type} without ${field}`).toBe(false);
        expect(valid("event", rest), `${type} without ${field}`).toBe(false);
      }
    }
  });

  it.each([
    ["a seq before the first", "town_event", { seq: 0 }],
    ["a seq in words", "town_event", { seq: "12" }],
    ["a phase that no day has", "town_event", { phase: "morning" }],
    ["success that is not a truth", "town_event", { success: 1 }],
    ["less than no tokens", "town_event", { tokens_used: -1 }],
    ["an effect of an unknown kind", "town_event", { effects: [{ kind: "weather", to: "rain" }] }],
    ["an effect without its delta", "town_event", { effects: [{ kind: "relationship", from: "alice", to: "bob" }] }],
    ["a kind that no coalition has", "coalition", { kind: "exploded" }],
    ["members that are no list", "coalition", { members: "alice" }],
    ["a trait out of bounds", "eigenvector_drift", { moved: [{ citizen: "alice", from: [2], to: [0], drift: 2 }] }],
    ["metrics that are missing", "town_status", { metrics: {} }],
    ["a status that is not of the history", "town_status", { kind: "paused" }],
    ["no citizens' ids", "citizen", { citizens: [1] }],
  ] as const)("refuses %s", (_, type, broken) => {
    const event = { ...first(type), ...broken };
    expect(valid(type, event)).toBe(false);
    expect(valid("event", event)).toBe(false);
  });

  it("takes what a later version adds", () => {
    for (const type of TYPES) expect(valid(type, { ...first(type), weather: "rain" })).toBe(true);
  });
});
