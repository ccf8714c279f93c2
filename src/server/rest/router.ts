import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { TownError } from "../../sim/error.ts";
import { readQuery } from "../../wire/contract/check.ts";
import { paramsOf, type Route } from "../../wire/contract/route.ts";
import { ROUTES, type RouteId } from "../../wire/contract/routes.ts";
import { pathOf } from "../address.ts";
import { refusal } from "../refusal.ts";
import { checkType, readBody } from "./body.ts";
import { citizens } from "./citizens.ts";
import { coalitions } from "./coalitions.ts";
import { commands } from "./commands.ts";
import { events } from "./events.ts";
import type { Asked, Handler, Handlers, RestOptions } from "./handler.ts";
import { metering } from "./metering.ts";
import { etagOf, isKnown, Rebuilder, seqOf } from "./moment.ts";
import { scatter } from "./scatter.ts";
import { service } from "./service.ts";
import { society } from "./society.ts";
import { tables } from "./tables.ts";
import { towns } from "./towns.ts";

type Here = Context<{ Bindings: HttpBindings }>;

/** Everything but the streams: the contract's routes and the page. Every refusal is an RFC 9457 problem. */
export function rest(options: RestOptions): Hono<{ Bindings: HttpBindings }> {
  const { hall, door, page, limits, log } = options;
  // Hono's own reading of a path differs from that of whoever serves the streams.
  const app = new Hono<{ Bindings: HttpBindings }>({ getPath: (_, options) => pathOf(options!.env!.incoming) });
  const rebuilder = new Rebuilder(limits.rebuilds);
  const handlers: Handlers = {
    ...towns(options),
    ...citizens(),
    ...coalitions(),
    ...scatter(),
    ...society(),
    ...metering(),
    ...events(options),
    ...tables(),
    ...commands(options),
    ...service(options),
  };

  app.onError((error, c) => {
    if (!(error instanceof TownError)) log.error({ err: error }, "an error of ours");
    const { status, headers, body } = refusal(error);
    return c.body(body, status as ContentfulStatusCode, headers);
  });
  for (const [id, route] of Object.entries(ROUTES) as [RouteId, Route][]) {
    app.on(route.method, honoPath(route.path), (c) => answer(c, route, handlers[id] as unknown as Handler));
  }
  for (const path of new Set(Object.values(ROUTES).map((route) => route.path))) {
    app.all(honoPath(path), (c) => {
      door.admit(c.env.incoming, "observe");
      const town = c.req.param("id");
      if (town !== undefined) hall.get(town);
      throw notAllowed(c, allowedAt(path));
    });
  }
  app.all("/v1/*", (c) => {
    throw new TownError("not_found", `nothing at ${c.req.path}; begin with GET /v1/town`);
  });
  app.get("*", (c) => page(c.req.path));
  app.notFound((c) => {
    throw notAllowed(c, "GET, HEAD");
  });
  return app;

  async function answer(c: Here, route: Route, handler: Handler): Promise<Response> {
    door.admit(c.env.incoming, route.access);
    // A stream has no head that would be worth an answer.
    if (route === ROUTES.streamEvents && c.req.method === "HEAD") {
      hall.get(c.req.param("id")!);
      throw notAllowed(c, allowedAt(route.path));
    }
    const type = route.body && checkType(route.body, c.req.header("content-type"));
    const params = Object.fromEntries(paramsOf(route.path).map((name) => [name, c.req.param(name)]));
    const room = params["id"] === undefined ? undefined : hall.get(params["id"]);
    const url = new URL(c.req.url);
    const given = [...url.searchParams].filter(([name]) => name !== "access_token");
    const query: Readonly<Record<string, unknown>> = readQuery(route.query ?? {}, given);
    const body = route.body && (await readBody(route.body, c.req.raw, type!, limits));
    const asked = { params, query, body, room, accept: c.req.header("accept"), url } as unknown as Asked;

    const known = c.req.header("if-none-match");
    if (route.conditional !== "state") {
      const response = respond(await handler(asked), { "Cache-Control": "no-store" });
      const { headers } = response;
      return isKnown(headers.get("etag"), known) ? new Response(null, { status: 304, headers }) : response;
    }
    const { town } = room!;
    const seq = seqOf(town, query["at"] as number | undefined);
    const headers = { ETag: etagOf(town, seq), "Cache-Control": "no-cache" };
    if (isKnown(headers.ETag, known)) return new Response(null, { status: 304, headers });
    // The present is read at once: the town goes on during any await.
    const state = seq === town.state.seq ? town.state : await rebuilder.rebuild(town, seq);
    return respond(await handler({ ...asked, state } as unknown as Asked), headers);
  }

  /** Stops a request of a method that its path doesn't take. */
  function notAllowed(c: Here, allow: string): TownError {
    c.header("Allow", allow);
    return new TownError("method_not_allowed", `${c.req.path} takes ${allow}, got ${c.req.method}`);
  }
}

/** JSON, or the response that the handler made: what its headers say already stays. */
function respond(answer: unknown, headers: Readonly<Record<string, string>>): Response {
  if (!(answer instanceof Response)) {
    return new Response(JSON.stringify(answer), { headers: { "Content-Type": "application/json", ...headers } });
  }
  for (const [name, value] of Object.entries(headers)) if (!answer.headers.has(name)) answer.headers.set(name, value);
  return answer;
}

/** The methods that a path takes, for the header Allow. */
function allowedAt(path: string): string {
  const routes: readonly Route[] = Object.values(ROUTES).filter((route) => route.path === path);
  return routes
    .flatMap((route) => (route.method === "GET" && route !== ROUTES.streamEvents ? ["GET", "HEAD"] : [route.method]))
    .join(", ");
}

/** `/v1/town/:id/state` */
function honoPath(path: string): string {
  return path.replaceAll(/\{([a-z]+)\}/g, ":$1");
}
