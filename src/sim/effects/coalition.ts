import { rowOf, type TownState } from "../state.ts";
import { checkCitizens, checkNumber, type EffectKind, type Unchecked } from "./effect.ts";

/**
 * A coalition's life. `set` forms it or changes its members, `measure` renews strength and cohesion (values, not
 * deltas), `end` removes it; one that `dissolved` is mourned, one that merged lives on in another.
 */
export type CoalitionEffect =
  | {
      readonly kind: "coalition";
      readonly change: "set";
      readonly id: string;
      readonly name: string;
      readonly colour: number;
      readonly members: readonly string[];
      readonly strength: number;
      readonly cohesion: number;
    }
  | {
      readonly kind: "coalition";
      readonly change: "measure";
      readonly id: string;
      readonly strength: number;
      readonly cohesion: number;
    }
  | { readonly kind: "coalition"; readonly change: "end"; readonly id: string; readonly dissolved: boolean };

export const coalition: EffectKind<CoalitionEffect> = {
  kind: "coalition",
  summary: "A coalition forms or changes its members (set), is measured anew (measure) or ends (end).",
  check(effect, town) {
    const e = effect as Unchecked<{
      change: 0;
      id: 0;
      name: 0;
      colour: 0;
      members: 0;
      strength: 0;
      cohesion: 0;
      dissolved: 0;
    }>;
    if (typeof e.id !== "string" || e.id === "") return `a coalition needs an id, got ${JSON.stringify(e.id)}`;
    switch (e.change) {
      case "set":
        if (typeof e.name !== "string") return `name must be text, got ${JSON.stringify(e.name)}`;
        return checkCitizens(e.members, town) ?? checkNumber(e.colour, "colour", 0) ?? checkMeasured(e);
      case "measure":
        return checkKnown(e.id, town) ?? checkMeasured(e);
      case "end":
        if (typeof e.dissolved !== "boolean") return `dissolved must be true or false`;
        return checkKnown(e.id, town);
      default:
        return `change must be set, measure or end, got ${JSON.stringify(e.change)}`;
    }
  },
  apply(town, effect, event) {
    const known = town.coalitions.get(effect.id);
    switch (effect.change) {
      case "set": {
        const { id, name, colour, strength, cohesion } = effect;
        const members = effect.members.map((member) => rowOf(town, member)).sort((a, b) => a - b);
        if (known) Object.assign(known, { members, strength, cohesion });
        else {
          town.coalitions.set(id, { id, name, colour, since: event.day, members, strength, cohesion });
          town.coalitionsFormed++;
        }
        return;
      }
      case "measure":
        known!.strength = effect.strength;
        known!.cohesion = effect.cohesion;
        return;
      case "end": {
        const { id, name, members } = known!;
        town.coalitions.delete(id);
        if (effect.dissolved) town.mourned.push({ id, name, members, day: event.day, seq: event.seq });
      }
    }
  },
};

function checkKnown(id: string, town: TownState): string | undefined {
  return town.coalitions.has(id) ? undefined : `no living coalition "${id}"`;
}

function checkMeasured({
  strength,
  cohesion,
}: {
  readonly strength?: unknown;
  readonly cohesion?: unknown;
}): string | undefined {
  return checkNumber(strength, "strength", 0, 1) ?? checkNumber(cohesion, "cohesion", -1, 1);
}
