import type { ServerResponse } from "node:http";
import { TownError } from "../sim/error.ts";
import { problem } from "../wire/problem.ts";
import { HARMLESS } from "./door.ts";

/** A refusal as it goes out: an RFC 9457 problem, with the headers that belong to its status. */
export type Refusal = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Refused for now: the same may be asked again later. */
export class TooMany extends TownError {
  /** Seconds. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super("too_many", message);
    this.retryAfter = Math.max(1, Math.ceil(retryAfter));
  }
}

/** What to answer when `error` was thrown. */
export function refusal(error: unknown): Refusal {
  const told = problem(error);
  // Another process that was asked on somebody's behalf says that it was too much, not for how long.
  const wait = error instanceof TooMany ? error.retryAfter : told.status === 429 ? 1 : undefined;
  return {
    status: told.status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      ...(told.status === 401 ? { "WWW-Authenticate": 'Bearer realm="agent-town"' } : {}),
      ...(wait === undefined ? {} : { "Retry-After": `${wait}` }),
    },
    body: JSON.stringify(told),
  };
}

/** Answers with the refusal, where nothing has been answered yet. */
export function refuse(response: ServerResponse, error: unknown): void {
  const { status, headers, body } = refusal(error);
  response.writeHead(status, headers).end(body);
}

/** The answer to what can't be understood, or comes too slowly. */
export function lastWords({ code = "" }: NodeJS.ErrnoException): string {
  const [status, words] = Object.hasOwn(MISUNDERSTANDINGS, code)
    ? MISUNDERSTANDINGS[code]
    : ["400 Bad Request", "this is no HTTP/1.1 request"];
  const headers = Object.entries({ ...HARMLESS, "Content-Type": "text/plain", Connection: "close" });
  return `HTTP/1.1 ${status}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${words}\n`;
}

/** By Node's codes. */
const MISUNDERSTANDINGS: Readonly<Record<string, readonly [status: string, words: string]>> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "the headers are too long"],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "the request came too slowly"],
};
