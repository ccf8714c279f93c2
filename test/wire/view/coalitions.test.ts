import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply } from "../../../src/sim/apply.ts";
import { Chronicle } from "../../../src/sim/chronicle.ts";
import { found } from "../../../src/sim/genesis/found.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { viewCoalition, viewCoalitions, viewLifelines } from "../../../src/wire/view/coalitions.ts";
import { anyTown } from "../../sim/towns.ts";
import { deed } from "../../widgets/an-event.ts";
import { lived, pages } from "./lived.ts";

/** Ten founders: Elms of the first three, Oaks of the third to the fifth; Ashes has ended. */
function three() {
  const town = found(smallConfig(10, 1));
  const chronicle = new Chronicle(town);
  const set = { kind: "coalition", change: "set", strength: 0.5, cohesion: 0.9 } as const;
  const event = deed(1, {
    effects: [
      { ...set, id: "c1", name: "Elms", colour: 0, members: ["alice", "bob", "clara"] },
      { ...set, id: "c2", name: "Ashes", colour: 1, members: ["alice", "bob", "clara"] },
      { ...set, id: "c3", name: "Oaks", colour: 2, members: ["clara", "diana", "eve"] },
      { kind: "coalition", change: "end", id: "c2", dissolved: true },
    ],
  });
  apply(town, event);
  chronicle.take(event);
  return { town, chronicle };
}

describe("the coalitions", () => {
  it("are told with their members and bridges, with who is in several and who in none", () => {
    const since = { since: 1, strength: 0.5, cohesion: 0.9 };
    expect(viewCoalitions(three().town)).toEqual({
      seq: 1,
      coalitions: [
        { id: "c1", name: "Elms", colour: 0, ...since, members: ["alice", "bob", "clara"], bridges: ["clara"] },
        { id: "c3", name: "Oaks", colour: 2, ...since, members: ["clara", "diana", "eve"], bridges: ["clara"] },
      ],
      bridges: [{ citizen: "clara", coalitions: ["c1", "c3"] }],
      unaffiliated: ["frank", "grace", "hana", "igor", "juno"],
    });
  });

  it("are one by one their life, and how they are if they live", () => {
    const { town, chronicle } = three();
    const { lifeline, coalition } = viewCoalition(town, chronicle, "c1");
    expect(lifeline).toBe(chronicle.lifelines.get("c1"));
    expect(coalition).toEqual(viewCoalitions(town).coalitions[0]);
    expect(viewCoalition(town, chronicle, "c2")).toMatchObject({ coalition: null, lifeline: { name: "Ashes" } });
    expect(() => viewCoalition(town, chronicle, "c9")).toThrow('no coalition "c9" is kept');
  });

  it("share out every citizen: in one, in several or in none", () => {
    fc.assert(
      fc.property(anyTown(), (config) => {
        const { town } = lived(config);
        const { coalitions, bridges, unaffiliated } = viewCoalitions(town);
        for (const { id } of town.citizens) {
          const own = coalitions.filter(({ members }) => members.includes(id));
          expect(bridges.find(({ citizen }) => citizen === id)?.coalitions ?? []).toEqual(
            own.length > 1 ? own.map((coalition) => coalition.id) : [],
          );
          expect(unaffiliated.includes(id)).toBe(own.length === 0);
          for (const coalition of own) expect(coalition.bridges.includes(id)).toBe(own.length > 1);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("the lifelines", () => {
  const { chronicle } = three();
  const ask = (query: Partial<Parameters<typeof viewLifelines>[1]>) => {
    const { lifelines, next } = viewLifelines(chronicle, { limit: 10, ...query });
    return [lifelines.map(({ coalition }) => coalition), next];
  };

  it("come in the order of forming, a page at a time, the living apart from the ended on request", () => {
    expect(ask({ limit: 2 })).toEqual([["c1", "c2"], "c2"]);
    expect(ask({ after: "c2" })).toEqual([["c3"], null]);
    expect(ask({ living: true })).toEqual([["c1", "c3"], null]);
    expect(ask({ living: true, after: "c2" })).toEqual([["c3"], null]);
    expect(ask({ living: false })).toEqual([["c2"], null]);
    expect(() => ask({ after: "c9" })).toThrow('no coalition "c9" is kept');
  });

  it("are, page after page, all that the chronicle keeps", () => {
    fc.assert(
      fc.property(anyTown(), fc.integer({ min: 1, max: 10 }), (config, limit) => {
        const { chronicle } = lived(config, 3);
        const all = pages(limit, (after: string | undefined) => {
          const { lifelines, next } = viewLifelines(chronicle, { limit, after });
          return { items: lifelines, next };
        });
        expect(all).toEqual([...chronicle.lifelines.values()]);
      }),
      { numRuns: 10 },
    );
  });
});
