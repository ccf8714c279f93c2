import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply } from "../../src/sim/apply.ts";
import { RESTING } from "../../src/sim/citizen.ts";
import { parseMoment } from "../../src/sim/clock.ts";
import { digest } from "../../src/sim/digest.ts";
import { TownError } from "../../src/sim/error.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { TownFlux, type FluxOptions } from "../../src/stream/town-flux.ts";
import { HeldClock, settled } from "./held-clock.ts";

const config = smallConfig(7, 3);

/** A flux that is pulled all the time, and when each event came. */
function flowing(options: Partial<FluxOptions> = {}) {
  const clock = new HeldClock();
  const run = new Simulation(config);
  const said: string[] = [];
  const flux = new TownFlux(run, { clock, announce: (kind) => said.push(kind), ...options });
  const came: { readonly event: TownEvent; readonly at: number }[] = [];
  const done = (async () => {
    for await (const event of flux) came.push({ event, at: clock.now() });
  })();
  return { clock, run, flux, came, said, done };
}

/** Event `seq` of the run that nobody disturbs. */
function unperturbed(seq: number): TownEvent {
  const run = new Simulation(config);
  for (;;) {
    const event = run.next();
    if (event.seq === seq) return event;
  }
}

function seconds(event: TownEvent): number {
  return Date.parse(event.timestamp) / 1000;
}

describe("TownFlux", () => {
  it.each([
    [1, 60_000],
    [4, 15_000],
    [0.25, 240_000],
  ])("at speed %d a day lasts %d ms: what follows the second dawn comes then", async (speed, day) => {
    const { clock, flux, came, done } = flowing({ speed });
    await clock.advance(day * 1.02);
    const dawn = came.findIndex(({ event }) => event.day === 2);
    expect(came[dawn + 1].at).toBeCloseTo(day, 6);
    flux.close();
    await done;
  });

  it("every event comes when the town time that led to the one before it has passed", async () => {
    const { clock, flux, came, done } = flowing({ speed: 2 });
    await clock.advance(20_000);
    const { event: first } = came[0];
    came.slice(1).forEach(({ at }, i) => {
      // Less than a millisecond early: a shorter wait is none.
      expect(Math.abs(at - ((seconds(came[i].event) - seconds(first)) * 1000) / 1440 / 2)).toBeLessThan(1);
    });
    expect(came.length).toBeGreaterThan(10);
    flux.close();
    await done;
  });

  it("while it is paused nothing comes, and afterwards the rest of the wait", async () => {
    const { clock, flux, came, said, done } = flowing();
    await clock.advance(3000);
    const count = came.length;
    flux.pause();
    flux.pause();
    await clock.advance(500_000);
    expect(came).toHaveLength(count);
    flux.resume();
    await clock.advance(57_000 + 1000);
    const dawn = came.findIndex(({ event }) => event.day === 2);
    expect(came[dawn + 1].at).toBeCloseTo(560_000, 6);
    expect(said).toEqual(["paused", "resumed"]);
    flux.close();
    await done;
    expect(said.at(-1)).toBe("finished");
  });

  it("a new speed holds for what is left of the wait too", async () => {
    const { clock, flux, came, said, done } = flowing();
    await clock.advance(30_000);
    flux.setSpeed(2);
    flux.setSpeed(2);
    await clock.advance(16_000);
    const dawn = came.findIndex(({ event }) => event.day === 2);
    expect(came[dawn + 1].at).toBeCloseTo(45_000, 6);
    expect(said).toEqual(["speed"]);
    flux.close();
    await done;
  });

  it("a machine that slept doesn't hurry afterwards", async () => {
    const { clock, flux, came, done } = flowing();
    await clock.advance(3000);
    const before = came.length;
    clock.jump(10_000_000);
    await clock.advance(20_000);
    const after = came.slice(before).map(({ event }) => event);
    // The town time that the last but one stands for has passed while we looked, but for a quarter of a second.
    const passed = ((seconds(after.at(-2)!) - seconds(after[0])) * 1000) / 1440;
    expect(passed).toBeLessThan(20_300);
    expect(passed).toBeGreaterThan(15_000);
    flux.close();
    await done;
  });

  it("steps by an event, a phase or a day, at once, and pauses there", async () => {
    const { flux, run, came, done } = flowing({ paused: true });
    expect(await flux.step("event")).toBe(1);
    expect(await flux.step("event")).toBe(2);
    await flux.step("phase");
    expect(run.town).toMatchObject({ day: 1, phase: "AFTERNOON" });
    const seq = await flux.step("day");
    expect(run.town).toMatchObject({ day: 2, phase: "MORNING", seq });
    await settled();
    expect(came).toHaveLength(seq);
    expect(flux.paused).toBe(true);
    flux.close();
    await done;
  });

  it("a step that another one overtakes resolves where the town is then", async () => {
    const { flux, run, done } = flowing({ paused: true });
    const day = flux.step("day");
    const event = flux.step("event");
    expect(await day).toBe(0);
    expect(await event).toBe(1);
    expect(run.town.seq).toBe(1);
    flux.close();
    await done;
  });

  it("runs until a moment and pauses there; one that has begun is an error", async () => {
    const { clock, flux, run, said, done } = flowing({ speed: 64, paused: true });
    flux.runUntil(parseMoment("day:2/evening"));
    await clock.advance(10_000);
    expect(run.town).toMatchObject({ day: 2, phase: "EVENING" });
    expect(flux.paused).toBe(true);
    expect(said).toEqual(["resumed", "paused"]);
    expect(() => flux.runUntil(parseMoment("day:2/morning"))).toThrow(
      "day:2/morning has begun already; the town is in day:2/evening",
    );
    flux.close();
    await done;
  });

  it("what a person injects happens at once and keeps its place among the events", async () => {
    const recorded: TownEvent[] = [];
    const { clock, flux, came, done } = flowing({ record: (event) => recorded.push(event) });
    await clock.advance(5000);
    flux.pause();
    const event = flux.perturb("solo", ["alice"]);
    expect(recorded.at(-1)).toBe(event);
    await settled();
    expect(came.at(-1)!.event).toBe(event);
    flux.resume();
    await clock.advance(5000);
    expect(came.map(({ event }) => event)).toEqual(recorded);
    flux.close();
    await done;
  });

  it("in a morning that has woken nobody yet, a perturbation lets everyone wake first, once", async () => {
    const recorded: TownEvent[] = [];
    const { run, flux, came, done } = flowing({ paused: true, record: (event) => recorded.push(event) });
    const dawn = await flux.step("day");
    for (const [operation, ids] of [
      ["juggle", ["alice"]],
      ["solo", ["nobody"]],
      ["greet", ["alice"]],
      ["mourn", ["alice", "bob"]],
    ] as const) {
      expect(() => flux.perturb(operation, ids)).toThrow();
      expect(recorded).toHaveLength(dawn);
    }
    expect(run.town.phase).toBe("MORNING");
    expect(run.town.activity).toContain(RESTING);
    const event = flux.perturb("solo", ["alice"]);
    const [woke, next] = recorded.slice(dawn);
    expect(woke).toEqual(unperturbed(dawn + 1));
    expect(woke).toMatchObject({ type: "citizen", kind: "woke" });
    expect(next).toBe(event);
    expect(flux.perturb("solo", ["bob"]).seq).toBe(dawn + 3);
    await settled();
    expect(came.map(({ event: each }) => each)).toEqual(recorded);
    flux.close();
    await done;
  });

  it("an impossible perturbation is an error and changes nothing", async () => {
    const { flux, run, done } = flowing({ paused: true });
    await flux.step("event");
    const before = digest(run.town);
    expect(() => flux.perturb("greet", ["alice"])).toThrow(TownError);
    expect(() => flux.perturb("fly", ["alice"])).toThrow('no operation "fly"');
    expect(() => flux.perturb("greet", ["alice", "nobody"])).toThrow("nobody");
    expect(digest(run.town)).toBe(before);
    flux.close();
    await done;
  });

  it.each([-3, 0, 0.2, 65, Number.NaN, Infinity])("refuses the speed %d in words", (speed) => {
    const flux = new TownFlux(new Simulation(config), { clock: new HeldClock() });
    expect(() => flux.setSpeed(speed)).toThrow(
      `speed must be between 0.25 and 64 or "max", got ${JSON.stringify(speed)}`,
    );
  });

  it("at full speed it lets everything else have its turn", async () => {
    // Each look at this clock costs a hundredth of a millisecond, so a slice is some hundred events.
    const flux = new TownFlux(new Simulation(config), { clock: new HeldClock(0.01), speed: "max" });
    let turns = 0;
    const turn = () => {
      turns++;
      if (!flux.closed) setImmediate(turn);
    };
    setImmediate(turn);
    let events = 0;
    for await (const _ of flux) if (++events === 5000) flux.close();
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it("break leaves the town where it stands, and the next reader goes on", async () => {
    const flux = new TownFlux(new Simulation(config), { clock: new HeldClock(), speed: "max" });
    const seen: number[] = [];
    for (let round = 0; round < 3; round++) {
      for await (const { seq } of flux) {
        seen.push(seq);
        if (seq % 5 === 0) break;
      }
    }
    expect(seen).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  });

  it("has one reader at a time", async () => {
    const flux = new TownFlux(new Simulation(config), { clock: new HeldClock() });
    const first = flux[Symbol.asyncIterator]();
    await first.next();
    await expect(flux[Symbol.asyncIterator]().next()).rejects.toThrow("has a reader already");
    await first.return();
    expect((await flux[Symbol.asyncIterator]().next()).done).toBe(false);
  });

  it("when closed it ends its reader, and refuses commands", async () => {
    const { flux, done } = flowing({ paused: true });
    await settled();
    flux.close();
    flux.close();
    await done;
    expect(() => flux.resume()).toThrow("is finished");
    expect(() => flux.perturb("solo", ["alice"])).toThrow("is finished");
  });

  it("law: whatever people do, the events are gapless, recorded in order, and fold to the town's state", async () => {
    const command = fc.oneof(
      fc.constantFrom("pause", "resume", "event", "phase", "perturb").map((kind) => ({ kind, value: 0 })),
      fc.record({ kind: fc.constant("speed"), value: fc.constantFrom(0.25, 1, 8, 64) }),
      fc.record({ kind: fc.constant("wait"), value: fc.integer({ min: 1, max: 4000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
        const recorded: TownEvent[] = [];
        const { clock, run, flux, came, done } = flowing({ record: (event) => recorded.push(event) });
        for (const { kind, value } of commands) {
          if (kind === "pause") flux.pause();
          else if (kind === "resume") flux.resume();
          else if (kind === "speed") flux.setSpeed(value);
          else if (kind === "wait") await clock.advance(value);
          else if (kind === "perturb") {
            try {
              flux.perturb("solo", ["bob"]);
            } catch (error) {
              expect(error).toMatchObject({ code: "impossible" });
            }
          } else void flux.step(kind);
        }
        await settled();
        flux.close();
        await done;
        expect(came.map(({ event }) => event)).toEqual(recorded);
        const town = found(config);
        for (const event of recorded) apply(town, event);
        expect(digest(town)).toBe(digest(run.town));
      }),
      { numRuns: 40 },
    );
  });
});
