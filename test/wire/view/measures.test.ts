import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Chronicle } from "../../../src/sim/chronicle.ts";
import { found } from "../../../src/sim/genesis/found.ts";
import { measure } from "../../../src/sim/measure.ts";
import { GLOSSARY } from "../../../src/sim/measures.ts";
import { viewMeasures, viewPhases } from "../../../src/wire/view/measures.ts";
import { meterCitizens, meterOperations, meterPhases, meterTurns, turnOf } from "../../../src/wire/view/metering.ts";
import { anyTown, smallville } from "../../sim/towns.ts";
import { deed, phaseChange } from "../../widgets/an-event.ts";
import { lived, pages } from "./lived.ts";

const { town, chronicle, events } = lived(smallville());

describe("the measures", () => {
  it("come with the moment they are of, and with what they mean", () => {
    expect(viewMeasures(town)).toEqual({
      seq: town.seq,
      day: 3,
      phase: "MORNING",
      measures: measure(town),
      glossary: GLOSSARY,
    });
  });

  it("of past phases come oldest first, a page at a time", () => {
    const { phases, next } = viewPhases(chronicle, { limit: 3 });
    expect(phases.map(({ phase }) => phase)).toEqual(["MORNING", "AFTERNOON", "EVENING"]);
    expect(next).toBe(phases[2].seq);
    expect(viewPhases(chronicle, { after: next!, limit: 1 }).phases[0]).toMatchObject({ day: 1, phase: "NIGHT" });
    expect(viewPhases(chronicle, { after: town.seq, limit: 1 })).toEqual({ seq: town.seq, phases: [], next: null });
  });
});

describe("the metering", () => {
  it("tells of a turn who spent how much on what, and of other events nothing", () => {
    expect(turnOf(deed(7))).toEqual({
      seq: 7,
      day: 1,
      phase: "MORNING",
      operation: "greet",
      citizens: ["alice", "bob"],
      tokens: 200,
      drama: 0.1,
    });
    expect(turnOf(phaseChange(8, "NIGHT"))).toBeUndefined();
  });

  it("of a town that has not begun is nothing", () => {
    const town = found(smallville());
    const nothing = { seq: 0, total: { tokens: 0, drama: 0 }, items: [], next: null };
    expect(meterOperations(town, { limit: 5 })).toEqual({ ...nothing, by: "operation" });
    expect(meterPhases(town, new Chronicle(town), { limit: 5 })).toEqual({ ...nothing, by: "phase" });
    expect(() => meterOperations(town, { after: "greet", limit: 5 })).toThrow(
      'after must be an operation that has happened (none has), got "greet"',
    );
    expect(() => meterCitizens(town, { after: "zoe", limit: 5 })).toThrow('no citizen "zoe"');
  });

  it("counts every operation since the beginning", () => {
    const { items } = meterOperations(town, { limit: 100 });
    const greetings = events.filter((event) => event.type === "town_event" && event.operation === "greet");
    expect(items.find(({ operation }) => operation === "greet")).toMatchObject({ count: greetings.length });
  });

  it("gives the same total by turn, by phase, by operation and by citizen, however it is paged", () => {
    fc.assert(
      fc.property(anyTown(), fc.integer({ min: 1, max: 50 }), (config, limit) => {
        const { town, chronicle, events } = lived(config);
        const turns = events.map(turnOf).filter((turn) => turn !== undefined);
        const lists = [
          meterTurns(town, turns, null).items,
          pages(limit, (after: number | undefined) => meterPhases(town, chronicle, { after, limit })),
          pages(limit, (after: string | undefined) => meterOperations(town, { after, limit })),
          pages(limit, (after: string | undefined) => meterCitizens(town, { after, limit })),
        ];
        const { total } = meterOperations(town, { limit });
        for (const list of lists) {
          const tokens = list.reduce((sum, item) => sum + item.tokens, 0);
          // A citizen's share of an odd turn is rounded to a millionth.
          expect(tokens).toBeCloseTo(total.tokens, 2);
        }
        const [byTurn, byPhase, byOperation] = lists.slice(0, 3) as { readonly drama: number }[][];
        for (const list of [byTurn, byPhase, byOperation])
          expect(list.reduce((sum, { drama }) => sum + drama, 0)).toBeCloseTo(total.drama, 3);
        expect(lists[3].map((item) => "citizen" in item && item.citizen)).toEqual(town.citizens.map(({ id }) => id));
      }),
      { numRuns: 10 },
    );
  });
});
