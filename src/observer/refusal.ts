import type { TownError } from "../sim/error.ts";
import { readProblem } from "../wire/problem.ts";

/** The error that an answer other than 2xx tells of. */
export async function refusal(response: Response): Promise<TownError> {
  return readProblem(response.status, await jsonOf(response));
}

/** The body as JSON; undefined when it is none. */
export async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Whether a status refuses for good: to ask the same again is useless. */
export function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
