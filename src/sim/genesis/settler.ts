import type { Citizen } from "../citizen.ts";
import { worldviewOf } from "./worldviews.ts";

/** What tells one citizen from another of the same kind; the rest follows from archetype and evolving. */
type Settler = Pick<Citizen, "id" | "name" | "archetype" | "home" | "evolving" | "temperament">;

/** A citizen with the worldview of the archetype. */
export function settler({ id, name, archetype, home, evolving, temperament }: Settler): Citizen {
  const worldview = worldviewOf(archetype);
  return { id, name, archetype, home, worldview, plasticity: plasticityOf(evolving), evolving, temperament };
}

/** How far experience moves a citizen, unless a town says otherwise. */
export function plasticityOf(evolving: boolean): number {
  return evolving ? 1 : 0.3;
}
