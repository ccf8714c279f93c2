/** What the server tells of a town that it runs. */
export type Listed = { readonly town_id: string; readonly run_id: string; readonly citizens: number };

/** The towns of the server that the page came from. @throws Error with a sentence for a person. */
export async function listTowns(): Promise<readonly Listed[]> {
  let answer: Response;
  try {
    answer = await fetch("v1/town", { headers: { accept: "application/json" } });
  } catch (cause) {
    throw new Error("The server that this page came from does not answer. Is it still running?", { cause });
  }
  if (!answer.ok) throw new Error(`The server answered ${answer.status} when asked for its towns.`);
  return ((await answer.json()) as { readonly towns: readonly Listed[] }).towns;
}
