import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { TownError } from "../sim/error.ts";
import type { Clock } from "../stream/clock.ts";
import type { Town } from "../stream/town.ts";
import { ROUTES } from "../wire/contract/routes.ts";
import { pathOf, UNREADABLE } from "./address.ts";
import { Door, type DoorOptions } from "./door.ts";
import { PROBES, Readiness } from "./health.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { silent, type Logger } from "./logger.ts";
import { Metrics } from "./metrics.ts";
import { page } from "./page.ts";
import { lastWords, refusal, refuse, TooMany } from "./refusal.ts";
import { requestLog } from "./request-log.ts";
import { rest } from "./rest/router.ts";
import { streamWish } from "./rest/stream-wish.ts";
import { TownHall, type Copies } from "./town-hall.ts";
import { Turns } from "./turns.ts";

export type ServerOptions = Omit<DoorOptions, "host"> & {
  /** The towns to begin with: the server runs them from now on, and closes them when it closes. */
  readonly towns: readonly Town[];
  /** Address to bind; default 127.0.0.1: this machine only. Any other needs a token. */
  readonly host?: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Folder of the built page. */
  readonly pageDir?: string | undefined;
  readonly clock: Clock;
  /** Spreads the reconnections of many viewers, in [0, 1). */
  readonly random?: () => number;
  readonly limits?: Partial<Limits>;
  readonly log?: Logger;
  /** Why nobody can have a town made or ended here; default: they can. */
  readonly madeElsewhere?: string;
  /** Who keeps copies of the towns' events in another place; default: nobody. */
  readonly copies?: Copies | undefined;
};

export type TownServer = {
  readonly url: string;
  readonly hall: TownHall;
  readonly readiness: Readiness;
  /** Says that it is ending, ends all streams in good order, then the towns, and then what else is under way. */
  readonly close: () => Promise<void>;
};

/**
 * Serves towns to people and programs: REST, streams and the page.
 * @throws TownError conflict when the port is taken, invalid_input for an address that can't be bound, or one that others reach
 * without a token; and what `TownHall.open` throws
 */
export async function startServer(options: ServerOptions): Promise<TownServer> {
  const {
    towns,
    host = "127.0.0.1",
    port,
    pageDir,
    clock,
    random = Math.random,
    log = silent,
    madeElsewhere,
  } = options;
  const limits = { ...LIMITS, ...options.limits };
  const door = new Door({ ...options, host });
  const metrics = new Metrics(() => hall.rooms());
  const hall = new TownHall({ clock, random, limits, log, metrics, madeElsewhere, copies: options.copies });
  const readiness = new Readiness();
  const logRequest = requestLog({ paths: PATHS, log, metrics, clock });
  const api = rest({ hall, door, page: page(pageDir), limits, metrics, readiness, clock, log });
  const askApi = getRequestListener(api.fetch, { errorHandler: unreadable });

  const turns = new Turns(limits.ahead);
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    request.socket.setTimeout(limits.answerMs);
    logRequest(request, response);
    try {
      door.receive(request, response);
      if (door.answersPreflight(request, response)) return;
      const path = pathOf(request);
      const id = request.method === "GET" ? EVENTS.exec(path)?.[1] : undefined;
      if (id !== undefined) {
        door.admit(request, "observe");
        const { stream } = hall.get(id);
        const { format, ...wish } = streamWish(request);
        if (format !== "page") {
          if (!turns.goesOn(response)) return;
          // It looks after its viewers itself.
          request.socket.setTimeout(0);
          stream.serve(response, { format, ...wish }).catch((error: unknown) => {
            log.error({ town: id, err: error }, "a stream broke");
            response.destroy();
          });
          return;
        }
      }
      if (request.method === "GET" && !PROBES.has(path) && turns.held > limits.answerBytes) {
        throw new TooMany("others have not taken yet what they asked for; try again in a moment", 5);
      }
      void askApi(request, response);
    } catch (error) {
      if (!(error instanceof TownError)) log.error({ err: error }, "an error of ours");
      refuse(response, error);
    }
  };
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
    // The door says what is wrong with a request that names no host.
    requireHostHeader: false,
  });
  const take = (request: IncomingMessage, response: ServerResponse) =>
    turns.take(response, () => answer(request, response));
  server.on("request", take);
  server.on("checkExpectation", take);
  server.on("timeout", (socket) => {
    const response = turns.on(socket);
    if (!response) socket.destroy();
    // What the system holds of it goes too. An answer that is still being made has all its time.
    else if (response.writableLength > 0) socket.resetAndDestroy();
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    // What it still sends is not listened to.
    if (socket.writableEnded) return;
    // In the middle of an answer nothing can be said.
    if (!socket.writable || turns.on(socket)?.headersSent) return void socket.destroy();
    socket.end(lastWords(error));
    // A reset while it is still sending would overtake the answer (RFC 9112, section 9.6).
    const left = new AbortController();
    socket.once("close", () => left.abort());
    void clock.sleep(LINGER, left.signal).then(() => socket.destroy());
  });
  await Promise.all(towns.map((town) => town.recall()));
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  } catch (cause) {
    throw unbindable(cause as NodeJS.ErrnoException, host, port);
  }
  const close = async () => {
    readiness.drain();
    await hall.close();
    const closed = new Promise((resolve) => server.close(resolve));
    // Who takes nothing would keep us waiting for good, and idle connections for seconds.
    const patience = new AbortController();
    const answered = Promise.all(
      turns.responses().map((response) => new Promise((resolve) => response.once("close", resolve))),
    );
    await Promise.race([answered, clock.sleep(GOODBYE, patience.signal)]);
    patience.abort();
    server.closeAllConnections();
    await closed;
  };
  try {
    for (const town of towns) hall.open(town);
  } catch (error) {
    await close();
    throw error;
  }
  readiness.open();
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`, hall, readiness, close };
}

/** Milliseconds in which whoever was not understood may read why. */
const LINGER = 1000;
/** Milliseconds that answers have to end in good order. */
const GOODBYE = 2000;
const PATHS = [...new Set(Object.values(ROUTES).map(({ path }) => path))];
const EVENTS = /^\/v1\/town\/([^/]+)\/events$/;

/** To requests that the API's own listener can't make sense of. */
function unreadable(): Response {
  const { status, headers, body } = refusal(UNREADABLE);
  return new Response(body, { status, headers });
}

function unbindable(cause: NodeJS.ErrnoException, host: string, port: number): TownError {
  const { code, message } = cause;
  if (code === "EADDRINUSE") {
    const advice = `stop that one, or choose another port: --port ${port < 65_535 ? port + 1 : port - 1}`;
    return new TownError("conflict", `port ${port} on ${host} is taken by another program; ${advice}`, { cause });
  }
  if (code === "EACCES") {
    return new TownError("conflict", `port ${port} may not be used by this user; choose one from 1024: --port 4321`, {
      cause,
    });
  }
  if (code === "ENOTFOUND" || code === "EADDRNOTAVAIL") {
    return new TownError("invalid_input", `host ${host} is no address of this machine; try 127.0.0.1 or 0.0.0.0`, {
      cause,
    });
  }
  return new TownError("internal", `can't listen on ${host}:${port}: ${message}`, { cause });
}
