import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { TownError } from "../sim/error.ts";
import type { Clock } from "../stream/clock.ts";
import type { LiveTown } from "../stream/live-town.ts";
import { problem } from "../wire/problem.ts";
import { api, wholeNumber } from "./api.ts";
import { isLoopback, isMeantForLoopback } from "./guard.ts";
import { page } from "./page.ts";
import { TownStream, type Wish } from "./town-stream.ts";

export type ServerOptions = {
  readonly towns: readonly LiveTown[];
  /** Address to bind; default 127.0.0.1: this machine only. Any other needs a token. */
  readonly host?: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Commands need it as a bearer token. */
  readonly token?: string | undefined;
  /** Folder of the built page. */
  readonly pageDir?: string | undefined;
  readonly clock: Clock;
  /** Spreads the reconnections of many viewers, in [0, 1). */
  readonly random?: () => number;
  /** Hears of errors that are our own. */
  readonly report?: (error: unknown) => void;
};

export type TownServer = {
  readonly url: string;
  /** Ends all streams in good order and stops listening. The towns live on: they are the caller's. */
  close(): Promise<void>;
};

/**
 * Serves towns to people: REST, streams and the page.
 * @throws TownError conflict when the port is taken, invalid_input for an address that can't be bound, or isn't this machine's only
 * and has no token.
 */
export async function startServer(options: ServerOptions): Promise<TownServer> {
  const { towns, host = "127.0.0.1", port, token, pageDir, clock, random = Math.random, report = () => {} } = options;
  if (!isLoopback(host) && !token) {
    throw new TownError(
      "invalid_input",
      `host ${host} is reachable by others, who could command the town: a token is needed`,
    );
  }
  const streams = new Map(towns.map((town) => [town.status.town_id, new TownStream(town, { clock, random })]));
  const rest = getRequestListener(
    api({
      towns: new Map(towns.map((town) => [town.status.town_id, town])),
      watching: (id) => streams.get(id)?.watching ?? 0,
      token,
      page: page(pageDir),
      report,
    }).fetch,
  );

  /** Under way. */
  const answering = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answering.add(response);
    response.once("close", () => answering.delete(response));
    if (isLoopback(host) && !isMeantForLoopback(request.headers.host)) {
      const named = JSON.stringify(request.headers.host ?? "");
      const told = new TownError("forbidden", `this server answers to 127.0.0.1 and localhost, not to ${named}`);
      return refuse(response, problem(told));
    }
    try {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://town");
      const stream = streams.get(EVENTS.exec(pathname)?.[1] ?? "");
      if (!stream || request.method !== "GET") return void rest(request, response);
      const from = searchParams.get("from");
      const wish: Wish = {
        lastEventId: header(request, "last-event-id") ?? searchParams.get("last_event_id") ?? undefined,
        from: from === null ? undefined : wholeNumber("from", from),
      };
      stream.serve(response, wish).catch(report);
    } catch (error) {
      const told =
        error instanceof TownError ? error : new TownError("invalid_input", "the request's address can't be read");
      refuse(response, problem(told));
    }
  });
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  } catch (cause) {
    for (const stream of streams.values()) stream.close();
    throw unbindable(cause as NodeJS.ErrnoException, host, port);
  }
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const stream of streams.values()) stream.close();
      // Viewers that take nothing would keep us waiting for good, and idle connections for seconds.
      const patience = new AbortController();
      const answered = Promise.all(
        Array.from(answering, (response) => new Promise((resolve) => response.once("close", resolve))),
      );
      await Promise.race([answered, clock.sleep(GOODBYE, patience.signal)]);
      patience.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Milliseconds that answers have to end in good order. */
const GOODBYE = 2000;
const EVENTS = /^\/v1\/town\/([^/]+)\/events$/;

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function refuse(response: ServerResponse, told: { readonly status: number }): void {
  response.writeHead(told.status, { "Content-Type": "application/problem+json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(told));
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
