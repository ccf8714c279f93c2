import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { docs } from "../../../src/server/docs/docs.ts";
import { openApi } from "../../../src/server/openapi.ts";
import type { RestOptions } from "../../../src/server/rest/handler.ts";
import { rest } from "../../../src/server/rest/router.ts";
import { LIMITS } from "../../../src/server/limits.ts";
import type { Route } from "../../../src/wire/contract/route.ts";
import { ROUTES } from "../../../src/wire/contract/routes.ts";
import { HeldClock } from "../../stream/held-clock.ts";
import { OPERATIONS } from "./exchange.ts";

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(structuredClone(openApi()) as object as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it("tells of every route that is mounted, and of no other", () => {
    const app = rest({ limits: LIMITS, clock: new HeldClock() } as Partial<RestOptions> as RestOptions);
    const mounted = app.routes
      .filter(({ method, path }) => method !== "ALL" && path !== "/*")
      .map(({ method, path }) => `${method} ${path.replaceAll(/:([a-z]+)/g, "{$1}")}`);
    const documented = Array.from(OPERATIONS.values(), ({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(documented.sort()).toEqual(mounted.sort());
  });

  it("describes every parameter, field and answer", () => {
    const nameless: string[] = [];
    const look = (schema: unknown, where: string): void => {
      if (typeof schema !== "object" || schema === null) return;
      for (const [key, inner] of Object.entries(schema)) {
        if (key === "properties") {
          for (const [name, field] of Object.entries(inner as object) as [string, Record<string, unknown>][]) {
            // A constant says what it is; a reference is described where it leads.
            if (!("description" in field || "const" in field || "$ref" in field || "anyOf" in field || "enum" in field))
              nameless.push(`${where}.${name}`);
          }
        }
        look(inner, key === "properties" || key === "schemas" ? where : `${where}.${key}`);
      }
    };
    look(openApi().components.schemas, "schemas");
    for (const [id, { operation }] of OPERATIONS) {
      for (const { name, description } of operation.parameters) if (!description) nameless.push(`${id} ${name}`);
    }
    expect(nameless).toEqual([]);
  });

  it("shows by example what to send: each is right", () => {
    for (const route of Object.values(ROUTES) as Route[]) {
      for (const [type, schema] of Object.entries(route.body?.content ?? {})) {
        const examples = (schema.meta() ?? {})["examples"] as unknown[] | undefined;
        if (type !== "application/x-ndjson") expect(examples, route.path).toBeDefined();
        for (const example of examples ?? []) expect(schema.safeParse(example).error, route.path).toBeUndefined();
      }
    }
  });

  it("has nothing twice: an object that is told at two places is a component", () => {
    const seen = new Map<string, number>();
    const look = (schema: unknown): void => {
      if (typeof schema !== "object" || schema === null) return;
      if ("properties" in schema && Object.keys(schema.properties as object).length > 8) {
        const text = JSON.stringify(schema);
        seen.set(text, (seen.get(text) ?? 0) + 1);
      }
      Object.values(schema).forEach(look);
    };
    look(openApi());
    expect([...seen].filter(([, times]) => times > 1)).toEqual([]);
  });
});

describe("the page of the API", () => {
  it("tells of every operation, runs nothing and loads nothing", async () => {
    const response = docs();
    const html = await response.text();
    for (const id of OPERATIONS.keys()) expect(html).toContain(`id="${id}"`);
    expect(html).not.toMatch(/<script|<link|<img|style="|\son[a-z]+=/i);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});
