import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { membershipsOf } from "../../src/sim/memberships.ts";

function townWith(communities: readonly (readonly number[])[]) {
  const town = found(smallConfig(10, 1));
  for (const [i, members] of communities.entries()) {
    const id = `c${i + 1}`;
    town.coalitions.set(id, { id, name: id, colour: i, since: 1, members, strength: 0.5, cohesion: 1 });
  }
  return town;
}

describe("memberships", () => {
  it("are none of the unaffiliated, one of a member, and several of a bridge", () => {
    const of = membershipsOf(
      townWith([
        [0, 1, 2],
        [2, 3, 4],
      ]),
    );
    expect([0, 2, 4, 9].map((row) => of(row).map(({ id }) => id))).toEqual([["c1"], ["c1", "c2"], ["c2"], []]);
  });

  it("are what looking through every coalition finds", () => {
    const community = fc.uniqueArray(fc.nat(9)).map((rows) => rows.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(community), (communities) => {
        const town = townWith(communities);
        const of = membershipsOf(town);
        for (const row of town.citizens.keys()) {
          expect(of(row)).toEqual([...town.coalitions.values()].filter(({ members }) => members.includes(row)));
        }
      }),
    );
  });
});
