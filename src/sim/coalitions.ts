import { matchCommunities } from "../network/matching.ts";
import { percolate } from "../network/percolation.ts";
import { SimilarityGraph } from "../network/similarity-graph.ts";
import { coalitionName } from "./coalition-names.ts";
import { internalShares } from "./coalition-strength.ts";
import type { CoalitionEffect } from "./effects/coalition.ts";
import { TRAIT_COUNT } from "./eigenvector.ts";
import type { TownEvent } from "./event.ts";
import { onLattice } from "./lattice.ts";
import type { PhaseRandom } from "./random.ts";
import { idsOf, namesOf } from "./operations/operation.ts";
import type { Scribe } from "./scribe.ts";
import type { TownState } from "./state.ts";

/**
 * Finds the coalitions at the end of a phase: k-clique communities (Palla et al. 2005) of the graph that joins similar
 * citizens of a district, matched to those of before (Palla, Barabási, Vicsek 2007). It remembers the graph between
 * phases, to re-examine only who drifted or moved; that memory is a function of the state alone.
 */
export class CoalitionTracker {
  readonly #town: TownState;
  readonly #district: Uint32Array;
  readonly #seen: Float64Array;
  readonly #graph: SimilarityGraph;
  #looked = false;

  constructor(town: TownState) {
    this.#town = town;
    this.#district = town.region.map((region) => town.regions[region].district);
    this.#seen = town.traits.slice();
    this.#graph = new SimilarityGraph(this.#seen, TRAIT_COUNT, {
      threshold: town.rules.similarity,
      group: this.#district,
    });
  }

  /** The lifecycle events of this phase's end: each must be applied before the next is asked for. */
  *changes(scribe: Scribe, random: PhaseRandom, causedBy: readonly number[]): Generator<TownEvent, void> {
    const town = this.#town;
    const changed = this.#graph.update(this.#disturbed());
    // The communities found last are still those of an unchanged graph, but for the first time of asking.
    if (!changed && this.#looked) return;
    this.#looked = true;
    const old = Array.from(town.coalitions.values(), ({ id, members }) => ({ id, members }));
    const { next, ended } = matchCommunities(old, percolate(this.#graph.graph(), town.rules.cliqueSize));

    for (const end of ended) {
      const { name, members } = town.coalitions.get(end.id)!;
      const into = end.fate === "merged" ? town.coalitions.get(end.into)! : undefined;
      yield scribe.coalition({
        kind: end.fate,
        coalition: end.id,
        name,
        members: this.#ids(members),
        joined: [],
        left: this.#ids(members),
        relative: into?.id ?? null,
        message: into ? `${name} merged into ${into.name}.` : `${name} dissolved.`,
        effects: [{ kind: "coalition", change: "end", id: end.id, dissolved: !into }],
        caused_by: causedBy,
      });
    }
    let labels: Labels | undefined;
    for (const origin of next) {
      if (origin.fate === "unchanged") continue;
      const known = "id" in origin ? town.coalitions.get(origin.id) : undefined;
      const id = known?.id ?? `c${town.coalitionsFormed + 1}`;
      const { name, colour, strength } = known ?? (labels ??= new Labels(town)).take(random);
      const members = this.#ids(origin.members);
      // One that exchanged as many members as it lost is told as grown: joined and left say the rest.
      const kind = origin.fate === "renewed" ? "grown" : origin.fate;
      const parent = origin.fate === "split" ? town.coalitions.get(origin.from)! : undefined;
      const cohesion = this.#cohesion(origin.members);
      yield scribe.coalition({
        kind,
        coalition: id,
        name,
        members,
        joined: "joined" in origin ? this.#ids(origin.joined) : members,
        left: "left" in origin ? this.#ids(origin.left) : [],
        relative: parent?.id ?? null,
        message: MESSAGES[kind](name, namesOf(town, origin.members), origin.members.length, parent?.name),
        effects: [{ kind: "coalition", change: "set", id, name, colour, members, strength, cohesion }],
        caused_by: causedBy,
      });
    }
  }

  /** Strength and cohesion of the living coalitions after this phase, where they changed. */
  measured(): CoalitionEffect[] {
    const { coalitions, rules } = this.#town;
    const shares = internalShares(this.#town);
    const effects: CoalitionEffect[] = [];
    let index = 0;
    for (const { id, members, strength: before, cohesion: was } of coalitions.values()) {
      const share = shares[index++];
      const strength = Number.isNaN(share) ? before : onLattice(before + (share - before) * rules.smoothing);
      const cohesion = this.#cohesion(members);
      if (strength !== before || cohesion !== was)
        effects.push({ kind: "coalition", change: "measure", id, strength, cohesion });
    }
    return effects;
  }

  /** Rows whose traits or district are not those last seen; sees them. */
  #disturbed(): number[] {
    const { traits, region, regions } = this.#town;
    const rows: number[] = [];
    for (let row = 0; row < region.length; row++) {
      const { district } = regions[region[row]];
      let differs = district !== this.#district[row];
      this.#district[row] = district;
      for (let k = row * TRAIT_COUNT; k < (row + 1) * TRAIT_COUNT; k++) {
        if (this.#seen[k] === traits[k]) continue;
        this.#seen[k] = traits[k];
        differs = true;
      }
      if (differs) rows.push(row);
    }
    return rows;
  }

  /** Mean similarity of the edges inside. Cost: pairs of members. */
  #cohesion(members: readonly number[]): number {
    let sum = 0;
    let edges = 0;
    for (let i = 1; i < members.length; i++) {
      for (let j = 0; j < i; j++) {
        const similarity = this.#graph.similarity(members[i], members[j]);
        if (similarity < this.#town.rules.similarity) continue;
        sum += similarity;
        edges++;
      }
    }
    return edges === 0 ? 0 : onLattice(sum / edges);
  }

  #ids(rows: readonly number[]): string[] {
    return idsOf(this.#town, rows);
  }
}

const MESSAGES: Record<
  "formed" | "split" | "grown" | "shrunk",
  (name: string, members: string, size: number, parent?: string) => string
> = {
  formed: (name, members) => `${members} formed ${name}.`,
  split: (name, _, size, parent) => `${name}, ${size} strong, split from ${parent}.`,
  grown: (name, _, size) => `${name} grew to ${size}.`,
  shrunk: (name, _, size) => `${name} shrank to ${size}.`,
};

/** The strength of a coalition of which nothing is known yet. */
const BIRTH_STRENGTH = 0.5;

/** Names and palette slots that no living coalition has. */
class Labels {
  readonly #town: TownState;
  readonly #names: Set<string>;
  readonly #colours: Set<number>;
  #slot = 0;

  constructor(town: TownState) {
    this.#town = town;
    this.#names = new Set(Array.from(town.coalitions.values(), ({ name }) => name));
    this.#colours = new Set(Array.from(town.coalitions.values(), ({ colour }) => colour));
  }

  take(random: PhaseRandom): { name: string; colour: number; strength: number } {
    const name = coalitionName(random.for("name"), this.#names, this.#town.coalitionsFormed + 1);
    this.#names.add(name);
    while (this.#colours.has(this.#slot)) this.#slot++;
    this.#colours.add(this.#slot);
    return { name, colour: this.#slot, strength: BIRTH_STRENGTH };
  }
}
