import { TownError, type ErrorCode } from "../sim/error.ts";

/** How a refusal is told: as an HTTP problem (RFC 9457) and as a process's exit code. */

type Refusal = {
  readonly status: number;
  readonly title: string;
  /** 2: the request was wrong; repeating it is useless. 1: everything else. */
  readonly exitCode: 1 | 2;
};

export const REFUSALS: Readonly<Record<ErrorCode, Refusal>> = {
  invalid_input: { status: 400, title: "Invalid input", exitCode: 2 },
  invalid_config: { status: 400, title: "Invalid town", exitCode: 2 },
  invalid_event: { status: 400, title: "Invalid event", exitCode: 2 },
  unknown_town: { status: 404, title: "Unknown town", exitCode: 2 },
  unknown_citizen: { status: 422, title: "Unknown citizen", exitCode: 2 },
  unknown_operation: { status: 422, title: "Unknown operation", exitCode: 2 },
  impossible: { status: 409, title: "Impossible now", exitCode: 1 },
  out_of_range: { status: 416, title: "Outside what is kept", exitCode: 2 },
  conflict: { status: 409, title: "Conflict", exitCode: 1 },
  not_found: { status: 404, title: "Not found", exitCode: 2 },
  corrupt_log: { status: 500, title: "Corrupt log", exitCode: 1 },
  diverged: { status: 500, title: "Diverged", exitCode: 1 },
  closed: { status: 503, title: "Closed", exitCode: 1 },
  unavailable: { status: 503, title: "Away for now", exitCode: 1 },
  unauthorized: { status: 401, title: "Unauthorized", exitCode: 2 },
  forbidden: { status: 403, title: "Forbidden", exitCode: 2 },
  method_not_allowed: { status: 405, title: "Method not allowed", exitCode: 2 },
  not_acceptable: { status: 406, title: "Not acceptable", exitCode: 2 },
  too_large: { status: 413, title: "Content too large", exitCode: 2 },
  too_many: { status: 429, title: "Too many", exitCode: 1 },
  unsupported_media_type: { status: 415, title: "Unsupported media type", exitCode: 2 },
  internal: { status: 500, title: "Internal error", exitCode: 1 },
};

type Problem = {
  /** An identifier of the kind of problem, not an address. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
};

/** What to answer when `error` was thrown. Of an error that is not ours nothing is told: it may hold what is no one's business. */
export function problem(error: unknown): Problem {
  const code = error instanceof TownError ? error.code : "internal";
  const { status, title } = REFUSALS[code];
  const detail =
    error instanceof TownError ? error.message : "something broke inside the server; its own log says what";
  return { type: `tag:agent-town,2025:${code.replaceAll("_", "-")}`, title, status, detail, code };
}

/** The error that an answer of `status` with the JSON `body` tells of; `body` may be anything. */
export function readProblem(status: number, body: unknown): TownError {
  const { code, detail } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  return new TownError(
    typeof code === "string" && Object.hasOwn(REFUSALS, code) ? (code as ErrorCode) : "internal",
    typeof detail === "string" && detail !== "" ? detail : `the server answered ${status} without saying why`,
  );
}
