import type { BodyInputOf, ParamOf, QueryInputOf, Route } from "../../wire/contract/route.ts";
import type { RouteId, Routes } from "../../wire/contract/routes.ts";
import type { Operation } from "../openapi.ts";

/** Where a server is that was started without options. */
export const HERE = "http://127.0.0.1:4321";

/**
 * What the page asks of each operation. The compiler holds it against the contract; a test runs it. A route that takes a body
 * must have one here; others are fine with what the document says of their path.
 */
const EXAMPLES: {
  readonly [I in RouteId as Routes[I] extends Bodied ? I : never]: Example<Routes[I]> & {
    readonly body: BodyInputOf<Routes[I]>;
  };
} & { readonly [I in RouteId]?: Example<Routes[I]> } = {
  createTown: { body: { town_id: "meadow", citizens: 10, seed: 7 } },
  forkTown: { body: { seed: 8, paused: true } },
  deleteTown: { params: { id: "meadow" } },
  getState: { query: { at: 0 } },
  listCitizens: { query: { lod: 2, limit: 5 } },
  getCitizen: { query: { lod: 3 } },
  listLifelines: { query: { living: true } },
  getScatter: { query: { format: "text" } },
  listRelationships: { query: { citizen: "alice", least: 0.2 } },
  listPhases: { query: { limit: 4 } },
  getMetering: { query: { by: "operation" } },
  listHistory: { query: { citizen: ["alice"], operation: ["gossip", "trade"], limit: 5 } },
  publishEvents: {
    params: { id: "harbour" },
    body: { operation: "greet", participant_ids: ["ada", "bob"], effects: [], message: "Ada and Bob met on the quay." },
  },
  controlTown: { body: { action: "step", by: "phase" } },
  perturbTown: { body: { operation: "solo", participants: ["alice"] } },
  reportProofs: { body: { verified: 4, diverged: 0 } },
};

type Bodied = { readonly body: unknown };
type Example<R extends Route> = {
  readonly params?: { readonly [Name in ParamOf<R["path"]>]?: string };
  readonly query?: QueryInputOf<R>;
};
type Shown = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
};

/** A command that makes the request, to be pasted into a shell. */
export function curlOf(method: string, path: string, operation: Operation): string {
  const { params = {}, query = {}, body } = (EXAMPLES as Readonly<Record<string, Shown>>)[operation.operationId] ?? {};
  const filled = path.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => params[name] ?? exampleOf(operation, name));
  const asked = Object.entries(query).map(([name, value]) => `${name}=${String(value)}`);
  const address = `${HERE}${filled}${asked.length > 0 ? `?${asked.join("&")}` : ""}`;
  const streams = operation.responses["200"]?.content?.["text/event-stream"] !== undefined;
  const first = `curl ${streams ? "-N " : ""}${method === "delete" ? "-X DELETE " : ""}${asked.length > 0 ? quoted(address) : address}`;
  return lines(first, body === undefined ? [] : sending(body, Object.keys(operation.requestBody!.content)[0]));
}

/** One command on several lines. */
export function lines(first: string, options: readonly string[]): string {
  return [first, ...options].join(" \\\n  ");
}

/** The options of curl that send `body` as JSON or as a line of it. */
export function sending(body: unknown, type = "application/json"): string[] {
  const spaced = JSON.stringify(body, null, 1).replaceAll(/(?<=[[{])\n *|\n *(?=[\]}])/g, "");
  return [`-H ${quoted(`Content-Type: ${type}`)}`, `-d ${quoted(spaced.replaceAll(/\n */g, " "))}`];
}

function exampleOf({ parameters }: Operation, name: string): string {
  const [example] = parameters.find((parameter) => parameter.name === name)!.schema["examples"] as [string];
  return example;
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
