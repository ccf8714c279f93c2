/** Why something was refused. The codes are stable: programs may depend on them, messages may improve. */
export type ErrorCode =
  | "invalid_input"
  | "invalid_config"
  | "invalid_event"
  | "unknown_town"
  | "unknown_citizen"
  | "unknown_operation"
  | "impossible"
  | "out_of_range"
  | "conflict"
  | "not_found"
  | "corrupt_log"
  | "diverged"
  | "closed"
  | "unavailable"
  | "unauthorized"
  | "forbidden"
  | "method_not_allowed"
  | "not_acceptable"
  | "too_large"
  | "too_many"
  | "unsupported_media_type"
  | "internal";

/**
 * The one error of this house, written for the person who meets it: what was wrong, what was expected, what to do.
 * `wire/problem.ts` maps its code to an HTTP problem and to an exit code.
 */
export class TownError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TownError";
    this.code = code;
  }
}
