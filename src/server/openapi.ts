import { createHash } from "node:crypto";
import { z } from "zod";
import { TownError, type ErrorCode } from "../sim/error.ts";
import { COMPONENTS } from "../wire/contract/component.ts";
import { ProblemSchema } from "../wire/contract/problem.ts";
import { paramsOf, TAGS, type Route } from "../wire/contract/route.ts";
import { ROUTES } from "../wire/contract/routes.ts";
import { problem, REFUSALS } from "../wire/problem.ts";
import { PROBES } from "./health.ts";

type Json = Readonly<Record<string, unknown>>;
export type OpenApi = {
  readonly openapi: string;
  readonly info: Json;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> } & Json;
};
export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Told>>;
  readonly security: readonly Json[];
};
type Parameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: true;
  readonly description?: string;
  readonly schema: Json;
  readonly style?: string;
  readonly explode?: boolean;
};
type Content = Readonly<Record<string, { readonly schema: Json; readonly examples?: Json }>>;
type Told = { readonly description: string; readonly headers?: Json; readonly content?: Content };

let made: OpenApi | undefined;

/** The OpenAPI 3.1 document of the contract. Cost: 0.1 s, the first time. */
export function openApi(): OpenApi {
  return (made ??= make());
}

/** Names what the document says. */
export function openApiTag(): string {
  return (tag ??= `"${createHash("sha256").update(JSON.stringify(openApi())).digest("hex").slice(0, 16)}"`);
}
let tag: string | undefined;

/**
 * What can go wrong with a request for a route, whatever is asked: by the door, by the router's own reading, and by what the
 * route says of itself.
 */
function refusalsOf(route: Route): ErrorCode[] {
  const codes = new Set<ErrorCode>(["invalid_input", "forbidden", ...(route.refusals ?? [])]);
  if (route.access !== "open") codes.add("unauthorized");
  if (paramsOf(route.path).includes("id")) codes.add("unknown_town");
  if (route.body) codes.add("unsupported_media_type").add("too_large");
  if (route.query && "at" in route.query) codes.add("out_of_range").add("unavailable");
  // While others have not taken what they asked for.
  if (route.method === "GET" && !PROBES.has(route.path)) codes.add("too_many");
  return [...codes];
}

function make(): OpenApi {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [id, route] of Object.entries(ROUTES) as [string, Route][]) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(id, route, schemas);
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Agent Town",
      version: "1",
      description:
        "A town of simulated citizens: watch it live, ask about any moment, take part. Every refusal is an RFC 9457 problem with a stable `code`. Answers that depend only on a town's state carry an ETag; long lists go on with `after` until `next` is null.",
      license: { name: "MIT", identifier: "MIT" },
    },
    tags: TAGS,
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "The token to command, or the one to observe." },
        access_token: {
          type: "apiKey",
          in: "query",
          name: "access_token",
          description: "The token to observe, where headers can't be set (EventSource). Never commands.",
        },
      },
    },
  };
}

function operation(id: string, route: Route, schemas: Schemas): Operation {
  const { summary, description, tag, body } = route;
  return {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    parameters: [...pathParameters(route), ...queryParameters(route, schemas), ...headerParameters(route)],
    ...(body ? { requestBody: { required: true, content: schemas.content(body.content, "input") } } : {}),
    responses: { ...answers(route, schemas), ...refusals(route, schemas) },
    security: SECURITY[route.access],
  };
}

/** `{}`: none may be needed. */
const SECURITY: Readonly<Record<Route["access"], readonly Json[]>> = {
  open: [],
  observe: [{}, { bearer: [] }, { access_token: [] }],
  operate: [{}, { bearer: [] }],
  command: [{}, { bearer: [] }],
};

const PATH_PARAMETERS: Readonly<Record<string, { readonly description: string; readonly example: string }>> = {
  id: { description: "A town's id.", example: "smallville" },
  citizen: { description: "A citizen's id.", example: "alice" },
  coalition: { description: "A coalition's id.", example: "c1" },
};

function pathParameters({ path }: Route): Parameter[] {
  return paramsOf(path).map((name) => {
    const { description, example } = PATH_PARAMETERS[name];
    return { name, in: "path", required: true, description, schema: { type: "string", examples: [example] } };
  });
}

function queryParameters({ query = {} }: Route, schemas: Schemas): Parameter[] {
  return Object.entries(query).map(([name, field]) => {
    const { description, ...schema } = schemas.of(field as z.ZodType, "input") as { description?: string };
    const commas = "items" in schema ? { style: "form", explode: false } : {};
    return { name, in: "query", ...(description === undefined ? {} : { description }), schema, ...commas };
  });
}

function headerParameters(route: Route): Parameter[] {
  if (route.conditional) {
    const description = "The ETag of what you have: 304 when that is still so.";
    return [{ name: "If-None-Match", in: "header", description, schema: { type: "string" } }];
  }
  if (route.path !== ROUTES.streamEvents.path || route.method !== "GET") return [];
  const description = "The id of the last event you have: the stream goes on from there.";
  return [{ name: "Last-Event-ID", in: "header", description, schema: { type: "string", examples: ["r1-42"] } }];
}

function answers(route: Route, schemas: Schemas): Record<string, Told> {
  const told: Record<string, Told> = {};
  for (const [status, { description, content, headers }] of Object.entries(route.answers)) {
    const all = { ...headers, ...(route.conditional ? { ETag: TAGGED[route.conditional] } : {}) };
    told[status] = {
      description,
      ...(Object.keys(all).length > 0 ? { headers: headersOf(all) } : {}),
      ...(content ? { content: schemas.content(content, "output") } : {}),
    };
  }
  if (route.conditional) {
    told["304"] = { description: "It is as you have it.", headers: headersOf({ ETag: TAGGED[route.conditional] }) };
  }
  return told;
}

const TAGGED = { state: 'Names the moment: W/"<run_id>-<seq>".', contract: "Names what the document says." };

/** One answer for each status; the codes that it may have are told. */
function refusals(route: Route, schemas: Schemas): Record<string, Told> {
  const wrong = refusalsOf(route);
  const statuses = [...new Set(wrong.map((code) => REFUSALS[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = wrong.filter((code) => REFUSALS[code].status === status);
      const description = `${codes.map((code) => REFUSALS[code].title).join(", or ")}: \`${codes.join("`, `")}\`.`;
      const headers =
        status === 401
          ? headersOf({ "WWW-Authenticate": "How to show who you are." })
          : status === 429
            ? headersOf({ "Retry-After": "After how many seconds to ask again." })
            : undefined;
      const { schema } = schemas.content({ "application/problem+json": ProblemSchema }, "output")[
        "application/problem+json"
      ];
      const examples = Object.fromEntries(codes.map((code) => [code, { value: problem(exampleOf(code)) }]));
      const content = { "application/problem+json": { schema, examples } };
      return [status, { description, ...(headers ? { headers } : {}), content }];
    }),
  );
}

function exampleOf(code: ErrorCode): TownError {
  return new TownError(code, "what was wrong, the value, and the rule, in words for a person");
}

function headersOf(headers: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );
}

/** JSON Schemas (draft 2020-12) of the contract's: components by reference, everything else in place. */
class Schemas {
  /** By name, those that anything refers to. */
  readonly components: Record<string, Json> = {};
  readonly #told = { input: new Map<z.ZodType, Json>(), output: new Map<z.ZodType, Json>() };

  constructor() {
    const routes: readonly Route[] = Object.values(ROUTES);
    const sent = routes.flatMap(({ query = {}, body }) => [query, body?.content ?? {}]);
    const answered = routes.flatMap(({ answers }) => Object.values(answers).map(({ content }) => content ?? {}));
    this.#tell(
      "input",
      sent.flatMap((named) => Object.values(named) as z.ZodType[]),
    );
    this.#tell("output", [ProblemSchema, ...answered.flatMap((named) => Object.values(named))]);
  }

  of(schema: z.ZodType, io: "input" | "output"): Json {
    return this.#told[io].get(schema)!;
  }

  content(content: Readonly<Record<string, z.ZodType>>, io: "input" | "output"): Content {
    return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema: this.of(schema, io) }]));
  }

  #tell(io: "input" | "output", roots: readonly z.ZodType[]): void {
    // One conversion for all, so that what is a component is told by reference wherever it is met.
    const registry = z.registry<{ id: string }>();
    for (const [schema, id] of COMPONENTS) registry.add(schema, { id });
    const inline = new Map(
      [...new Set(roots)].filter((root) => !COMPONENTS.has(root)).map((root, i) => [root, `*${i}`]),
    );
    for (const [schema, id] of inline) registry.add(schema, { id });
    const { schemas } = z.toJSONSchema(registry, { io, uri: referTo, override: leaveOpen });
    const told = (id: string) => {
      const { $schema: _, $id: __, ...rest } = schemas[id] as Json;
      this.#mention(rest, told);
      return rest;
    };
    for (const root of roots) {
      const id = COMPONENTS.get(root);
      const json = id === undefined ? told(inline.get(root)!) : { $ref: referTo(id) };
      this.#mention(json, told);
      this.#told[io].set(root, json);
    }
  }

  /** Adds the components that `json` refers to. */
  #mention(json: unknown, told: (id: string) => Json): void {
    if (typeof json !== "object" || json === null) return;
    for (const [key, value] of Object.entries(json)) {
      if (key !== "$ref") this.#mention(value, told);
      else {
        const id = String(value).slice(referTo("").length);
        if (!Object.hasOwn(this.components, id)) {
          // Before its own references are followed: one of them may be to itself.
          this.components[id] = {};
          this.components[id] = told(id);
        }
      }
    }
  }
}

function referTo(id: string): string {
  return `#/components/schemas/${id}`;
}

/** Answers may come to say more one day: who reads them must not refuse what is new. */
function leaveOpen({ zodSchema, jsonSchema }: Parameters<NonNullable<z.core.ToJSONSchemaParams["override"]>>[0]): void {
  const { def } = zodSchema as unknown as z.ZodObject;
  if (def.type === "object" && def.catchall === undefined) delete jsonSchema.additionalProperties;
}
