import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attraction, lesson, practice, repulsion, teaching } from "../../src/sim/drift.ts";
import { drift, TRAITS, TRAIT_COUNT, TRUST } from "../../src/sim/eigenvector.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallville } from "./towns.ts";

const anyTraits = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 21, maxLength: 21 });

describe("drift is a metric", () => {
  it("is 0 between a citizen and themselves, and only between equals", () => {
    fc.assert(
      fc.property(anyTraits, (traits) => {
        expect(drift(traits, 0, 0)).toBe(0);
        const equal = traits.slice(0, 7).every((trait, k) => trait === traits[7 + k]);
        const squares = traits.slice(0, 7).map((trait, k) => (trait - traits[7 + k]) ** 2);
        // A difference whose square underflows is no difference that a double can tell.
        if (squares.some((square) => square > 0) || equal) expect(drift(traits, 0, 1) === 0).toBe(equal);
      }),
    );
  });

  it("is symmetric", () => {
    fc.assert(fc.property(anyTraits, (traits) => drift(traits, 0, 1) === drift(traits, 1, 0)));
  });

  it("obeys the triangle inequality", () => {
    fc.assert(
      fc.property(anyTraits, (traits) => drift(traits, 0, 2) <= drift(traits, 0, 1) + drift(traits, 1, 2) + 1e-12),
    );
  });

  it("is 1 between citizens who differ by 1 in one trait, and sqrt 7 at most", () => {
    expect(drift([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], 0, 1)).toBe(1);
    expect(drift([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], 0, 1)).toBeCloseTo(Math.sqrt(7));
  });
});

describe("the three forces", () => {
  /** The default town with the first two citizens, of plasticity .3, at these traits. */
  const pair = (one: readonly number[], other: readonly number[]) => {
    const town = found(smallville());
    town.traits.set(one, 0);
    town.traits.set(other, TRAIT_COUNT);
    return town;
  };
  const at = (value: number, trait = -1, there = value) => TRAITS.map((_, k) => (k === trait ? there : value));

  it("draw two within the confidence bound toward each other by .05 x plasticity x own trust of the difference", () => {
    const town = pair(at(0.5), at(0.5, TRUST, 0.7));
    const effect = attraction(town, [0, 1])!;
    expect(effect.citizens).toEqual(["alice", "bob"]);
    expect(effect.deltas[TRUST]).toBeCloseTo(0.05 * 0.3 * 0.5 * 0.2, 6);
    expect(effect.deltas[TRAIT_COUNT + TRUST]).toBeCloseTo(-0.05 * 0.3 * 0.7 * 0.2, 6);
    expect(effect.deltas.filter((delta) => delta !== 0)).toHaveLength(2);
  });

  it("leave alone two beyond the bound", () => {
    expect(attraction(pair(at(0.5), at(0.5, 0, 0.86)), [0, 1])).toBeUndefined();
  });

  it("drive two who quarrel apart by .03 x plasticity of the difference", () => {
    const { deltas } = repulsion(pair(at(0.5), at(0.5, 2, 0.9)), 0, 1)!;
    expect(deltas[2]).toBeCloseTo(-0.03 * 0.3 * 0.4, 6);
    expect(deltas[TRAIT_COUNT + 2]).toBeCloseTo(0.03 * 0.3 * 0.4, 6);
  });

  it("teach the trait in which the teacher is furthest ahead, by .10 x plasticity x curiosity of the difference", () => {
    const town = pair([0.5, 0.5, 0.9, 0.6, 0.5, 0.5, 0.5], at(0.5));
    expect(TRAITS[lesson(town, 0, 1)]).toBe("trust");
    const { citizens, deltas } = teaching(town, 0, 1, 2)!;
    expect(citizens).toEqual(["bob"]);
    expect(deltas[2]).toBeCloseTo(0.1 * 0.3 * 0.5 * 0.4, 6);
    expect(lesson(town, 1, 0)).toBe(-1);
  });

  it("let practice raise what it exercises by .005 x plasticity", () => {
    const { deltas } = practice(pair(at(0.5), at(0.5)), 0, [3])!;
    expect(deltas).toEqual([0, 0, 0, 0.0015, 0, 0, 0]);
  });
});
