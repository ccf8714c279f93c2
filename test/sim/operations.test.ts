import { describe, expect, it } from "vitest";
import { apply } from "../../src/sim/apply.ts";
import { RESTING } from "../../src/sim/citizen.ts";
import { digest } from "../../src/sim/digest.ts";
import { TRUST, WARMTH } from "../../src/sim/eigenvector.ts";
import type { OperationEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { enact } from "../../src/sim/operations/enact.ts";
import { OPERATIONS } from "../../src/sim/operations/registry.ts";
import { PhaseRandom } from "../../src/sim/random.ts";
import { Scribe } from "../../src/sim/scribe.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { relate, relationship, type TownState } from "../../src/sim/state.ts";
import { smallville } from "./towns.ts";

const ALICE = 0;
const BOB = 1;
const CLARA = 2;

/** Everyone of the default town at the square, idle. */
function gathered(): TownState {
  const town = found(smallville());
  town.region.fill(town.regionIndex.get("square")!);
  town.roster.rebuild();
  return town;
}

/** Does an operation in a town and folds it. */
function perform(town: TownState, id: string, rows: readonly number[]): OperationEvent {
  const event = new Scribe(town).operation(id, rows, enact(town, OPERATIONS[id], rows, new PhaseRandom(1, town.seq)));
  apply(town, event);
  return event;
}

const trait = (town: TownState, row: number, k: number) => town.traits[row * 7 + k];

describe("an operation", () => {
  it("greet: both relationships grow by 0.10 times their mean warmth", () => {
    const town = gathered();
    const grown = 0.1 * ((trait(town, ALICE, WARMTH) + trait(town, BOB, WARMTH)) / 2);
    const event = perform(town, "greet", [ALICE, BOB]);
    expect(relationship(town, ALICE, BOB)).toBeCloseTo(grown, 6);
    expect(relationship(town, BOB, ALICE)).toBeCloseTo(grown, 6);
    expect([event.tokens_used, event.drama_contribution]).toEqual([200, 0.1]);
  });

  it("gossip: the listener's view of the subject takes on half of the speaker's, and both remember", () => {
    const town = gathered();
    relate(town, ALICE, CLARA, -0.4);
    const event = perform(town, "gossip", [ALICE, BOB]);
    expect(event.metadata).toMatchObject({ subject: "clara", opinion: -0.4 });
    expect(relationship(town, BOB, CLARA)).toBeCloseTo(-0.2, 6);
    expect(event.drama_contribution).toBeCloseTo(0.6);
    for (const row of [ALICE, BOB])
      expect(town.memories[row].at(-1)).toEqual({ seq: event.seq, kind: "gossip", about: CLARA });
  });

  it("gossip about someone remembered says which event it goes back to", () => {
    const told = Array.from({ length: 30 }, (_, seed) => {
      const town = gathered();
      town.seq = seed;
      const quarrel = perform(town, "dispute", [ALICE, CLARA]);
      return perform(town, "gossip", [ALICE, BOB]).caused_by.map((cause) => cause === quarrel.seq);
    });
    // About 30 % of the time; never anything but that quarrel.
    expect(told.flat().length).toBeGreaterThan(2);
    expect(told.flat().length).toBeLessThan(20);
    expect(told.flat().every(Boolean)).toBe(true);
  });

  it("trade: both +0.20 times mean trust, and one per cent of the tokens becomes surplus, split", () => {
    const town = gathered();
    const grown = 0.2 * ((trait(town, ALICE, TRUST) + trait(town, BOB, TRUST)) / 2);
    perform(town, "trade", [ALICE, BOB]);
    expect(relationship(town, ALICE, BOB)).toBeCloseTo(grown, 6);
    expect([town.surplus[ALICE], town.surplus[BOB]]).toEqual([2, 2]);
  });

  it("solo: one per cent of the tokens becomes surplus, and a trait is exercised", () => {
    const town = gathered();
    const before = town.traits.slice(0, 7);
    perform(town, "solo", [ALICE]);
    expect(town.surplus[ALICE]).toBe(3);
    expect(town.traits.slice(0, 7)).not.toEqual(before);
  });

  it("dispute: both relationships fall by 0.15 x (1 - mean patience) + 0.05, and both remember whom", () => {
    const town = gathered();
    const patience = (trait(town, ALICE, 4) + trait(town, BOB, 4)) / 2;
    perform(town, "dispute", [ALICE, BOB]);
    expect(relationship(town, ALICE, BOB)).toBeCloseTo(-0.15 * (1 - patience) - 0.05, 6);
    expect(town.memories[ALICE].at(-1)).toMatchObject({ kind: "dispute", about: BOB });
    expect(town.memories[BOB].at(-1)).toMatchObject({ kind: "dispute", about: ALICE });
  });

  it("teach: both +0.15, and one trait of the pupil alone moves", () => {
    const town = gathered();
    const [teacher, pupil] = [town.traits.slice(0, 7), town.traits.slice(7, 14)];
    perform(town, "teach", [ALICE, BOB]);
    expect(relationship(town, BOB, ALICE)).toBe(0.15);
    expect(town.traits.slice(0, 7)).toEqual(teacher);
    expect(town.traits.slice(7, 14).filter((value, k) => value !== pupil[k])).toHaveLength(1);
  });

  it("celebrate: half of the participants' surplus is spent, and every pair grows closer by 0.10", () => {
    const town = gathered();
    town.surplus.set([8, 4, 0]);
    const event = perform(town, "celebrate", [ALICE, BOB, CLARA]);
    expect(Array.from(town.surplus.slice(0, 3))).toEqual([4, 2, 0]);
    for (const [a, b] of [
      [ALICE, BOB],
      [CLARA, ALICE],
      [BOB, CLARA],
    ])
      expect(relationship(town, a, b)).toBe(0.1);
    expect(event.tokens_used).toBe(1200);
  });

  it("mourn: former members grieve for a coalition that dissolved, by its name, and say which event ended it", () => {
    const town = gathered();
    town.mourned.push({ id: "c9", name: "Quiet Loom", members: [ALICE, BOB], day: 1, seq: 4 });
    const event = perform(town, "mourn", [ALICE, BOB]);
    expect(event.message).toContain("Quiet Loom");
    expect(event.caused_by).toEqual([4]);
    expect(relationship(town, ALICE, BOB)).toBe(0.05);
  });

  it("move: to a neighbouring region, more often where friends are", () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 300; i++) {
      const town = found(smallville());
      town.region.fill(town.regionIndex.get("garden")!);
      town.region[BOB] = town.regionIndex.get("library")!;
      town.roster.rebuild();
      relate(town, ALICE, BOB, 1);
      const event = new Scribe(town).operation(
        "move",
        [ALICE],
        OPERATIONS["move"].perform(town, [ALICE], new PhaseRandom(i, 0)),
      );
      apply(town, event);
      const to = town.regions[town.region[ALICE]].id;
      counts.set(to, (counts.get(to) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["inn", "library", "observatory"]);
    // The library weighs 2 against 1 and 1.
    expect(counts.get("library")! / 300).toBeGreaterThan(0.4);
    expect(counts.get("library")! / 300).toBeLessThan(0.6);
  });

  it("an agreeable one is refused below -.5: both -.02, half the tokens, and the quarrel behind it is named", () => {
    const town = gathered();
    const quarrel = perform(town, "dispute", [ALICE, BOB]);
    relate(town, BOB, ALICE, -0.6);
    const before = relationship(town, BOB, ALICE);
    const event = perform(town, "greet", [ALICE, BOB]);
    expect(event).toMatchObject({ success: false, tokens_used: 100, caused_by: [quarrel.seq] });
    expect(relationship(town, BOB, ALICE)).toBeCloseTo(before - 0.02, 6);
    expect(perform(town, "dispute", [ALICE, BOB]).success).toBe(true);
  });
});

describe("a perturbation", () => {
  const started = () => {
    const run = new Simulation(smallville());
    run.next();
    return run;
  };
  const together = (run: Simulation, n: number) =>
    run.town.roster.present
      .find((present) => present.length >= n)!
      .slice(0, n)
      .map((row) => run.town.citizens[row].id);

  it("is an ordinary event by the same rules, marked as one", () => {
    const run = started();
    const event = run.perturb("greet", together(run, 2));
    expect(event).toMatchObject({ type: "town_event", operation: "greet", success: true, seq: 2 });
    expect(event.metadata["perturbation"]).toBe(true);
    expect(run.next().seq).toBe(3);
  });

  it("shifts no draw of the town's: who moves where stays the same", () => {
    const plain = started();
    const perturbed = started();
    perturbed.perturb("solo", ["alice"]);
    for (let i = 0; i < 3; i++)
      expect(perturbed.next()).toMatchObject({ message: (plain.next() as OperationEvent).message });
  });

  it.each([
    ["juggle", ["alice"], /no operation "juggle"; expected one of greet, gossip/],
    ["greet", ["alice", "nobody"], /no citizen "nobody"/],
    ["greet", ["alice"], /greet takes 2 citizens, got 1/],
    ["greet", ["alice", "alice"], /Alice can take part only once/],
    [
      "greet",
      ["alice", "frank"],
      /participants must be in one region, but Alice is at the Inn and Frank is at the Market/,
    ],
    ["celebrate", ["alice", "clara", "tara"], /none of them has any surplus/],
    ["mourn", ["alice", "clara"], /they share no coalition that dissolved/],
    ["constructor", ["alice"], /no operation "constructor"/],
  ])("%s %j is refused with the reason, and changes nothing", (operation, participants, reason) => {
    const run = started();
    const before = digest(run.town);
    expect(() => run.perturb(operation, participants)).toThrow(reason);
    expect(digest(run.town)).toBe(before);
  });

  it("may not involve who rests", () => {
    const run = started();
    while (!run.town.activity.includes(RESTING)) run.next();
    const row = run.town.activity.indexOf(RESTING);
    expect(() => run.perturb("solo", [run.town.citizens[row].id])).toThrow(
      /is resting and may not be involved until morning/,
    );
  });
});
