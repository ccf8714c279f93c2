import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PHASES } from "../../src/sim/clock.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { matches, matchesTags, tagsOf, type EventFilter } from "../../src/wire/event-filter.ts";
import { anyTown, eventsOf } from "../sim/towns.ts";
import { deed, formed, phaseChange } from "../widgets/an-event.ts";

const night = phaseChange(2, "NIGHT");
const elms = formed(3, "Elms", ["alice", "bob", "eve"]);
const rested: TownEvent = { ...night, type: "citizen", kind: "rested", citizens: ["bob"] };
const drifted: TownEvent = {
  ...night,
  type: "eigenvector_drift",
  moved: [{ citizen: "eve", from: [], to: [], drift: 0.1 }],
};
const all = [deed(1), night, elms, rested, drifted];

describe("an event filter", () => {
  const found = (filter: EventFilter) => all.filter((event) => matches(filter, event)).map(({ type }) => type);

  it("lets everything pass that nobody asked to leave out", () => {
    expect(found({})).toHaveLength(5);
    expect(found({ types: [], operations: [], phases: [], citizens: [], coalitions: [], text: " " })).toHaveLength(5);
  });

  it("asks for one of a list, and for every condition", () => {
    expect(found({ operations: ["greet", "trade"] })).toEqual(["town_event"]);
    expect(found({ operations: ["trade"] })).toEqual([]);
    expect(found({ types: ["coalition", "citizen"] })).toEqual(["coalition", "citizen"]);
    expect(found({ phases: ["MORNING"] })).toEqual(["town_event"]);
    expect(found({ phases: ["NIGHT"], citizens: ["bob"] })).toEqual(["coalition", "citizen"]);
  });

  it("finds what concerns a citizen: who took part, rested, drifted, is in a coalition or left it", () => {
    expect(found({ citizens: ["bob"] })).toEqual(["town_event", "coalition", "citizen"]);
    expect(found({ citizens: ["eve"] })).toEqual(["coalition", "eigenvector_drift"]);
    expect(matches({ citizens: ["zoe"] }, { ...elms, kind: "shrunk", left: ["zoe"] })).toBe(true);
  });

  it("finds the changes of a coalition, and those that lead into it or out of it", () => {
    expect(found({ coalitions: ["c1"] })).toEqual(["coalition"]);
    expect(found({ coalitions: ["c2"] })).toEqual([]);
    expect(matches({ coalitions: ["c2"] }, { ...elms, kind: "merged", relative: "c2" })).toBe(true);
  });

  it("searches what an event says: its kind, its sentence, its names", () => {
    expect(found({ text: "GREET bob" })).toEqual(["town_event"]);
    expect(found({ text: "elms formed" })).toEqual(["coalition"]);
    expect(found({ text: "night" })).toEqual(["town_status"]);
    expect(found({ text: "rested" })).toEqual(["citizen"]);
    expect(found({ text: "drift eve" })).toEqual(["eigenvector_drift"]);
  });

  it("lets pass what looking at each event by hand does, and its tags say the same without the event", () => {
    const some = <T>(from: readonly T[]) =>
      fc.option(fc.array(fc.constantFrom(...from), { maxLength: 3 }), { nil: undefined });
    const filters = fc.record<EventFilter>({
      types: some(all.map(({ type }) => type)),
      operations: some(["greet", "gossip", "trade", "solo", "move", "sing"]),
      phases: some(PHASES),
      citizens: some(["alice", "bob", "clara", "eve", "nobody"]),
      coalitions: some(["c1", "c2", "c3", "none"]),
    });
    fc.assert(
      fc.property(anyTown(), fc.array(filters, { minLength: 1, maxLength: 20 }), (config, asked) => {
        for (const event of eventsOf(new Simulation(config), 1)) {
          const tags = tagsOf(event);
          for (const filter of asked) {
            expect(matches(filter, event)).toBe(passes(filter, event));
            expect(matchesTags(filter, tags)).toBe(passes(filter, event));
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

/** As a person would look it up, in the event as it is written. */
function passes({ types, operations, phases, citizens, coalitions }: EventFilter, event: TownEvent): boolean {
  const { type, phase, operation, coalition, relative, participant_ids, members, left, moved, ...rest } = JSON.parse(
    JSON.stringify(event),
  );
  const whom = [
    participant_ids,
    members,
    left,
    rest.citizens,
    moved?.map((one: { citizen: string }) => one.citizen),
  ].flat();
  const asks = (list: readonly string[] | undefined, said: readonly unknown[]) =>
    !list || list.length === 0 || list.filter((entry) => said.includes(entry)).length > 0;
  return (
    asks(types, [type]) &&
    asks(operations, [operation]) &&
    asks(phases, [phase]) &&
    asks(citizens, whom) &&
    asks(coalitions, [coalition, relative])
  );
}
