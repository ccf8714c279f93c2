import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply } from "../../../src/sim/apply.ts";
import { RESTING } from "../../../src/sim/citizen.ts";
import { found } from "../../../src/sim/genesis/found.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { viewRegions } from "../../../src/wire/view/regions.ts";
import { viewRelationships, type RelationshipsQuery } from "../../../src/wire/view/relationships.ts";
import { anyTown } from "../../sim/towns.ts";
import { deed } from "../../widgets/an-event.ts";
import { lived, pages } from "./lived.ts";

describe("the regions", () => {
  it("tell who is there, how many of them rest, and what they hold", () => {
    const town = found(smallConfig(3, 1));
    const effects = [
      { kind: "region", citizen: "bob", to: "inn" },
      { kind: "activity", citizens: ["bob"], to: "RESTING" },
      { kind: "surplus", citizens: ["alice", "bob"], deltas: [2, 0.5] },
    ] as const;
    apply(town, deed(1, { effects }));
    const inn = viewRegions(town).regions.find(({ id }) => id === "inn")!;
    expect(inn).toMatchObject({ ...town.regions[town.regionIndex.get("inn")!], resting: 1, surplus: 2.5 });
    expect(inn.citizens).toEqual(["alice", "bob", "clara"]);
  });

  it("hold everyone once", () => {
    fc.assert(
      fc.property(anyTown(), (config) => {
        const { town } = lived(config, 1);
        const { regions } = viewRegions(town);
        expect(regions.map(({ id }) => id)).toEqual(town.regions.map(({ id }) => id));
        for (const { id, citizens, resting } of regions) {
          const rows = [...town.citizens.keys()].filter((row) => town.regions[town.region[row]].id === id);
          expect(citizens).toEqual(rows.map((row) => town.citizens[row].id));
          expect(resting).toBe(rows.filter((row) => town.activity[row] === RESTING).length);
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe("the relationships", () => {
  const town = found(smallConfig(7, 1));
  const tie = (from: string, to: string, delta: number) => ({ kind: "relationship", from, to, delta }) as const;
  const effects = [tie("bob", "eve", 0.5), tie("bob", "alice", -0.4), tie("alice", "eve", 0.1), tie("eve", "bob", 0.3)];
  apply(town, deed(1, { effects }));
  const ask = (query: Partial<RelationshipsQuery>) => {
    const { relationships, next } = viewRelationships(town, { limit: 10, ...query });
    return [relationships.map(({ from, to, weight }) => `${from} ${to} ${weight}`), next];
  };

  it("come by who holds them, then by whom for, a page at a time", () => {
    expect(ask({ limit: 2 })).toEqual([["alice eve 0.1", "bob alice -0.4"], "bob:alice"]);
    expect(ask({ after: "bob:alice" })).toEqual([["bob eve 0.5", "eve bob 0.3"], null]);
    expect(ask({ after: "bob:clara", limit: 1 })).toEqual([["bob eve 0.5"], "bob:eve"]);
  });

  it("can be one citizen's, and only those of a size, of either sign", () => {
    expect(ask({ citizen: "bob" })).toEqual([["bob alice -0.4", "bob eve 0.5"], null]);
    expect(ask({ citizen: "bob", after: "eve:bob" })).toEqual([[], null]);
    expect(ask({ citizen: "bob", after: "alice:eve", limit: 1 })).toEqual([["bob alice -0.4"], "bob:alice"]);
    expect(ask({ least: 0.35 })).toEqual([["bob alice -0.4", "bob eve 0.5"], null]);
  });

  it("refuse a stranger, and a place that names no two citizens", () => {
    expect(() => ask({ citizen: "zoe" })).toThrow('no citizen "zoe"');
    expect(() => ask({ after: "bob:zoe" })).toThrow('no citizen "zoe"');
    expect(() => ask({ after: "bob" })).toThrow('after must be two citizens\' ids like alice:bob, got "bob"');
  });

  it("are, page after page, all there are", () => {
    fc.assert(
      fc.property(
        anyTown(),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (config, limit, least) => {
          const { town } = lived(config);
          const { citizens } = town;
          const wanted = citizens.flatMap(({ id: from }, row) =>
            citizens
              .map(({ id: to }, other) => ({ from, to, weight: town.relationships[row].get(other) }))
              .filter(({ weight }) => weight !== 0 && Math.abs(weight) >= least),
          );
          const all = pages(limit, (after: string | undefined) => {
            const { relationships, next } = viewRelationships(town, { limit, after, least });
            return { items: relationships, next };
          });
          expect(all).toEqual(wanted);
          const [{ id }] = citizens;
          expect(viewRelationships(town, { citizen: id, limit: 1e6, least }).relationships).toEqual(
            wanted.filter(({ from }) => from === id),
          );
        },
      ),
      { numRuns: 10 },
    );
  });
});
