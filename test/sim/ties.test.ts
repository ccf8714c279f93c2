import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ties } from "../../src/sim/ties.ts";

describe("ties", () => {
  it("keep the order of first meeting, and one that ended and began again comes last", () => {
    const ties = new Ties();
    ties.set(7, 0.5);
    ties.set(3, -0.25);
    ties.set(7, 0.75);
    expect([ties.others, ties.weights]).toEqual([
      [7, 3],
      [0.75, -0.25],
    ]);
    ties.set(7, 0);
    expect(ties.get(7)).toBe(0);
    ties.set(7, 1);
    expect([ties.others, ties.weights]).toEqual([
      [3, 7],
      [-0.25, 1],
    ]);
  });

  it("know nothing of a stranger, and a weight of 0 makes no tie", () => {
    const ties = new Ties();
    ties.set(1, 0);
    expect([ties.size, ties.get(1)]).toEqual([0, 0]);
  });

  it("are a Map without zeros, few or many, through any changes and sweeps", () => {
    const weight = fc.constantFrom(0, -1, -0.5, 0.25, 1);
    const change = fc.oneof(
      { weight: 30, arbitrary: fc.record({ other: fc.nat(250), weight }) },
      { weight: 1, arbitrary: fc.record({ forget: weight }) },
    );
    fc.assert(
      fc.property(fc.nat(250), fc.array(change, { maxLength: 300 }), (strangers, changes) => {
        const ties = new Ties();
        const oracle = new Map<number, number>();
        for (let other = 0; other < strangers; other++) {
          ties.set(other, 0.5);
          oracle.set(other, 0.5);
        }
        for (const step of changes) {
          if ("forget" in step) {
            ties.weights.forEach((value, i) => (ties.weights[i] = value === step.forget ? 0 : value));
            ties.sweep();
            for (const [other, value] of oracle) if (value === step.forget) oracle.delete(other);
            continue;
          }
          expect(ties.get(step.other)).toBe(oracle.get(step.other) ?? 0);
          ties.set(step.other, step.weight);
          if (step.weight === 0) oracle.delete(step.other);
          else oracle.set(step.other, step.weight);
          expect(ties.size).toBe(oracle.size);
        }
        expect(ties.others).toEqual([...oracle.keys()]);
        expect(ties.weights).toEqual([...oracle.values()]);
      }),
    );
  });
});
