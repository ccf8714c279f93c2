import { activity, type ActivityEffect } from "./activity.ts";
import { clock, type ClockEffect } from "./clock.ts";
import { coalition, type CoalitionEffect } from "./coalition.ts";
import type { EffectKind } from "./effect.ts";
import { eigenvector, type EigenvectorEffect } from "./eigenvector.ts";
import { fade, type FadeEffect } from "./fade.ts";
import { memory, type MemoryEffect } from "./memory.ts";
import { region, type RegionEffect } from "./region.ts";
import { relationship, type RelationshipEffect } from "./relationship.ts";
import { surplus, type SurplusEffect } from "./surplus.ts";
import { tokenSpend, type TokenSpendEffect } from "./token-spend.ts";

export type Effect =
  | ActivityEffect
  | RegionEffect
  | RelationshipEffect
  | FadeEffect
  | EigenvectorEffect
  | SurplusEffect
  | MemoryEffect
  | CoalitionEffect
  | ClockEffect
  | TokenSpendEffect;

/** Every kind of effect there is; `apply`, the checks and the documentation read it. */
export const EFFECTS: { readonly [K in Effect["kind"]]: EffectKind<Extract<Effect, { kind: K }>> } = {
  activity,
  region,
  relationship,
  fade,
  eigenvector,
  surplus,
  memory,
  coalition,
  clock,
  token_spend: tokenSpend,
};
