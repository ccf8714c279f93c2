#!/usr/bin/env node
// Writes docs/schema: what each type of event looks like on the wire, as JSON Schema (draft 2020-12), one file a type and one for
// all, each whole in itself. They are the API's own components: src/wire/contract/event.ts is where to change them.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const COMPONENTS = {
  event: "TownEvent",
  town_event: "OperationEvent",
  town_status: "PhaseChangeEvent",
  coalition: "CoalitionEvent",
  eigenvector_drift: "DriftEvent",
  citizen: "CitizenEvent",
};

/** The schemas by file name without its ending, from the components of the OpenAPI document. */
export function eventSchemas(components) {
  return Object.fromEntries(Object.entries(COMPONENTS).map(([file, name]) => [file, whole(name, components)]));
}

function whole(name, components) {
  const $defs = {};
  const told = (json) => {
    if (Array.isArray(json)) return json.map(told);
    if (typeof json !== "object" || json === null) return json;
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => [key, key === "$ref" ? at(value) : told(value)]),
    );
  };
  const at = (ref) => {
    const id = ref.slice("#/components/schemas/".length);
    if (!Object.hasOwn($defs, id)) {
      // Before its own references are followed: one of them may be to itself.
      $defs[id] = {};
      $defs[id] = told(components[id]);
    }
    return `#/$defs/${id}`;
  };
  const { description, ...schema } = told(components[name]);
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: name, description, ...schema, $defs };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { setUp } = await import("./setup.mjs");
  await setUp();
  const { openApi } = await import("../dist/src/server/openapi.js");
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = Object.entries(eventSchemas(openApi().components.schemas)).map(([name, schema]) => {
    const file = `${root}docs/schema/${name}.json`;
    writeFileSync(file, JSON.stringify(schema, null, 2));
    return file;
  });
  const { status } = spawnSync(`${root}node_modules/.bin/oxfmt`, ["--write", ...files], { stdio: "inherit" });
  process.exitCode = status ?? 1;
}
