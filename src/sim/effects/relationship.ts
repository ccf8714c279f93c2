import { relate, rowOf } from "../state.ts";
import { checkCitizen, checkCitizens, checkNumber, type EffectKind } from "./effect.ts";

/** One directed relationship, or with `among` that of every ordered pair of the citizens named. */
export type RelationshipEffect =
  | { readonly kind: "relationship"; readonly from: string; readonly to: string; readonly delta: number }
  | { readonly kind: "relationship"; readonly among: readonly string[]; readonly delta: number };

type Either = { kind: "relationship"; from?: string; to?: string; among?: readonly string[]; delta: number };

export const relationship: EffectKind<RelationshipEffect> = {
  kind: "relationship",
  summary: "A directed relationship (or, with among, that of every ordered pair) changes by delta, clamped to [-1, 1].",
  check(effect, town) {
    const { from, to, among, delta } = effect as { from?: unknown; to?: unknown; among?: unknown; delta?: unknown };
    if (among !== undefined) return checkCitizens(among, town) ?? checkNumber(delta, "delta");
    if (from === to) return `from and to must be two citizens, got ${JSON.stringify(from)} twice`;
    return checkCitizen(from, town) ?? checkCitizen(to, town) ?? checkNumber(delta, "delta");
  },
  apply(town, effect) {
    const { from, to, among, delta } = effect as Either;
    if (among === undefined) return relate(town, rowOf(town, from!), rowOf(town, to!), delta);
    const rows = among.map((id) => rowOf(town, id));
    for (const row of rows) for (const other of rows) if (other !== row) relate(town, row, other, delta);
  },
};
