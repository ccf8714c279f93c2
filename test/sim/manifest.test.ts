import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply } from "../../src/sim/apply.ts";
import type { Effect } from "../../src/sim/effects/registry.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { manifest, type Lod } from "../../src/sim/manifest.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { citizenSnapshot, snapshot } from "../../src/sim/snapshot.ts";
import { deed } from "../widgets/an-event.ts";
import { anyTown, eventsOf } from "./towns.ts";

const LODS: readonly Lod[] = [0, 1, 2, 3, 4, 5];

/** Three founders, to whom `effects` happened in event 1. */
function founders(...effects: readonly Effect[]) {
  const town = found(smallConfig(3, 1));
  apply(town, deed(1, { run_id: town.run_id, effects }));
  return town;
}

describe("a citizen's manifest", () => {
  it("is a silhouette at level 0: a name, a face for life, and the colours of their coalitions", () => {
    const set = { kind: "coalition", change: "set", strength: 1, cohesion: 1 } as const;
    const town = founders(
      { ...set, id: "c1", name: "Elms", colour: 4, members: ["alice", "bob"] },
      { ...set, id: "c2", name: "Oaks", colour: 1, members: ["alice", "clara"] },
    );
    const alice = manifest(town, 0, 0);
    expect(alice).toEqual({ id: "alice", name: "Alice", glyph: { seed: alice.glyph.seed, colours: [4, 1] } });
    expect(alice.glyph.seed).toBe(manifest(founders(), 0, 0).glyph.seed);
    expect(alice.glyph.seed).not.toBe(manifest(town, 1, 0).glyph.seed);
  });

  it("adds where they are and how they seem, then who they are and what they did last", () => {
    const town = founders(
      { kind: "region", citizen: "alice", to: "inn" },
      { kind: "activity", citizens: ["alice"], to: "WORKING" },
      { kind: "memory", citizens: ["alice"], of: "gossip", about: "clara" },
    );
    expect(manifest(town, 0, 2)).toMatchObject({
      region: { id: "inn", name: town.regions[town.regionIndex.get("inn")!].name },
      activity: "WORKING",
      mood: "focused",
      archetype: "Innkeeper",
      doing: { seq: 1, kind: "gossip", about: { id: "clara", name: "Clara" } },
    });
    expect(manifest(town, 1, 2).doing).toBeNull();
  });

  it("remembers the newest first, and the strongest ties of either sign first", () => {
    const town = founders(
      { kind: "memory", citizens: ["alice"], of: "greet" },
      { kind: "memory", citizens: ["alice"], of: "dispute", about: "bob" },
      { kind: "relationship", from: "alice", to: "clara", delta: 0.2 },
      { kind: "relationship", from: "alice", to: "bob", delta: -0.6 },
    );
    const { memories, ties } = manifest(town, 0, 3);
    expect(memories.map(({ kind }) => kind)).toEqual(["dispute", "greet"]);
    expect(ties).toEqual([
      { id: "bob", name: "Bob", weight: -0.6 },
      { id: "clara", name: "Clara", weight: 0.2 },
    ]);
  });

  it("tells at level 4 how far they drifted: 0.3 and 0.4 in two traits are 0.5", () => {
    const town = founders({ kind: "eigenvector", citizens: ["bob"], deltas: [0.3, -0.4, 0, 0, 0, 0, 0] });
    const { drift, drift_in_phase, eigenvector, temperament } = manifest(town, 1, 4);
    expect([drift, drift_in_phase]).toEqual([0.5, 0.5]);
    expect([temperament.warmth, eigenvector.warmth]).toEqual([0.5, 0.8]);
  });

  it("ends with the raw record, and with what no observer can know", () => {
    const town = founders();
    const { record, opacity } = manifest(town, 0, 5);
    expect(record).toEqual(citizenSnapshot(town, 0));
    expect(opacity).toBe(town.citizens[0].worldview.opacity);
    expect(JSON.stringify(manifest(town, 0, 4))).not.toContain(opacity);
  });

  it("has at each level all of the one before, keeps its lists short, and changes nothing", () => {
    fc.assert(
      fc.property(anyTown(), (config) => {
        const { town } = lived(config);
        const before = snapshot(town);
        for (const row of town.citizens.keys()) {
          const seen = LODS.map((lod) => manifest(town, row, lod));
          for (const lod of [1, 2, 3, 4, 5] as const) expect(seen[lod]).toMatchObject(seen[lod - 1]);
          const { ties, memories, record } = manifest(town, row, 5);
          const sizes = Object.values(record.relationships)
            .map(Math.abs)
            .sort((a, b) => b - a);
          expect(ties.map(({ weight }) => Math.abs(weight))).toEqual(sizes.slice(0, 8));
          expect(memories.map(({ seq }) => seq)).toEqual(
            record.memories
              .map(({ seq }) => seq)
              .reverse()
              .slice(0, 8),
          );
        }
        expect(snapshot(town)).toEqual(before);
      }),
      { numRuns: 15 },
    );
  });
});

function lived(config: Parameters<typeof found>[0]): Simulation {
  const run = new Simulation(config);
  for (const _ of eventsOf(run, 2));
  return run;
}
