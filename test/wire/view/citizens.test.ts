import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { found } from "../../../src/sim/genesis/found.ts";
import { manifest } from "../../../src/sim/manifest.ts";
import { viewCitizen, viewCitizens } from "../../../src/wire/view/citizens.ts";
import { anyTown, smallville } from "../../sim/towns.ts";
import { lived, pages } from "./lived.ts";

describe("the citizens", () => {
  const town = found(smallville());
  const ask = (query: Partial<Parameters<typeof viewCitizens>[1]>) => {
    const { total, citizens, next } = viewCitizens(town, { lod: 0, limit: 100, ...query });
    return { total, ids: citizens.map(({ id }) => id), next };
  };

  it("come in the order of the town, a page at a time", () => {
    expect(ask({ limit: 2 })).toEqual({ total: 25, ids: ["alice", "bob"], next: "bob" });
    expect(ask({ limit: 2, after: "bob" })).toEqual({ total: 25, ids: ["clara", "diana"], next: "diana" });
    expect(ask({ after: "zara" }).ids).toEqual(["kai"]);
    expect(ask({ after: "kai" })).toEqual({ total: 25, ids: [], next: null });
  });

  it("can be those of a region, or of whom words are said", () => {
    expect(ask({ region: "archive" }).ids).toEqual(["yuki", "zara"]);
    expect(ask({ text: "healer" }).ids).toEqual(["diana", "soren", "tara", "uma"]);
    expect(ask({ text: "healer TAR" })).toEqual({ total: 1, ids: ["tara"], next: null });
    expect(ask({ text: "healer", region: "inn" }).ids).toEqual(["tara"]);
  });

  it("refuse a stranger, a region and a coalition that are not there", () => {
    expect(() => ask({ after: "zoe" })).toThrow('no citizen "zoe" in smallville');
    expect(() => ask({ region: "moon" })).toThrow('region must be the id of one of the town\'s 8, got "moon"');
    expect(() => ask({ coalition: "c9" })).toThrow('coalition must be one that lives at event 0, got "c9"');
    expect(() => viewCitizen(town, "zoe", 5)).toThrow('no citizen "zoe" in smallville');
  });

  it("are, page after page, the manifests of those who are asked for", () => {
    fc.assert(
      fc.property(anyTown(), fc.integer({ min: 1, max: 30 }), fc.nat(), (config, limit, pick) => {
        const { town } = lived(config);
        const { id: region } = town.regions[pick % town.regions.length];
        const coalition = [...town.coalitions.keys()][pick % (town.coalitions.size + 1)];
        for (const query of [{}, { region }, { coalition }, { region, coalition }, { text: "a" }]) {
          const wanted = [...town.citizens.keys()].filter((row) => {
            const { id, name, archetype } = town.citizens[row];
            if (query.text && ![id, name, archetype].some((said) => said.toLowerCase().includes("a"))) return false;
            if (query.coalition && !town.coalitions.get(query.coalition)!.members.includes(row)) return false;
            return !query.region || town.regions[town.region[row]].id === query.region;
          });
          const all = pages(limit, (after: string | undefined) => {
            const { total, citizens, next } = viewCitizens(town, { lod: 4, limit, after, ...query });
            expect(total).toBe(wanted.length);
            return { items: citizens, next };
          });
          expect(all).toEqual(wanted.map((row) => manifest(town, row, 4)));
        }
        for (const [row, { id }] of town.citizens.entries())
          expect(viewCitizen(town, id, 2)).toEqual({ seq: town.seq, lod: 2, citizen: manifest(town, row, 2) });
      }),
      { numRuns: 10 },
    );
  });
});
