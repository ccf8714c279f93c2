import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../stream/clock.ts";
import { parseEventId } from "../wire/frames.ts";
import { pathOf } from "./address.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

type RequestLogOptions = {
  /** Templates of the paths that are served, such as `/v1/town/{id}/state`. */
  readonly paths: Iterable<string>;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
};

/**
 * Writes a line for every request when its answer has ended, and counts it. Of the address only the path is told, and of a
 * stream the seq it wished to begin with: the rest may be a secret (`?access_token=`), and so may any header. Errors of ours
 * (5xx) are told as errors; what machines ask every few seconds is counted, and told only when refused.
 *
 * @returns to be called with every request, one at a time of a connection, before anything else looks at it
 */
export function requestLog({ paths, log, metrics, clock }: RequestLogOptions) {
  const routes = Array.from(new Set(paths), (template) => ({ template, pattern: patternOf(template) }));
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    const begun = clock.now();
    const bytesBefore = socket.bytesWritten;
    const { path, from } = placeOf(request);
    const method = METHODS.has(request.method ?? "") ? request.method! : "other";
    const found = routes.find(({ pattern }) => pattern.test(path));
    const route = found?.template ?? (path.startsWith("/v1/") ? "unknown" : "page");

    response.once("close", () => {
      const ms = clock.now() - begun;
      // Who left before there was an answer got none; nginx made up this number for it.
      const status = response.headersSent ? response.statusCode : 499;
      const streamed = method === "GET" && route.endsWith("/events");
      metrics.answered({ route, method, status, seconds: streamed ? undefined : ms / 1000 });
      if (PROBES.has(route) && status < 400) return;
      const town = found?.pattern.exec(path)?.groups?.["id"];
      const bytes = socket.bytesWritten - bytesBefore;
      const facts = { route, method, path, status, ms: Math.round(ms), bytes, town, from: streamed ? from : undefined };
      if (status >= 500) log.error(facts, "request");
      else log.info(facts, "request");
    });
  };
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "DELETE", "OPTIONS"]);
const PROBES: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);
/** Characters of a path that are told. */
const LONGEST = 200;

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
}

/** The path, without what stands before and after it; and the seq that the rest asks a stream to begin with. */
function placeOf(request: IncomingMessage): { readonly path: string; readonly from: number | undefined } {
  let path: string;
  try {
    path = pathOf(request);
  } catch {
    return { path: "", from: undefined };
  }
  const { url = "", headers } = request;
  const { searchParams } = new URL(url, "http://town");
  const lastSeen = parseEventId(String(headers["last-event-id"] ?? searchParams.get("last_event_id") ?? ""));
  const from = searchParams.get("from") ?? "";
  return {
    path: path.slice(0, LONGEST),
    from: lastSeen ? lastSeen.seq + 1 : /^\d{1,15}$/.test(from) ? Number(from) : undefined,
  };
}
