import { namesInWords } from "../../scene/names-in-words.ts";
import type { Effect } from "../../sim/effects/registry.ts";
import { TRAITS, TRAIT_COUNT } from "../../sim/eigenvector.ts";

/** One thing that an event changes, as a line for people: plain text, whatever a citizen is called. */
export type Change = {
  /** What is changed, in a word. */
  readonly what: "ties" | "drift" | "surplus" | "memory" | "doing" | "place" | "tokens" | "coalition" | "time";
  readonly said: string;
};

export type Names = { readonly citizen: (id: string) => string; readonly region: (id: string) => string };

/** What `effects` change, in their order; of many citizens the first few are named. */
export function changesOf(effects: readonly Effect[], names: Names): readonly Change[] {
  return effects.flatMap((effect) => change(effect, names));
}

function change(effect: Effect, { citizen, region }: Names): Change | readonly Change[] {
  const people = (ids: readonly string[]) => namesInWords(ids.map(citizen));
  switch (effect.kind) {
    case "relationship":
      if (!("among" in effect)) {
        return { what: "ties", said: `${citizen(effect.from)} → ${citizen(effect.to)} ${signed(effect.delta)}` };
      }
      return effect.among.length === 2
        ? { what: "ties", said: `${citizen(effect.among[0])} ↔ ${citizen(effect.among[1])} ${signed(effect.delta)}` }
        : { what: "ties", said: `every pair of ${people(effect.among)} ${signed(effect.delta)}` };
    case "eigenvector":
      return drifts(effect.citizens, effect.deltas, citizen);
    case "surplus":
      return few(effect.citizens, "surplus", (id, i) => `${citizen(id)} ${signed(effect.deltas[i])}`);
    case "memory":
      return {
        what: "memory",
        said: `${people(effect.citizens)} will remember it${effect.about === undefined ? "" : `, and it is about ${citizen(effect.about)}`}`,
      };
    case "activity":
      return { what: "doing", said: `${people(effect.citizens)}: ${effect.to.toLowerCase()}` };
    case "region":
      return { what: "place", said: `${citizen(effect.citizen)} goes to the ${region(effect.to)}` };
    case "token_spend":
      return { what: "tokens", said: `about ${effect.tokens.toLocaleString("en")}` };
    case "coalition":
      return { what: "coalition", said: effect.change === "set" ? effect.name : effect.id };
    case "fade":
      return { what: "ties", said: `everyone’s ties × ${effect.factor}` };
    case "clock":
      return { what: "time", said: `day ${effect.day} ${effect.phase.toLowerCase()}` };
    default:
      return effect satisfies never;
  }
}

/** Who moves in trait space, how far, and in which trait the most. */
function drifts(
  ids: readonly string[],
  deltas: readonly number[],
  citizen: (id: string) => string,
): Change | readonly Change[] {
  return few(ids, "drift", (id, i) => {
    const own = deltas.slice(i * TRAIT_COUNT, (i + 1) * TRAIT_COUNT);
    const length = Math.sqrt(own.reduce((sum, delta) => sum + delta * delta, 0));
    let most = 0;
    for (let k = 1; k < own.length; k++) if (Math.abs(own[k]) > Math.abs(own[most])) most = k;
    return `${citizen(id)} ${length.toFixed(3)}${length > 0 ? `, ${TRAITS[most]} ${signed(own[most])}` : ""}`;
  });
}

const MOST_NAMED = 6;

function few(
  ids: readonly string[],
  what: Change["what"],
  said: (id: string, index: number) => string,
): readonly Change[] {
  const shown = ids.slice(0, MOST_NAMED).map((id, i): Change => ({ what, said: said(id, i) }));
  return ids.length > MOST_NAMED ? [...shown, { what, said: `and ${ids.length - MOST_NAMED} more` }] : shown;
}

/** `+0.062`, `−0.2`; a change too small for three places is said to be. */
function signed(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  if (rounded === 0) return value === 0 ? "±0" : value > 0 ? "by less than +0.001" : "by less than −0.001";
  return `${rounded > 0 ? "+" : "−"}${Math.abs(rounded)}`;
}
