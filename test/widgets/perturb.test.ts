import { signal } from "@preact/signals-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digest } from "../../src/sim/digest.ts";
import { TownError } from "../../src/sim/error.ts";
import type { OperationEvent } from "../../src/sim/event.ts";
import { OPERATIONS } from "../../src/sim/operations/registry.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { isAvailable } from "../../src/sim/state.ts";
import { draw } from "../../src/widgets/perturb/draw.ts";
import { standingOf } from "../../src/widgets/perturb/standing.ts";
import { changesOf } from "../../src/widgets/perturb/effects-in-words.ts";
import { foretell } from "../../src/widgets/perturb/foretell.ts";
import { MOST_CHOSEN, prospect } from "../../src/widgets/perturb/lawful.ts";
import { matching } from "../../src/widgets/perturb/matching.ts";
import { anyTown, smallville } from "../sim/towns.ts";

/** A town after so many events, some citizens of it, and an operation. */
const SITUATION = fc
  .record({
    config: anyTown(),
    events: fc.integer({ min: 0, max: 400 }),
    operation: fc.constantFrom(...Object.values(OPERATIONS)),
    picks: fc.array(fc.nat(), { maxLength: 5 }),
    together: fc.boolean(),
  })
  .map(({ config, events, operation, picks, together }) => {
    const run = new Simulation(config);
    for (let i = 0; i < events; i++) run.next();
    const { town } = run;
    // People choose those who are in one place more often than chance would.
    const everyone = town.citizens.map((_, row) => row);
    const place = town.region[(picks[0] ?? 0) % everyone.length];
    const pool = together ? everyone.filter((row) => town.region[row] === place) : everyone;
    return { run, town, operation, ids: picks.map((pick) => town.citizens[pool[pick % pool.length]].id) };
  });

function perturbed(run: Simulation, operation: string, ids: readonly string[]): OperationEvent | string {
  try {
    // As the town does at dawn: whoever rests is woken first, unless it would be refused even so.
    if (run.isDawn) {
      run.checkAwake(operation, ids);
      run.next();
    }
    return run.perturb(operation, ids);
  } catch (error) {
    if (error instanceof TownError && error.code === "impossible") return error.message;
    throw error;
  }
}

describe("what may happen", () => {
  it("says how many an operation lacks, or has too many", () => {
    const { town } = begun();
    const of = (ids: readonly string[]) =>
      Object.fromEntries(prospect(town, ids).operations.map((one) => [one.operation.id, one.reason]));
    expect(of([])).toMatchObject({ greet: "2 citizens", solo: "1 citizen", celebrate: "3 or more citizens" });
    expect(of(["alice"])).toMatchObject({ greet: "needs 1 more", celebrate: "needs 2 more", solo: undefined });
    expect(of(["alice", "bob", "clara"])).toMatchObject({ greet: "only 2 citizens", solo: "only 1 citizen" });
  });

  it("tells what stands in everything's way once", () => {
    const { town } = new Simulation(smallville());
    expect(prospect(town, ["alice"]).common).toBe("the town has not begun; let it run or step once");
    const { town: later } = begun();
    expect(prospect(later, ["nobody"]).common).toBe("nobody here is called nobody");
    expect(prospect(later, ["alice", "alice"]).common).toBe("Alice can take part only once");
    expect(prospect(later, Array<string>(MOST_CHOSEN + 1).fill("alice")).common).toMatch(/^at most 500/);
  });

  it("is what the town itself decides, in its words", () => {
    fc.assert(
      fc.property(SITUATION, ({ run, town, operation, ids }) => {
        const { reason } = prospect(town, ids).operations.find((one) => one.operation === operation)!;
        const wrongNumber = ids.length < operation.arity.least || ids.length > operation.arity.most;
        const answer = perturbed(run, operation.id, ids);
        if (reason === undefined) expect(answer).toMatchObject({ operation: operation.id, participant_ids: ids });
        else if (wrongNumber) expect(answer).toEqual(expect.stringMatching(/^cannot /));
        else expect(answer).toBe(`cannot ${operation.id}: ${reason}`);
      }),
    );
  });
});

describe("what would come of it", () => {
  it("is what comes of it, if it is asked for at once; and to foretell changes nothing", () => {
    fc.assert(
      fc.property(SITUATION, fc.nat(), ({ run, town, ids }, pick) => {
        const { rows, operations } = prospect(town, ids);
        const possible = operations.filter(({ reason }) => reason === undefined);
        fc.pre(possible.length > 0);
        const { operation } = possible[pick % possible.length];
        const before = digest(town);
        const foretold = foretell(town, operation, rows);
        expect(digest(town)).toBe(before);
        expect(foretold === undefined).toBe(run.isDawn);
        if (!foretold) return;
        const { success, message, effects, tokens, drama } = foretold;
        expect(perturbed(run, operation.id, ids)).toMatchObject({
          success,
          message,
          effects,
          tokens_used: tokens,
          drama_contribution: drama,
        });
      }),
    );
  });
});

describe("chance", () => {
  it("chooses those who can, the same for the same lot, and gives up only when nobody can", () => {
    fc.assert(
      fc.property(SITUATION, fc.nat(), fc.boolean(), ({ town, operation }, lot, any) => {
        fc.pre(town.seq > 0);
        const drawn = draw(town, lot, any ? undefined : operation);
        expect(draw(town, lot, any ? undefined : operation)).toEqual(drawn);
        if (drawn) {
          const { operations } = prospect(town, drawn.ids);
          expect(operations.find((one) => one.operation === drawn.operation)!.reason).toBeUndefined();
          if (!any) expect(drawn.operation).toBe(operation);
        } else {
          const awake = town.citizens.map((_, row) => row).filter((row) => isAvailable(town, row));
          expect(awake.filter((row) => (any ? OPERATIONS["solo"] : operation).possible(town, row))).toEqual([]);
        }
      }),
    );
  });
});

describe("changes in words", () => {
  const names = { citizen: (id: string) => id.toUpperCase(), region: (id: string) => `${id}!` };

  it("says who drifts how far, and whose ties change by how much", () => {
    expect(
      changesOf(
        [
          { kind: "relationship", among: ["ann", "bob"], delta: 0.0625 },
          { kind: "relationship", from: "ann", to: "cy", delta: -0.2 },
          { kind: "eigenvector", citizens: ["ann"], deltas: [0.003, 0, -0.004, 0, 0, 0, 0] },
          { kind: "memory", citizens: ["ann", "bob"], of: "gossip", about: "cy" },
          { kind: "region", citizen: "ann", to: "inn" },
          { kind: "activity", citizens: ["ann"], to: "WORKING" },
          { kind: "surplus", citizens: ["ann"], deltas: [-1.5] },
          { kind: "token_spend", citizens: ["ann"], tokens: 1200 },
        ],
        names,
      ),
    ).toEqual([
      { what: "ties", said: "ANN ↔ BOB +0.063" },
      { what: "ties", said: "ANN → CY −0.2" },
      { what: "drift", said: "ANN 0.005, trust −0.004" },
      { what: "memory", said: "ANN and BOB will remember it, and it is about CY" },
      { what: "place", said: "ANN goes to the inn!" },
      { what: "doing", said: "ANN: working" },
      { what: "surplus", said: "ANN −1.5" },
      { what: "tokens", said: "about 1,200" },
    ]);
  });

  it("names the first of many, and counts the others", () => {
    const citizens = Array.from({ length: 9 }, (_, i) => `c${i}`);
    const said = changesOf([{ kind: "surplus", citizens, deltas: citizens.map(() => 1) }], names);
    expect(said).toHaveLength(7);
    expect(said.at(-1)!.said).toBe("and 3 more");
  });

  it("does not call a small change none", () => {
    expect(changesOf([{ kind: "relationship", from: "a", to: "b", delta: 0.0001 }], names)[0].said).toBe(
      "A → B by less than +0.001",
    );
  });
});

describe("finding a citizen by name", () => {
  it("puts those whose name begins so first, and leaves out whom it is told to", () => {
    const { town } = begun();
    const names = (text: string, except: string[] = []) =>
      matching(town, text, except, 5).map((row) => town.citizens[row].name);
    expect(names("al")[0]).toBe("Alice");
    expect(names("AL", ["alice"])).not.toContain("Alice");
    expect(names("  ")).toHaveLength(5);
    expect(names("zzz")).toEqual([]);
  });

  it("finds exactly those whose name or id contains it", () => {
    const { town } = begun();
    fc.assert(
      fc.property(fc.constantFrom("a", "li", "r", "ra", "o", "na", "x", ""), (text) => {
        const found = matching(town, text, [], 1000).map((row) => town.citizens[row].id);
        const slow = town.citizens.filter(({ id, name }) => `${name}\n${id}`.toLowerCase().includes(text));
        expect(found.toSorted()).toEqual(slow.map(({ id }) => id).toSorted());
      }),
    );
  });
});

describe("whether anything can be asked", () => {
  const view = { town: begun().town, seq: 1 };
  const observer = (said: { connection?: string; kind?: string; following?: boolean; recorded?: boolean }) =>
    ({
      connection: signal({ kind: said.connection ?? "live", why: "no such town" }),
      kind: signal(said.kind ?? "simulated"),
      recorded: said.recorded ?? false,
      following: signal(said.following ?? true),
    }) as unknown as Parameters<typeof standingOf>[0];

  it("is so of a live town at its newest moment", () => {
    expect(standingOf(observer({}), view)).toEqual({ kind: "open" });
  });

  it("is not so in the past, from where one can go live", () => {
    const { kind, ...said } = standingOf(observer({ following: false }), view);
    expect(kind).toBe("past");
    expect(said).toMatchObject({ why: expect.stringContaining("now, not in the past") as string });
  });

  it.each([
    [{ kind: "external" }, /its own program decides/],
    [{ recorded: true }, /This is a recording/],
    [{ connection: "finished" }, /has finished/],
    [{ connection: "reconnecting" }, /would not arrive/],
    [{ connection: "failed" }, /no such town/],
    [{ connection: "closed" }, /Not connected/],
  ])("is not so when %o", (said, why) => {
    expect(standingOf(observer(said), view)).toMatchObject({ kind: "shut", why: expect.stringMatching(why) as string });
  });

  it("waits for the first snapshot", () => {
    expect(standingOf(observer({ connection: "connecting" }), undefined)).toMatchObject({
      why: "Waiting for the town’s first snapshot…",
    });
  });
});

function begun(): Simulation {
  const run = new Simulation(smallville());
  run.next();
  return run;
}
