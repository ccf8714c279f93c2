import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { apply } from "../../src/sim/apply.ts";
import { ACTIVITIES } from "../../src/sim/citizen.ts";
import { ordinal, PHASES } from "../../src/sim/clock.ts";
import { digest } from "../../src/sim/digest.ts";
import type { Announcement, TownEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { measure } from "../../src/sim/measure.ts";
import { restore, snapshot } from "../../src/sim/snapshot.ts";
import { external, ExternalTown } from "../../src/stream/external-town.ts";
import type { Town } from "../../src/stream/town.ts";
import type { EventDraft } from "../../src/wire/contract/event-draft.ts";
import { pausedTown } from "../server/open-town.ts";

const config = parseConfig({
  town_id: "harbour",
  start_date: "2025-12-03",
  regions: [{ id: "quay" }, { id: "inn", neighbours: ["quay"] }],
  citizens: [
    { id: "ada", region: "quay" },
    { id: "bob", region: "quay" },
    { id: "cyd", name: 'Cyd "the Ox" </script>', region: "inn" },
    { id: "dee", region: "inn" },
  ],
});

function harbour(): ExternalTown {
  return ExternalTown.found(config, { runId: "r1" });
}

const greets: EventDraft = {
  operation: "greet",
  participant_ids: ["ada", "bob"],
  effects: [{ kind: "relationship", among: ["ada", "bob"], delta: 0.25 }],
};
const afternoon: EventDraft = { type: "town_status", kind: "phase_change", day: 1, phase: "AFTERNOON" };

async function logged(town: Town): Promise<TownEvent[]> {
  const events: TownEvent[] = [];
  if (town.log.head === 0) return events;
  for await (const event of town.log.read({ after: 0 })) {
    events.push(event);
    if (event.seq === town.log.head) break;
  }
  return events;
}

describe("an external town", () => {
  it("says that it is one, and lives until it is closed", async () => {
    const town = harbour();
    expect(town.status).toEqual({
      town_id: "harbour",
      run_id: "r1",
      kind: "external",
      seed: 7,
      citizens: 4,
      day: 1,
      phase: "MORNING",
      seq: 0,
      speed: 1,
      paused: false,
      held: null,
      finished: false,
      degraded: null,
      nats: null,
    });
    const told: Announcement["kind"][] = [];
    town.listen({ event: () => {}, announcement: ({ kind }) => told.push(kind) });
    const running = town.run();
    town.close();
    town.close();
    await running;
    expect(town.status.finished).toBe(true);
    expect(told).toEqual(["finished"]);
    expect(() => town.publish([greets])).toThrow("harbour is finished: nothing more can happen there");
  });

  it("lets what is published happen: completed, folded, logged, and told in order", async () => {
    const town = harbour();
    const heard: [number, number, number][] = [];
    town.listen({
      event: ({ seq }) => heard.push([seq, town.log.head, town.state.seq]),
      announcement: () => {},
    });
    expect(town.publish([greets, afternoon])).toEqual({ first: 1, last: 2 });
    expect(heard).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
    expect(await logged(town)).toEqual([
      {
        type: "town_event",
        town_id: "harbour",
        phase: "MORNING",
        operation: "greet",
        participants: ["Ada", "Bob"],
        success: true,
        message: "",
        tokens_used: 0,
        drama_contribution: 0,
        timestamp: "2025-12-03T06:00:00Z",
        seq: 1,
        run_id: "r1",
        day: 1,
        participant_ids: ["ada", "bob"],
        effects: greets.effects,
        caused_by: [],
        metadata: {},
      },
      {
        type: "town_status",
        town_id: "harbour",
        run_id: "r1",
        seq: 2,
        day: 1,
        phase: "AFTERNOON",
        timestamp: "2025-12-03T12:00:00Z",
        kind: "phase_change",
        metrics: expect.objectContaining({ interactions: 1, cooperation: 0.125, tension: 0 }),
        digest: expect.stringMatching(/^[0-9a-f]{32}$/),
        effects: [{ kind: "clock", day: 1, phase: "AFTERNOON" }],
      },
    ]);
  });

  it("tells of a phase what it measured, and the digest of the state before", async () => {
    const town = harbour();
    town.publish([greets, afternoon]);
    const [first, change] = await logged(town);
    const other = found(config, "r1");
    apply(other, first);
    expect(change).toMatchObject({ digest: digest(other), metrics: measure(other) });
  });

  it("keeps to a batch: what is refused at its end has not happened at its beginning", () => {
    const town = harbour();
    town.publish([greets]);
    const before = town.snapshot();
    const wrong: EventDraft = { ...greets, participant_ids: ["ada", "eve"] };
    expect(() => town.publish([greets, afternoon, wrong])).toThrow(
      'participant_ids[1] must be the id of a citizen of this town, got "eve"',
    );
    expect(town.snapshot()).toEqual(before);
    expect(town.log.head).toBe(1);
    // And the rehearsal has forgotten it too: its phase is still the morning.
    expect(town.publish([{ ...greets, seq: 2, phase: "MORNING" }])).toEqual({ first: 2, last: 2 });
  });

  it("keeps to a batch also when what draws the drafts gives up", () => {
    const town = harbour();
    function* torn(): Generator<EventDraft> {
      yield greets;
      throw new Error("the cable was cut");
    }
    expect(() => town.publish(torn())).toThrow("the cable was cut");
    expect(town.status.seq).toBe(0);
    expect(town.publish([{ ...greets, seq: 1 }])).toEqual({ first: 1, last: 1 });
  });

  it("takes a batch once, for those who say after which event", () => {
    const town = harbour();
    expect(town.publish([greets, greets], { after: 0 })).toEqual({ first: 1, last: 2 });
    expect(() => town.publish([greets, greets], { after: 0 })).toThrow(
      "after must be the newest event of harbour, 2, got 0; publish what comes after event 2",
    );
    expect(town.publish([], { after: 2 })).toEqual({ first: 3, last: 2 });
  });

  it("keeps time: what is not said is the phase's beginning or the last event's moment, whichever is later", async () => {
    const town = harbour();
    town.publish([greets, { ...greets, timestamp: "2025-12-03T13:30:00Z" }, greets, afternoon, greets]);
    town.publish([{ type: "town_status", kind: "phase_change", day: 2, phase: "MORNING" }]);
    expect((await logged(town)).map(({ timestamp }) => timestamp)).toEqual([
      "2025-12-03T06:00:00Z",
      "2025-12-03T13:30:00Z",
      "2025-12-03T13:30:00Z",
      "2025-12-03T13:30:00Z",
      "2025-12-03T13:30:00Z",
      "2025-12-04T06:00:00Z",
    ]);
    expect(() => town.publish([{ ...greets, timestamp: "2025-12-04T05:59:59Z" }])).toThrow(
      'timestamp must be not before that of the last event, 2025-12-04T06:00:00Z, got "2025-12-04T05:59:59Z"',
    );
  });

  it("opens the first morning if its program wishes, and goes only forward from there", () => {
    const town = harbour();
    const morning: EventDraft = { ...afternoon, phase: "MORNING" };
    town.publish([morning]);
    expect(() => town.publish([morning])).toThrow(
      'day and phase must be later than the present, day 1 MORNING, got "day 1 MORNING"',
    );
    town.publish([{ ...afternoon, day: 3 }]);
    expect(town.status).toMatchObject({ day: 3, phase: "AFTERNOON" });
    expect(() => town.publish([{ ...afternoon, day: 2, phase: "NIGHT" }])).toThrow("must be later than the present");
  });

  it("compares a digest that its program made", () => {
    const town = harbour();
    const own = digest(town.state);
    expect(() => town.publish([{ ...afternoon, digest: "0".repeat(32) }])).toThrow(
      `digest must be that of the state after event 0, ${own}`,
    );
    expect(town.publish([{ ...afternoon, digest: own }]).last).toBe(1);
  });

  it("takes a coalition's life as short as it can be said", async () => {
    const town = harbour();
    town.publish([
      { type: "coalition", kind: "formed", coalition: "north", name: "The North", members: ["ada", "bob", "cyd"] },
      { type: "coalition", kind: "shrunk", coalition: "north", members: ["ada", "bob"] },
      { type: "coalition", kind: "split", coalition: "south", members: ["cyd", "dee"], relative: "north" },
      { type: "coalition", kind: "merged", coalition: "south", relative: "north" },
      { type: "coalition", kind: "grown", coalition: "north", members: ["ada", "bob", "dee"] },
      { type: "coalition", kind: "dissolved", coalition: "north" },
    ]);
    const lives = (await logged(town)).map((event) => (event.type === "coalition" ? event : undefined)!);
    expect(lives.map(({ kind, name, joined, left }) => [kind, name, joined, left])).toEqual([
      ["formed", "The North", ["ada", "bob", "cyd"], []],
      ["shrunk", "The North", [], ["cyd"]],
      ["split", "south", ["cyd", "dee"], []],
      ["merged", "south", [], ["cyd", "dee"]],
      ["grown", "The North", ["dee"], []],
      ["dissolved", "The North", [], ["ada", "bob", "dee"]],
    ]);
    expect(lives[2].effects).toEqual([
      {
        kind: "coalition",
        change: "set",
        id: "south",
        name: "south",
        colour: 1,
        members: ["cyd", "dee"],
        strength: 0.5,
        cohesion: 0,
      },
    ]);
    expect(town.state.coalitions.size).toBe(0);
    expect(town.state.mourned.map(({ id }) => id)).toEqual(["north"]);
    expect([...town.chronicle.lifelines.keys()]).toEqual(["north", "south"]);
  });

  it("says who rests, who wakes, and whose traits moved, from what they did", async () => {
    const town = harbour();
    town.publish([
      { type: "citizen", kind: "rested", citizens: ["dee"] },
      {
        operation: "storm",
        participant_ids: [],
        effects: [{ kind: "eigenvector", citizens: ["ada"], deltas: [0.3, 0, 0, 0, 0, 0, 0.4] }],
      },
      { type: "eigenvector_drift" },
    ]);
    expect(town.state.activity[3]).toBe(ACTIVITIES.indexOf("RESTING"));
    const [, , drift] = await logged(town);
    const traits = [...town.state.temperament.subarray(0, 7)];
    expect(drift).toMatchObject({
      type: "eigenvector_drift",
      moved: [
        { citizen: "ada", from: traits, to: [traits[0] + 0.3, ...traits.slice(1, 6), traits[6] + 0.4], drift: 0.5 },
      ],
      effects: [],
    });
    town.publish([{ type: "citizen", kind: "woke", citizens: ["dee"] }]);
    expect(town.state.activity[3]).toBe(ACTIVITIES.indexOf("IDLE"));
  });

  it.each<[string, EventDraft]>([
    ["seq must be 1 or left out, got 2", { ...greets, seq: 2 }],
    ['run_id must be "r1" or left out, got "r2"', { ...greets, run_id: "r2" }],
    ['town_id must be "harbour" or left out, got "port"', { ...greets, town_id: "port" }],
    ["day must be 1 or left out, got 2; to go on, publish a town_status event", { ...greets, day: 2 }],
    ['phase must be "MORNING" or left out, got "NIGHT"; to go on', { ...greets, phase: "NIGHT" }],
    ["caused_by must be seqs of earlier events, at most 0, got 1", { ...greets, caused_by: [1] }],
    ["participants must be as long as participant_ids, 2, got 1", { ...greets, participants: ["Ada"] }],
    [
      'effects[0] (region): no region "mars" in this town',
      { ...greets, effects: [{ kind: "region", citizen: "ada", to: "mars" }] },
    ],
    [
      'coalition must be a living coalition\'s id, since it dissolved, got "north"',
      { type: "coalition", kind: "dissolved", coalition: "north" },
    ],
    [
      'relative must be another living coalition\'s id, or null, got "north"',
      { type: "coalition", kind: "split", coalition: "south", members: ["ada"], relative: "north" },
    ],
    [
      'citizens[0] must be the id of a citizen of this town, got "eve"',
      { type: "citizen", kind: "left", citizens: ["eve"] },
    ],
  ])("refuses what is not true of it: %s", (why, draft) => {
    const town = harbour();
    expect(() => town.publish([draft])).toThrow(why);
    expect(town.status.seq).toBe(0);
  });

  describe("takes no more in a batch than others of the process can wait for:", () => {
    const many = Array.from({ length: 2000 }, (_, i) => `c${i}`);
    const crowd = (name = "Nobody") =>
      ExternalTown.found(
        parseConfig({
          town_id: "crowd",
          regions: [{ id: "field" }],
          citizens: many.map((id) => ({ id, name, region: "field" })),
        }),
      );
    const among = (count: number, delta = 0.1): EventDraft => ({
      operation: "meet",
      participant_ids: [],
      effects: [{ kind: "relationship", among: many.slice(0, count), delta }],
    });
    const all: EventDraft = { type: "coalition", kind: "formed", coalition: "north", members: many };
    const grown: EventDraft = { type: "coalition", kind: "grown", coalition: "north" };
    const times = (count: number, draft: EventDraft) => Array.from({ length: count }, () => draft);
    const ALONE = "this event is more than one batch may be";
    const TOGETHER = "the events before this one are as much as one batch may be; publish them first";

    it("pairs", () => {
      const town = crowd();
      expect(() => town.publish([among(2000)])).toThrow(ALONE);
      expect(() => town.publish([among(500), among(500)])).toThrow(TOGETHER);
      expect(town.publish([among(500)]).last).toBe(1);
    });

    it("ties that end, which cost far more than those that begin", () => {
      const town = crowd();
      town.publish([among(300)]);
      expect(() => town.publish([among(300, -0.1)])).toThrow(ALONE);
      expect(town.publish([among(300, -0.05), among(10, -0.05)]).last).toBe(3);
      const [up, down] = [0.1, -0.1].map((delta) => ({ kind: "relationship" as const, from: "c7", to: "c999", delta }));
      const effects = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? up : down));
      const flips = (count: number): EventDraft => ({
        operation: "waver",
        participant_ids: [],
        effects: effects.slice(0, count),
      });
      expect(() => town.publish([flips(1000)])).toThrow(ALONE);
      expect(town.publish([flips(10)]).last).toBe(4);
    });

    it.each<[string, number, EventDraft]>([
      ["members that are not said", 500, grown],
      ["members that are looked at", 2000, { ...grown, members: ["c1"], joined: [], left: [], effects: [] }],
      ["who was in what ended", 2000, { type: "coalition", kind: "merged", coalition: "north", left: [], effects: [] }],
      ["traits that moved", 100, { type: "eigenvector_drift" }],
    ])("%s", (_, count, draft) => {
      const town = crowd();
      const deltas = many.flatMap(() => [0.1, 0, 0, 0, 0, 0, 0]);
      const effects = [{ kind: "eigenvector" as const, citizens: many, deltas }];
      town.publish([all, { operation: "storm", participant_ids: [], effects }]);
      expect(() => town.publish(times(count, draft))).toThrow(TOGETHER);
      expect(town.publish([draft]).last).toBe(3);
    });

    it("looking for who moved, when nobody did", () => {
      expect(() => crowd().publish(times(4000, { type: "eigenvector_drift" }))).toThrow(TOGETHER);
    });

    it("new coalitions where there are thousands", () => {
      const town = crowd();
      const formed = (i: number): EventDraft => ({ ...all, coalition: `k${i}`, members: ["c1"] });
      for (let i = 0; i < 5000; i += 500) town.publish(Array.from({ length: 500 }, (_, k) => formed(i + k)));
      expect(() => town.publish(Array.from({ length: 4000 }, (_, k) => formed(5000 + k)))).toThrow(TOGETHER);
    });

    it("bytes, as they are kept", () => {
      const town = crowd("N".repeat(80));
      const meeting: EventDraft = { operation: "meet", participant_ids: many, effects: [] };
      // 2,000 names of 80 letters and as many ids: about 180 KB each.
      expect(() => town.publish(times(110, meeting))).toThrow(TOGETHER);
      expect(town.publish(times(80, meeting)).last).toBe(80);
    });

    it("members of all coalitions together", () => {
      const town = crowd();
      for (let i = 0; i < 500; i += 50) {
        town.publish(Array.from({ length: 50 }, (_, k): EventDraft => ({ ...all, coalition: `k${i + k}` })));
      }
      expect(() => town.publish([{ ...all, members: ["c1"] }])).toThrow(
        "the coalitions of this town, living or mourned, have as many members as they may have, 1000000 in all; let some end",
      );
      town.publish([{ type: "coalition", kind: "merged", coalition: "k7", relative: "k8" }, all]);
    });
  });

  it("gives a new coalition the lowest palette slot that is free", () => {
    const town = harbour();
    const formed = (coalition: string): EventDraft => ({
      type: "coalition",
      kind: "formed",
      coalition,
      members: ["ada"],
    });
    const set = {
      kind: "coalition" as const,
      change: "set" as const,
      name: "X",
      members: ["bob"],
      strength: 0,
      cohesion: 0,
    };
    town.publish([
      {
        operation: "found",
        participant_ids: [],
        effects: [
          { ...set, id: "far", colour: 900 },
          { ...set, id: "one", colour: 1 },
        ],
      },
      ...["a", "b", "c"].map(formed),
      { type: "coalition", kind: "dissolved", coalition: "b" },
      ...["d", "e"].map(formed),
    ]);
    const colours = Array.from(town.state.coalitions.values(), ({ id, colour }) => [id, colour]);
    expect(colours).toEqual([
      ["far", 900],
      ["one", 1],
      ["a", 0],
      ["c", 3],
      ["d", 2],
      ["e", 4],
    ]);
  });

  it("has no days beyond the year 9999, where moments could not be compared as text", async () => {
    const town = ExternalTown.found({ ...config, start_date: "9999-12-30" }, { runId: "r1" });
    town.publish([{ ...afternoon, day: 2 }]);
    expect(() => town.publish([{ ...afternoon, day: 3 }])).toThrow(
      "day must be at most 2: day 1 is 9999-12-30, and dates end with the year 9999, got 3",
    );
    town.publish([{ ...afternoon, day: 2, phase: "NIGHT" }]);
    expect((await logged(town)).at(-1)?.timestamp).toBe("9999-12-31T22:00:00Z");
  });

  it("has room for a thousand kinds of operations", () => {
    const town = harbour();
    const kinds = Array.from({ length: 1000 }, (_, i): EventDraft => ({ ...greets, operation: `op${i}` }));
    town.publish(kinds);
    expect(() => town.publish([{ ...greets, operation: "one-more" }])).toThrow(
      'operation must be one of the 1000 that this town has seen, got "one-more"',
    );
    town.publish([{ ...greets, operation: "op7" }]);
  });

  it("ends with the reason when an event can't be recorded", async () => {
    const town = harbour();
    const running = town.run();
    town.ledger.close();
    expect(() => town.publish([greets])).toThrow("the log is closed at event 0");
    await expect(running).rejects.toThrow("the log is closed at event 0");
    expect(() => town.publish([greets])).toThrow("harbour is finished");
    town.close();
    expect(town.status.finished).toBe(true);
  });

  it("closes its log also after an event could not be recorded", () => {
    const town = harbour();
    const append = vi.spyOn(town.ledger, "append").mockImplementation(() => {
      throw new Error("no space left on the disk");
    });
    expect(() => town.publish([greets])).toThrow("no space left on the disk");
    append.mockRestore();
    const close = vi.spyOn(town.ledger, "close");
    town.close();
    expect(close).toHaveBeenCalledOnce();
  });

  it("is not commanded, and a simulated town is not published into", async () => {
    const refusal = "harbour is an external town: what happens there, its own program decides";
    await expect(harbour().control()).rejects.toThrow(refusal);
    await expect(harbour().perturb()).rejects.toThrow(refusal);
    const { town, end } = pausedTown();
    expect(() => external(town)).toThrow("smallville is simulated here");
    await end();
  });
});

describe("whatever is published", () => {
  const id = fc.constantFrom("ada", "bob", "cyd", "dee", "eve");
  const ids = fc.uniqueArray(id, { maxLength: 5 });
  const delta = fc.double({ min: -2, max: 2, noNaN: true });
  const some = fc.constantFrom("north", "south", "east");
  const effect = fc.oneof(
    fc.record({ kind: fc.constant("relationship" as const), among: ids, delta }),
    fc.record({ kind: fc.constant("relationship" as const), from: id, to: id, delta }),
    fc.record({ kind: fc.constant("region" as const), citizen: id, to: fc.constantFrom("quay", "inn", "mars") }),
    fc.record({ kind: fc.constant("fade" as const), factor: fc.constantFrom(0, 0.5, 1), below: fc.constant(0.01) }),
    fc.record({ kind: fc.constant("memory" as const), citizens: ids, of: fc.constantFrom("greet", "storm") }),
    fc.record({ kind: fc.constant("surplus" as const), citizens: fc.tuple(id), deltas: fc.tuple(delta) }),
    fc.record({ kind: fc.constant("token_spend" as const), citizens: fc.tuple(id), tokens: fc.nat(500) }),
    fc.record({ kind: fc.constant("activity" as const), citizens: ids, to: fc.constantFrom(...ACTIVITIES) }),
    fc
      .tuple(id, fc.array(delta, { minLength: 7, maxLength: 7 }))
      .map(([citizen, deltas]) => ({ kind: "eigenvector" as const, citizens: [citizen], deltas })),
  );
  const draft: fc.Arbitrary<EventDraft> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        operation: fc.constantFrom("greet", "storm"),
        participant_ids: ids,
        effects: fc.array(effect, { maxLength: 3 }),
      }),
    },
    fc.record({
      type: fc.constant("town_status" as const),
      kind: fc.constant("phase_change" as const),
      day: fc.integer({ min: 1, max: 4 }),
      phase: fc.constantFrom(...PHASES),
    }),
    fc.record({
      type: fc.constant("coalition" as const),
      kind: fc.constantFrom("formed", "grown", "shrunk", "merged", "split", "dissolved"),
      coalition: some,
      members: fc.uniqueArray(id, { minLength: 1, maxLength: 4 }),
      relative: fc.option(some),
    }),
    fc.record({ type: fc.constant("citizen" as const), kind: fc.constantFrom("rested", "woke"), citizens: ids }),
    fc.record({ type: fc.constant("eigenvector_drift" as const) }),
  );

  it("is taken whole and is the fold of the log, or leaves no trace", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(draft, { maxLength: 4 }), { maxLength: 12 }), async (batches) => {
        const town = harbour();
        let taken = 0;
        for (const batch of batches) {
          const before = snapshot(town.state);
          try {
            const { first, last } = town.publish(batch);
            expect([first, last]).toEqual([taken + 1, taken + batch.length]);
            taken = last;
          } catch (error) {
            expect(error).toMatchObject({ code: "invalid_event" });
            expect(town.snapshot()).toEqual(before);
          }
          expect(town.log.head).toBe(taken);
        }
        const fold = found(config, "r1");
        let moment = 0;
        for (const event of await logged(town)) {
          // What is read from the log proves itself, as it does to those who watch.
          if (event.type === "town_status") {
            expect(event.digest).toBe(digest(fold));
            expect(event.seq === 1 || ordinal(event) > moment).toBe(true);
            moment = ordinal(event);
          }
          expect(event.timestamp >= fold.timestamp).toBe(true);
          apply(fold, event);
        }
        expect(snapshot(fold)).toEqual(town.snapshot());
        expect(digest(restore(JSON.parse(JSON.stringify(town.snapshot()))))).toBe(digest(town.state));
      }),
      { numRuns: 300 },
    );
  });
});
