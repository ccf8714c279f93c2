import type { Manifest } from "../sim/manifest.ts";
import { brief } from "./brief.ts";

/** What a citizen's card says, in the words that screen and terminal share. */

/** The levels of detail, 0 to 5. */
export const LEVELS = ["silhouette", "posture", "voice", "memory", "psyche", "edge"] as const;

/** What they do and how they seem: `socializing, warm`; where both are one word, that word. */
export function bearing({ activity, mood }: Pick<Manifest<1>, "activity" | "mood">): string {
  const doing = activity.toLowerCase();
  return doing === mood ? doing : `${doing}, ${mood}`;
}

/** A memory without its moment: `gossip about Bob`, `celebrate`. */
export function recollected({ kind, about }: Manifest<3>["memories"][number]): string {
  if (!about) return kind;
  return `${Object.hasOwn(TOWARD, kind) ? TOWARD[kind] : `${kind} about`} ${about.name}`;
}

/** How an operation regards the one whom its memory is about. */
const TOWARD: Readonly<Record<string, string>> = { dispute: "dispute with", teach: "taught by" };

/** The quantities of level 4, each with what it is. */
export function quantities(card: Pick<Manifest<4>, "drift" | "drift_in_phase" | "surplus" | "tokens">) {
  return [
    { key: "drift", label: "Drift", value: card.drift.toFixed(3), means: "Distance from their temperament" },
    {
      key: "drift_in_phase",
      label: "This phase",
      value: card.drift_in_phase.toFixed(3),
      means: "Distance from where they were when the phase began",
    },
    {
      key: "surplus",
      label: "Surplus",
      value: brief(card.surplus),
      means: "What their turns left over, and they have not spent",
    },
    { key: "tokens", label: "Tokens", value: brief(card.tokens), means: "Estimated tokens spent so far" },
  ] as const;
}
