import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { TownError } from "../sim/error.ts";
import type { Access } from "../wire/contract/route.ts";

export type DoorOptions = {
  /** The address that is bound. */
  readonly host: string;
  /** Whoever commands must have it; undefined: anyone who gets here may. */
  readonly token?: string | undefined;
  /** Whoever observes must have it or the command token; undefined: anyone who gets here may. */
  readonly observeToken?: string | undefined;
  /** Names by which others ask for this server, through a proxy that stands before it. */
  readonly allowHosts?: readonly string[] | undefined;
  /**
   * Origins whose pages may read: `https://example.org`, or `*` for all. They come on top of this machine's own pages, which read a
   * server that is bound to this machine; `none` says that those may not.
   */
  readonly cors?: readonly string[] | undefined;
};

/**
 * Who may come in. Four visitors are told apart: programs and people who come by themselves and show a token; pages of other
 * sites in somebody's browser, which read where `cors` says so and never command; pages of this machine's other servers, such as
 * notebooks, which read unless `cors` says `none`; and pages that let their own name point to this machine (DNS rebinding), whom
 * the name they ask for gives away.
 */
export class Door {
  readonly #command: Buffer | undefined;
  readonly #observe: Buffer | undefined;
  readonly #loopback: boolean;
  /** The names of this server besides those of this machine; undefined: any name will do. */
  readonly #names: ReadonlySet<string> | undefined;
  readonly #cors: ReadonlySet<string>;
  /** Pages of this machine may read. */
  readonly #neighbours: boolean;

  /** @throws TownError invalid_input when others could reach this server and would need no token to command. */
  constructor(options: DoorOptions) {
    const { host, token, observeToken, allowHosts = [], cors = [] } = options;
    const reachable = reachableByOthers(options);
    if (!token && reachable) {
      throw new TownError("invalid_input", `${reachable}, who could command the town: a token is needed`);
    }
    if (token !== undefined && token === observeToken) {
      throw new TownError("invalid_input", "the token that commands must be another than the one that only observes");
    }
    this.#command = token === undefined ? undefined : digest(token);
    this.#observe = observeToken === undefined ? undefined : digest(observeToken);
    this.#loopback = isLoopback(host);
    this.#names = this.#loopback || allowHosts.length > 0 ? new Set([host, ...allowHosts].map(nameIn)) : undefined;
    this.#cors = new Set(cors.filter((origin) => origin !== "none"));
    this.#neighbours = this.#loopback && !cors.includes("none");
  }

  /**
   * Receives a request before anyone looks at it, and writes what every answer to it must say in its head.
   * @throws TownError forbidden for a name that is not this server's, and for what a page of another site may not do.
   */
  receive(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(HARMLESS)) response.setHeader(name, value);
    const { origin, host } = request.headers;
    if (isReading(request) && (this.#neighbours || this.#cors.size > 0)) {
      const allowed = this.#readerOf(request);
      if (allowed !== "*") response.setHeader("Vary", "Origin");
      if (allowed !== undefined) {
        response.setHeader("Access-Control-Allow-Origin", allowed);
        response.setHeader("Access-Control-Expose-Headers", "ETag, Link, Retry-After, X-Agent-Town-Seq");
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
      }
    }
    if (this.#names && !this.#isNamed(host)) {
      const known = ["127.0.0.1", "localhost", ...this.#names].filter((name, i, all) => all.indexOf(name) === i);
      throw new TownError(
        "forbidden",
        `this server answers to ${known.join(", ")}, not to ${JSON.stringify(host ?? "")}; --allow-host adds a name`,
      );
    }
    if (!isReading(request) && request.method !== "OPTIONS" && this.#isForeign(origin, host)) {
      throw new TownError(
        "forbidden",
        `pages of ${JSON.stringify(origin)} may not command here; only this server's own page may`,
      );
    }
  }

  /**
   * Answers a browser that asks whether a page of another site may read something here. Whether it may command is never answered.
   * @returns whether the request was such a question, which is answered now
   */
  answersPreflight(request: IncomingMessage, response: ServerResponse): boolean {
    const { origin, "access-control-request-method": wanted } = request.headers;
    if (request.method !== "OPTIONS" || origin === undefined || (wanted !== "GET" && wanted !== "HEAD")) return false;
    const allowed = this.#readerOf(request);
    if (allowed === undefined) return false;
    response.writeHead(204, {
      "Access-Control-Allow-Origin": allowed,
      "Access-Control-Allow-Methods": "GET, HEAD",
      "Access-Control-Allow-Headers": "authorization, last-event-id, accept, if-none-match",
      "Access-Control-Max-Age": "600",
      Vary: "Origin, Access-Control-Request-Method",
    });
    response.end();
    return true;
  }

  /** @throws TownError unauthorized, saying what is needed. What was shown is never repeated. */
  admit(request: IncomingMessage, access: Access): void {
    const bearer = /^Bearer +([^ ]+) *$/i.exec(request.headers.authorization ?? "")?.[1];
    switch (access) {
      case "open":
        return;
      case "observe":
        if (!this.#observe || this.#shown(bearer, this.#observe, this.#command)) return;
        if (isReading(request) && this.#shown(queryTokenOf(request), this.#observe)) return;
        throw new TownError("unauthorized", OBSERVING);
      case "operate":
        if (!this.#command || this.#shown(bearer, this.#observe, this.#command)) return;
        throw new TownError("unauthorized", OPERATING);
      case "command":
        if (!this.#command || this.#shown(bearer, this.#command)) return;
        throw new TownError("unauthorized", COMMANDING);
    }
  }

  /** Whose pages may read the answer, as the header says it: the origin that asks, or `*`; undefined when its may not. */
  #readerOf({ headers: { origin, host = "" } }: IncomingMessage): string | undefined {
    if (this.#cors.has("*")) return "*";
    if (origin === undefined) return undefined;
    // Who asks by a proxy's name may sit at another machine, whose pages are not this one's.
    const near = this.#neighbours && isLoopback(nameIn(host)) && isOfThisMachine(origin);
    return near || this.#cors.has(origin) ? origin : undefined;
  }

  /** Takes the same time whatever is shown. */
  #shown(token: string | undefined, ...wanted: readonly (Buffer | undefined)[]): boolean {
    const given = digest(token ?? "");
    return wanted.map((one) => one !== undefined && timingSafeEqual(given, one)).includes(true);
  }

  #isNamed(host: string | undefined): boolean {
    if (host === undefined) return false;
    const name = nameIn(host);
    if (isLoopback(name) || this.#names!.has(name)) return true;
    // Nobody can point an address somewhere else.
    return !this.#loopback && isIP(name.replaceAll(/[[\]]/g, "")) !== 0;
  }

  /** Whether a browser says that a page of another site asks. Others don't say, and show a token. */
  #isForeign(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined) return false;
    if (!URL.canParse(origin)) return true;
    const page = new URL(origin);
    if (page.protocol !== "http:" && page.protocol !== "https:") return true;
    if (page.host === host?.toLowerCase()) return false;
    // A proxy may ask by another name than the browser did, and without its port: an origin names none that goes without saying.
    if (!this.#names?.has(page.hostname) || isLoopback(page.hostname)) return true;
    return page.port !== "" && page.port !== portIn(host);
  }
}

/** Reachable from this machine only. @param host a name or an address, without a port */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether a page was served by this machine: `http://localhost:8888`, whatever the port. */
function isOfThisMachine(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return (protocol === "http:" || protocol === "https:") && isLoopback(hostname);
}

/** Why others reach a server, in the words that begin a refusal; undefined when nothing says that they do. */
export function reachableByOthers({ host, observeToken, allowHosts = [] }: DoorOptions): string | undefined {
  if (!isLoopback(host)) return `host ${host} is reachable by others`;
  if (allowHosts.length > 0) return `through a proxy, as ${allowHosts[0]}, this server is reachable by others`;
  return observeToken === undefined ? undefined : "a token to observe says that this server is reachable by others";
}

/** In the head of every answer: it is what it says it is, runs nothing, and no other site may frame it or learn where it was. */
export const HARMLESS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "SAMEORIGIN",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const OBSERVING =
  "watching needs a token: the header Authorization: Bearer <token>, or where headers can't be set ?access_token=<token to observe>; whoever runs this server has it";
const OPERATING = "this needs a token: the header Authorization: Bearer <token>; whoever runs this server has it";
const COMMANDING =
  "commands need a token: open the page by the link that ends with #token=, or send the header Authorization: Bearer <token>; whoever runs this server has it";

function isReading({ method }: IncomingMessage): boolean {
  return method === "GET" || method === "HEAD";
}

function queryTokenOf({ url = "" }: IncomingMessage): string | undefined {
  const start = url.indexOf("?");
  return start === -1 ? undefined : (new URLSearchParams(url.slice(start)).get("access_token") ?? undefined);
}

/** The name in a Host header, as names are compared. */
function nameIn(host: string): string {
  return host
    .replace(/:\d{1,5}$/, "")
    .replace(/\.$/, "")
    .toLowerCase();
}

function portIn(host = ""): string | undefined {
  return /:(\d{1,5})$/.exec(host)?.[1];
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
