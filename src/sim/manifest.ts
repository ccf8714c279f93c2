import { ACTIVITIES, type Activity, type Worldview } from "./citizen.ts";
import { driftBetween, eigenvectorRecord, type EigenvectorRecord } from "./eigenvector.ts";
import { hash128 } from "./hash.ts";
import { onLattice } from "./lattice.ts";
import { membershipsOf } from "./memberships.ts";
import { mood } from "./mood.ts";
import { citizenSnapshot, type CitizenSnapshot } from "./snapshot.ts";
import type { Coalition, TownState } from "./state.ts";

/**
 * A citizen at a level of detail, as the interface, the widgets and the terminal show them. Each level has all of the one
 * before. It is of the present: how they came to be so is in the log.
 */
export type Manifest<L extends Lod = Lod> = Levels[L];

export type Lod = 0 | 1 | 2 | 3 | 4 | 5;

type Levels = {
  0: Silhouette;
  1: Levels[0] & Posture;
  2: Levels[1] & Voice;
  3: Levels[2] & Recall;
  4: Levels[3] & Psyche;
  5: Levels[4] & Edge;
};

/** That someone is there. */
type Silhouette = Named & {
  readonly glyph: {
    /** A whole number under 2^32, of the id alone: the same face for life. */
    readonly seed: number;
    /** Palette slots of their coalitions, in the order of forming: none if unaffiliated, several of a bridge. */
    readonly colours: readonly number[];
  };
};

/** Where they are and how they seem. */
type Posture = {
  readonly region: Named;
  readonly activity: Activity;
  readonly mood: ReturnType<typeof mood>;
};

/** Who they are, and what they did last. */
type Voice = {
  readonly archetype: string;
  readonly worldview: Omit<Worldview, "opacity">;
  /** Their newest memory; null before the first. */
  readonly doing: Recollection | null;
};

/** What they remember, and how they stand with others. */
type Recall = {
  /** The newest, at most 8, newest first. */
  readonly memories: readonly Recollection[];
  /** The strongest, at most 8, of either sign; of equals, who was met first. */
  readonly ties: readonly (Named & { readonly weight: number })[];
};

/** What moves them. */
type Psyche = {
  readonly eigenvector: EigenvectorRecord;
  readonly temperament: EigenvectorRecord;
  /** Euclidean distance from their temperament, in [0, sqrt 7]. */
  readonly drift: number;
  /** The same from where they were when the phase began. */
  readonly drift_in_phase: number;
  /** >= 0. */
  readonly surplus: number;
  /** Estimated tokens spent so far. */
  readonly tokens: number;
  /** In the order of their forming. */
  readonly coalitions: readonly (Named & { readonly colour: number })[];
};

/** All that is known, and a word on what cannot be. */
type Edge = { readonly record: CitizenSnapshot; readonly opacity: string };

type Named = { readonly id: string; readonly name: string };

/** Event `seq` as it is remembered: what it was, and whom it was about. */
type Recollection = { readonly seq: number; readonly kind: string; readonly about: Named | null };

/**
 * The citizen of `row` as they are now; the result shares nothing that later events change.
 * Cost: linear in the citizen's ties and memories; and in the town's memberships unless they are handed in, as for many.
 */
export function manifest<L extends Lod>(
  town: TownState,
  row: number,
  lod: L,
  coalitionsOf: (row: number) => readonly Coalition[] = membershipsOf(town),
): Manifest<L> {
  const coalitions = coalitionsOf(row);
  const parts = LEVELS.slice(0, lod + 1).map((level) => level(town, row, coalitions));
  return Object.assign({}, ...parts) as Manifest<L>;
}

/** Of memories and of ties, below level 5. */
const FEW = 8;

const LEVELS = [silhouette, posture, voice, recall, psyche, edge];

function silhouette(town: TownState, row: number, coalitions: readonly Coalition[]): Silhouette {
  const who = named(town.citizens[row]);
  const seed = Number.parseInt(hash128(who.id).slice(0, 8), 16);
  return { ...who, glyph: { seed, colours: coalitions.map(({ colour }) => colour) } };
}

function posture(town: TownState, row: number): Posture {
  return {
    region: named(town.regions[town.region[row]]),
    activity: ACTIVITIES[town.activity[row]],
    mood: mood(town, row),
  };
}

function voice(town: TownState, row: number): Voice {
  const { archetype, worldview } = town.citizens[row];
  const { name, metaphor } = worldview;
  return { archetype, worldview: { name, metaphor }, doing: recollections(town, row, 1)[0] ?? null };
}

function recall(town: TownState, row: number): Recall {
  const { others, weights } = town.relationships[row];
  const strongest = Array.from(weights, (_, tie) => tie).sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]));
  return {
    memories: recollections(town, row, FEW),
    ties: strongest.slice(0, FEW).map((tie) => ({ ...named(town.citizens[others[tie]]), weight: weights[tie] })),
  };
}

function psyche(town: TownState, row: number, coalitions: readonly Coalition[]): Psyche {
  const { traits, temperament, traitsAtPhaseStart } = town;
  return {
    eigenvector: eigenvectorRecord(traits, row),
    temperament: eigenvectorRecord(temperament, row),
    drift: onLattice(driftBetween(temperament, row, traits, row)),
    drift_in_phase: onLattice(driftBetween(traitsAtPhaseStart, row, traits, row)),
    surplus: town.surplus[row],
    tokens: town.tokens[row],
    coalitions: coalitions.map((coalition) => ({ ...named(coalition), colour: coalition.colour })),
  };
}

function edge(town: TownState, row: number): Edge {
  return { record: citizenSnapshot(town, row), opacity: town.citizens[row].worldview.opacity };
}

function recollections(town: TownState, row: number, most: number): Recollection[] {
  return town.memories[row]
    .slice(-most)
    .reverse()
    .map(({ seq, kind, about }) => ({ seq, kind, about: about < 0 ? null : named(town.citizens[about]) }));
}

function named({ id, name }: Named): Named {
  return { id, name };
}
