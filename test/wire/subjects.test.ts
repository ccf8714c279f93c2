import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PHASES } from "../../src/sim/clock.ts";
import type { OperationEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import {
  announceSubject,
  commandSubject,
  eventStreamName,
  eventSubjects,
  stateBlobSubject,
  stateIndexSubject,
  stateStreamName,
  stateSubjects,
  subjectOf,
  TOWN_SUBJECTS,
  townOfStream,
} from "../../src/wire/subjects.ts";
import { anyTown, eventsOf } from "../sim/towns.ts";

const simulation = new Simulation(smallConfig(25, 7));
const gossip = Array.from(eventsOf(simulation, 3)).find((event): event is OperationEvent => "operation" in event)!;

function subjectWith(fields: Readonly<Record<string, unknown>>): string {
  return subjectOf({ ...gossip, town_id: "smallville", ...fields });
}

/** NATS's rule: tokens between dots, `*` is any one of them, `>` at the end one or more. */
function matches(wildcard: string, subject: string): boolean {
  const [wanted, tokens] = [wildcard.split("."), subject.split(".")];
  return (
    wanted.every((token, i) => (token === ">" ? i < tokens.length : token === "*" || token === tokens[i])) &&
    (wanted.at(-1) === ">" || wanted.length === tokens.length)
  );
}

const townId = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,62}$/);

describe("subjectOf", () => {
  it.each([
    [{ type: "town_event", phase: "MORNING", operation: "gossip" }, "kgent.town.smallville.morning.gossip"],
    [{ type: "town_event", phase: "AFTERNOON", operation: "trade" }, "kgent.town.smallville.afternoon.trade"],
    [{ type: "town_event", phase: "NIGHT", operation: "Fly over!" }, "kgent.town.smallville.night.fly_over_"],
    [{ type: "town_event", phase: "EVENING", operation: "a.b *>" }, "kgent.town.smallville.evening.a_b___"],
    [{ type: "town_event", phase: "EVENING", operation: "ÉTÉ 🎉" }, "kgent.town.smallville.evening._t___"],
    [{ type: "town_event", phase: "EVENING", operation: "" }, "kgent.town.smallville.evening._"],
    [{ type: "town_status", kind: "phase_change" }, "kgent.town.smallville.status.phase_change"],
    [{ type: "coalition", kind: "formed" }, "kgent.town.smallville.coalition.formed"],
    [{ type: "coalition", kind: "dissolved" }, "kgent.town.smallville.coalition.dissolved"],
    [{ type: "eigenvector_drift" }, "kgent.town.smallville.eigenvector.drift"],
    [{ type: "citizen", kind: "rested" }, "kgent.town.smallville.citizen.rested"],
  ])("gives %j the subject %s", (fields, subject) => {
    expect(subjectWith(fields)).toBe(subject);
  });

  const valid = /^kgent\.town(\.[a-z0-9_-]+){3}$/;

  it("gives every event of any town five tokens of its town's", () => {
    fc.assert(
      fc.property(anyTown(), townId, (config, id) => {
        for (const event of eventsOf(new Simulation({ ...config, town_id: id }), 1)) {
          const subject = subjectOf(event);
          expect(subject).toMatch(valid);
          expect(matches(eventSubjects(id), subject) && matches(TOWN_SUBJECTS, subject)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("gives any operation five tokens, and a sound name as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...PHASES), (operation, phase) => {
        const subject = subjectWith({ operation, phase });
        expect(subject).toMatch(valid);
        expect(matches(`kgent.town.*.${phase.toLowerCase()}.*`, subject)).toBe(true);
        if (/^[a-z0-9_-]+$/.test(operation)) expect(subject.endsWith(`.${operation}`)).toBe(true);
      }),
    );
  });
});

describe("streams and subjects of a town", () => {
  it("are named after it", () => {
    expect(eventSubjects("smallville")).toBe("kgent.town.smallville.>");
    expect(eventStreamName("smallville")).toBe("TOWN_smallville");
    expect(stateStreamName("smallville")).toBe("TOWN_smallville_STATE");
    expect(stateSubjects("smallville")).toBe("kgent.state.smallville.>");
    expect(stateIndexSubject("smallville")).toBe("kgent.state.smallville.index");
    expect(stateBlobSubject("smallville", "k42", 0)).toBe("kgent.state.smallville.blob.k42.0");
    expect(stateBlobSubject("smallville", "k42")).toBe("kgent.state.smallville.blob.k42.*");
    expect(announceSubject("smallville")).toBe("kgent.announce.smallville");
    expect(commandSubject("smallville")).toBe("kgent.command.smallville");
  });

  it("lead back to it, and no other stream does", () => {
    fc.assert(
      fc.property(townId, (id) => {
        expect(townOfStream(eventStreamName(id))).toBe(id);
        expect(townOfStream(stateStreamName(id))).toBeUndefined();
      }),
    );
    for (const name of ["ORDERS", "TOWN_", "TOWN_Smallville", "town_smallville", "TOWN_-a", "MY_TOWN_a", "TOWN_a\n"])
      expect(townOfStream(name), name).toBeUndefined();
  });

  it("are apart: what is beside the history never gets into its stream, nor one town's into another's", () => {
    fc.assert(
      fc.property(townId, townId, (id, other) => {
        const events = eventSubjects(id);
        for (const subject of [
          stateIndexSubject(id),
          stateBlobSubject(id, "k", 0),
          announceSubject(id),
          commandSubject(id),
        ])
          expect(matches(events, subject) || matches(TOWN_SUBJECTS, subject)).toBe(false);
        const matched = matches(events, subjectWith({ town_id: other }));
        expect(matched).toBe(id === other);
      }),
    );
  });
});
