import type { Lifeline, PastPhase } from "../sim/chronicle.ts";
import { TownError } from "../sim/error.ts";
import type { Client } from "./client.ts";
import type { Known } from "./outline.ts";

/**
 * What the server knows of a run's phases and coalitions, from its beginning on, asked for page by page; undefined when it answers no such
 * question, as a recording does.
 * @throws TownError the server's refusal
 */
export async function readOutline(client: Client, id: string, signal: AbortSignal): Promise<Known | undefined> {
  const asked = { id, limit: 1000 };
  const phases: PastPhase[] = [];
  const lifelines: Lifeline[] = [];
  const readPhases = async () => {
    for await (const page of client.pages("/v1/town/{id}/measures/phases", asked, { signal }))
      phases.push(...page.phases);
  };
  const readLives = async () => {
    for await (const page of client.pages("/v1/town/{id}/lifelines", asked, { signal }))
      lifelines.push(...page.lifelines);
  };
  try {
    await Promise.all([readPhases(), readLives()]);
  } catch (error) {
    if (error instanceof TownError && error.code === "not_found") return undefined;
    throw error;
  }
  return { since: phases[0]?.since ?? 1, phases, lifelines };
}
