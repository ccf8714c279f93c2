import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { parseMoment } from "../sim/clock.ts";
import { TownError } from "../sim/error.ts";
import { snapshot } from "../sim/snapshot.ts";
import type { LiveTown } from "../stream/live-town.ts";
import type { TownStatus } from "../stream/town.ts";
import { checkSpeed } from "../stream/town-flux.ts";
import type { ControlBody } from "../wire/control.ts";
import { problem } from "../wire/problem.ts";
import { isBearer } from "./guard.ts";
import type { Page } from "./page.ts";

export type ApiOptions = {
  readonly towns: ReadonlyMap<string, LiveTown>;
  /** How many watch a town now. */
  readonly watching: (townId: string) => number;
  /** Commands need it as a bearer token; undefined: anyone who reaches this server may command. */
  readonly token: string | undefined;
  readonly page: Page;
  /** Hears of errors that are our own. */
  readonly report: (error: unknown) => void;
};

/** Everything but the stream: states, commands and the page. Every refusal is an RFC 9457 problem. */
export function api({ towns, watching, token, page, report }: ApiOptions): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    await next();
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    if (c.req.path.startsWith("/v1/")) c.header("Cache-Control", "no-store");
  });
  app.onError((error, c) => {
    if (!(error instanceof TownError)) report(error);
    return refuse(c, problem(error));
  });

  const townOf = (id: string): LiveTown => {
    const town = towns.get(id);
    if (town) return town;
    throw new TownError("unknown_town", `no town ${JSON.stringify(id)} here; there is ${[...towns.keys()].join(", ")}`);
  };
  const described = (status: TownStatus) => ({ ...status, watching: watching(status.town_id) });

  app.get("/v1/town", (c) => c.json({ towns: Array.from(towns.values(), (town) => described(town.status)) }));
  app.get("/v1/town/:id", (c) => {
    const town = townOf(c.req.param("id"));
    return c.json({ ...described(town.status), first_seq: town.log.firstSeq, config: town.config });
  });
  app.get("/v1/town/:id/state", async (c) => {
    const town = townOf(c.req.param("id"));
    const at = c.req.query("at");
    return c.json(at === undefined ? town.snapshot() : snapshot(await town.stateAt(wholeNumber("at", at))));
  });

  app.use("/v1/town/:id/:command{control|perturb}", async (c, next) => {
    if (c.req.method !== "POST") {
      return notAllowed(c, "POST");
    }
    if (token !== undefined && !isBearer(c.req.header("authorization"), token)) {
      c.header("WWW-Authenticate", 'Bearer realm="agent-town"');
      const needed =
        "commands need the header Authorization: Bearer <token>; the server said its token when it started";
      return refuse(c, problem(new TownError("unauthorized", needed)));
    }
    // A page of another origin can't send JSON without asking first, and nobody answers: that is what keeps it out.
    if (!/^application\/json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
      const needed = "a command must have the header Content-Type: application/json";
      return refuse(c, problem(new TownError("unsupported_media_type", needed)));
    }
    return next();
  });
  app.use(
    "/v1/*",
    bodyLimit({
      maxSize: BODY_LIMIT,
      onError: (c) => refuse(c, problem(new TownError("too_large", `a command must be at most ${BODY_LIMIT} bytes`))),
    }),
  );
  app.post("/v1/town/:id/control", async (c) => {
    const town = townOf(c.req.param("id"));
    await control(town, readControl(await body(c)));
    return c.json(described(town.status));
  });
  app.post("/v1/town/:id/perturb", async (c) => {
    const town = townOf(c.req.param("id"));
    const { operation, participants } = await body(c);
    if (typeof operation !== "string") throw invalid("operation", "the name of an operation, such as greet", operation);
    if (!Array.isArray(participants) || !participants.every((id) => typeof id === "string")) {
      throw invalid("participants", 'a list of citizens\' ids, such as ["alice","bob"]', participants);
    }
    return c.json(town.flux.perturb(operation, participants));
  });

  app.all("/v1/*", (c) => {
    const id = /^\/v1\/town\/([^/]+)/.exec(c.req.path)?.[1];
    if (id !== undefined) townOf(id);
    // The stream is not served here, but it is known here.
    if (/^\/v1\/town\/[^/]+\/events$/.test(c.req.path)) return notAllowed(c, "GET");
    if (/^\/v1\/town(\/[^/]+(\/state)?)?$/.test(c.req.path)) return notAllowed(c, "GET, HEAD");
    throw new TownError("not_found", `nothing at ${c.req.path}; begin with GET /v1/town`);
  });
  app.get("*", (c) => page(c.req.path));
  app.notFound((c) => notAllowed(c, "GET, HEAD"));
  return app;
}

async function control({ flux }: LiveTown, body: ControlBody): Promise<void> {
  switch (body.action) {
    case "pause":
      return flux.pause();
    case "resume":
      return flux.resume();
    case "step":
      await flux.step(body.by ?? "event");
      return;
    case "speed":
      return flux.setSpeed(body.speed);
    case "run_until":
      return flux.runUntil(parseMoment(body.until));
  }
}

/** @throws TownError invalid_input naming the field and what it must be. */
function readControl({ action, by, speed, until }: Body): ControlBody {
  switch (action) {
    case "pause":
    case "resume":
      return { action };
    case "step":
      if (by === undefined) return { action };
      if (by === "event" || by === "phase" || by === "day") return { action, by };
      throw invalid("by", "event, phase or day", by);
    case "speed":
      return { action, speed: checkSpeed(speed) };
    case "run_until":
      if (typeof until !== "string") throw invalid("until", "a moment like day:12/evening", until);
      return { action, until };
    default:
      throw invalid("action", "pause, resume, step, speed or run_until", action);
  }
}

type Body = Readonly<Record<string, unknown>>;

async function body(c: Context): Promise<Body> {
  const text = await c.req.text();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Body;
  } catch (cause) {
    throw new TownError("invalid_input", `the body must be JSON: ${(cause as Error).message}`, { cause });
  }
  throw new TownError("invalid_input", `the body must be a JSON object, got ${text.slice(0, 60)}`);
}

/** @throws TownError invalid_input unless it is digits. */
export function wholeNumber(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(name, "a whole number from 0", text);
}

function invalid(name: string, expected: string, value: unknown): TownError {
  return new TownError(
    "invalid_input",
    `${name} must be ${expected}, got ${JSON.stringify(value)?.slice(0, 100) ?? "nothing"}`,
  );
}

function notAllowed(c: Context, allow: string): Response {
  c.header("Allow", allow);
  return refuse(c, problem(new TownError("method_not_allowed", `${c.req.path} takes ${allow}, got ${c.req.method}`)));
}

function refuse(c: Context, told: { readonly status: number }): Response {
  const status = told.status as ContentfulStatusCode;
  return c.body(JSON.stringify(told), status, { "Content-Type": "application/problem+json" });
}

const BODY_LIMIT = 64 * 1024;
