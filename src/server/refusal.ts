/** Refusals that are HTTP's own, beside those of the town (`wire/problem.ts`): each an RFC 9457 problem with a stable code. */

const REFUSALS = {
  unauthorized: { status: 401, title: "Unauthorized" },
  forbidden: { status: 403, title: "Forbidden" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  too_large: { status: 413, title: "Content too large" },
  unsupported_media_type: { status: 415, title: "Unsupported media type" },
} as const;

/** The problem to answer with; `detail` says what was expected and what came. */
export function refusal(code: keyof typeof REFUSALS, detail: string) {
  return { type: "about:blank", ...REFUSALS[code], detail, code };
}
