import { remember, rowOf } from "../state.ts";
import { checkCitizen, checkCitizens, type EffectKind } from "./effect.ts";

/** Each citizen remembers this event as `of` (an operation's name), and whom it was about. */
export type MemoryEffect = {
  readonly kind: "memory";
  readonly citizens: readonly string[];
  readonly of: string;
  readonly about?: string;
};

export const memory: EffectKind<MemoryEffect> = {
  kind: "memory",
  summary: "Citizens remember this event; the oldest memory beyond the town's bound is dropped.",
  check({ citizens, of, about }, town) {
    if (typeof of !== "string") return `of must be text, got ${JSON.stringify(of)}`;
    return (about === undefined ? undefined : checkCitizen(about, town)) ?? checkCitizens(citizens, town);
  },
  apply(town, { citizens, of, about }, event) {
    const subject = about === undefined ? -1 : rowOf(town, about);
    for (const id of citizens) remember(town, rowOf(town, id), { seq: event.seq, kind: of, about: subject });
  },
};
