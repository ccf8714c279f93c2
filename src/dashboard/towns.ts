import { refusal } from "../observer/refusal.ts";

/** What the server tells of a town that it runs. */
export type Listed = {
  readonly town_id: string;
  readonly run_id: string;
  readonly citizens: number;
  readonly seed: number;
};

/**
 * The towns of the server that the page came from. @throws Error with a sentence for a person; TownError unauthorized when only
 * those may watch who have another token, or one at all
 */
export async function listTowns(token: string | undefined): Promise<readonly Listed[]> {
  const headers = { accept: "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  let answer: Response;
  try {
    answer = await fetch("v1/town", { headers });
  } catch (cause) {
    throw new Error("The server that this page came from does not answer. Is it still running?", { cause });
  }
  if (answer.status === 401) throw await refusal(answer);
  if (!answer.ok) throw new Error(`The server answered ${answer.status} when asked for its towns.`);
  return ((await answer.json()) as { readonly towns: readonly Listed[] }).towns;
}
