import { afterEach, describe, expect, it } from "vitest";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { LIMITS, type Limits } from "../../src/server/limits.ts";
import { Metrics } from "../../src/server/metrics.ts";
import { TownHall, type CreateWish } from "../../src/server/town-hall.ts";
import type { EventLog } from "../../src/stream/event-log.ts";
import { ExternalTown } from "../../src/stream/external-town.ts";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { TownError } from "../../src/sim/error.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { HeldClock, settled } from "../stream/held-clock.ts";

const clock = new HeldClock();
const reported: { readonly facts: object; readonly message: string }[] = [];
let hall: TownHall;

function build(limits: Partial<Limits> = {}, madeElsewhere?: string): TownHall {
  const take = (facts: object, message: string) => void reported.push({ facts, message });
  const log = { info: take, warn: take, error: take };
  const metrics = new Metrics(() => hall.rooms());
  return (hall = new TownHall({
    clock,
    random: () => 0.5,
    limits: { ...LIMITS, ...limits },
    log,
    metrics,
    madeElsewhere,
  }));
}

afterEach(async () => {
  reported.length = 0;
  await hall.close();
});

const wish = (more: Partial<CreateWish> = {}): CreateWish => ({
  config: smallConfig(7, 3),
  kind: "simulated",
  speed: 1,
  paused: true,
  ...more,
});

/** A paused town whose log refuses its third event, as a full disk does. */
function failing(id: string): LiveTown {
  const simulation = new Simulation(smallConfig(7, 3, id));
  const log = new MemoryLog(simulation.town);
  const append = log.append.bind(log);
  log.append = (event: TownEvent) => {
    if (event.seq === 3) throw new Error("no space left on the disk");
    append(event);
  };
  return new LiveTown(simulation, log, { clock, paused: true });
}

/** A paused town of seven. */
function pausedTown(id?: string, runId?: string): LiveTown {
  const simulation = new Simulation(smallConfig(7, 3, id), { runId });
  return new LiveTown(simulation, new MemoryLog(simulation.town), { clock, paused: true });
}

function refusalOf(what: () => unknown): unknown {
  try {
    what();
  } catch (error) {
    return error;
  }
  return undefined;
}

async function step(town: LiveTown): Promise<void> {
  await town.flux.step("event");
}

describe("a hall of towns", () => {
  it("makes towns, and knows them by their ids until they are deleted", () => {
    const { town } = build().create(wish());
    expect(hall.get("smallville").town).toBe(town);
    expect(town.status).toMatchObject({ kind: "simulated", citizens: 7, paused: true, finished: false });
    hall.delete("smallville");
    expect(town.status.finished).toBe(true);
    expect(hall.rooms()).toEqual([]);
    expect(() => hall.get("smallville")).toThrow('no town "smallville" here; there is none yet');
    expect(() => hall.delete("smallville")).toThrow("no town");
    hall.create(wish());
    expect(() => hall.get("atlantis")).toThrow('no town "atlantis" here; there is smallville');
  });

  it("refuses an id that is taken, and finds a free one where nobody chose", () => {
    build().create(wish());
    expect(() => hall.create(wish())).toThrow("a town smallville is here already; choose another town_id");
    const ids = [1, 2].map(() => hall.create(wish({ anyId: true })).town.status.town_id);
    expect(ids).toEqual(["smallville-2", "smallville-3"]);
    hall.delete("smallville-2");
    expect(hall.create(wish({ anyId: true })).town.config.town_id).toBe("smallville-2");
    const long = wish({ config: smallConfig(3, 1, "x".repeat(63)), anyId: true });
    hall.create(long);
    expect(hall.create(long).town.status.town_id).toBe(`${"x".repeat(61)}-2`);
  });

  it("gives every run a name of its own: people may perturb it", () => {
    build().create(wish());
    const other = hall.create(wish({ anyId: true }));
    expect(other.town.status.run_id).not.toBe(hall.get("smallville").town.status.run_id);
  });

  it("makes towns whose events come from elsewhere", async () => {
    const { town } = build().create(wish({ kind: "external" }));
    expect(town).toBeInstanceOf(ExternalTown);
    expect(town.status).toMatchObject({ kind: "external", citizens: 7 });
    await expect(hall.perturb("smallville", "solo", ["alice"])).rejects.toThrow("its own program decides");
  });

  it("forks a town as it is, or was, under an id that is free", async () => {
    const { town } = build().create(wish({ speed: 4 }));
    await (town as LiveTown).flux.step("day");
    const { seq, run_id } = town.status;
    const now = await hall.fork("smallville", { paused: true });
    expect(now.town.status).toMatchObject({ town_id: "smallville-2", seq, seed: 3, speed: 4, paused: true, day: 2 });
    expect(now.town.config.lineage).toMatchObject({ town_id: "smallville", run_id, seq });
    const then = await hall.fork("smallville", { at: 9, town_id: "else", seed: 5, speed: "max", paused: true });
    expect(then.town.status).toMatchObject({ town_id: "else", seq: 9, seed: 5, speed: "max", day: 1 });
    expect(hall.rooms().map((room) => room.town.status.town_id)).toEqual(["smallville", "smallville-2", "else"]);
    // It remembers its phase, which event 4 had begun.
    expect(then.town.log.firstSeq).toBe(5);
    expect(then.town.chronicle.seq).toBe(9);
    hall.delete("smallville");
    await (then.town as LiveTown).flux.step("phase");
    expect(then.town.chronicle.phases.at(-1)).toMatchObject({ since: 5, day: 1, phase: "AFTERNOON" });
  });

  it("refuses a fork that has no room, and changes nothing", async () => {
    const { town } = build({ towns: 3, citizens: 10, rebuilds: 1 }).create(wish());
    await (town as LiveTown).flux.step("day");
    const fork = (more: object = {}) => hall.fork("smallville", { paused: true, ...more });
    await expect(hall.fork("atlantis", { paused: true })).rejects.toMatchObject({ code: "unknown_town" });
    await expect(fork({ town_id: "smallville" })).rejects.toMatchObject({ code: "conflict" });
    await expect(fork({ at: town.status.seq + 1 })).rejects.toMatchObject({ code: "out_of_range" });
    const [first, second] = await Promise.allSettled([fork(), fork()]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "too_many", retryAfter: 1 } });
    hall.create(wish({ config: smallConfig(3, 1, "abroad"), kind: "external" }));
    await expect(fork()).rejects.toMatchObject({ code: "too_many", retryAfter: 60 });
    hall.delete("smallville-2");
    await expect(hall.fork("abroad", { paused: true })).rejects.toThrow("abroad is an external town");
    hall.delete("abroad");
    const large = new Simulation(smallConfig(11, 3, "large"));
    hall.open(new LiveTown(large, new MemoryLog(large.town), { clock, paused: true }));
    await expect(hall.fork("large", { paused: true })).rejects.toMatchObject({ code: "too_large" });
    expect(hall.rooms().map((room) => room.town.status.town_id)).toEqual(["smallville", "large"]);
  });

  it("gives forks that are made at the same time ids of their own", async () => {
    build().create(wish());
    const forks = await Promise.all([1, 2, 3].map(() => hall.fork("smallville", { paused: true })));
    expect(forks.map((room) => room.town.status.town_id)).toEqual(["smallville-2", "smallville-3", "smallville-4"]);
  });

  it("has room for so many towns and citizens, and says so", () => {
    build({ towns: 2, citizens: 10 }).create(wish());
    const generated = wish({ config: smallConfig(11, 1, "big") });
    expect(() => hall.create(generated)).toThrow("a town made here may have at most 10 citizens, got 11");
    hall.create(wish({ anyId: true }));
    expect(refusalOf(() => hall.create(wish({ anyId: true })))).toMatchObject({
      code: "too_many",
      message: "at most 2 towns live here at a time; delete one first",
      retryAfter: 60,
    });
    hall.delete("smallville");
    hall.create(wish());
  });

  it("lets people perturb ten times a second, each town by itself", async () => {
    build();
    const { town } = hall.create(wish());
    const other = hall.create(wish({ anyId: true }));
    await step(town as LiveTown);
    await step(other.town as LiveTown);
    for (let i = 0; i < 10; i++) await hall.perturb("smallville", "solo", ["alice"]);
    const again = () => hall.perturb("smallville", "solo", ["alice"]);
    await expect(again()).rejects.toMatchObject({
      code: "too_many",
      message: "smallville takes at most 10 perturbations a second; try again in a moment",
      retryAfter: 1,
    });
    expect((await hall.perturb("smallville-2", "solo", ["alice"])).seq).toBe(2);
    clock.jump(100);
    expect((await again()).seq).toBe(12);
    await expect(again()).rejects.toThrow("at most 10");
  });

  it("reports a town that fails; its streams are told, and the others live", async () => {
    build();
    const frail = failing("frail");
    const told: string[] = [];
    frail.listen({ event() {}, announcement: ({ kind }) => void told.push(kind) });
    const room = hall.open(frail);
    const other = hall.create(wish());
    for (let i = 0; i < 3; i++) void frail.flux.step("event").then(settled);
    await settled();
    await step(frail);
    await step(frail);
    await settled();
    expect(room.failure).toBe("something broke inside the server; its own log says what");
    expect(reported).toMatchObject([{ facts: { town: "frail", err: { message: "no space left on the disk" } } }]);
    expect(frail.status.finished).toBe(true);
    expect(told.at(-1)).toBe("finished");
    await step(other.town as LiveTown);
    expect(other.failure).toBeNull();
    expect(other.town.status).toMatchObject({ seq: 1, finished: false });
    hall.delete("frail");
    expect(hall.rooms()).toEqual([other]);
  });

  it("reports a town whose log fails while the town rests, once", async () => {
    build();
    const simulation = new Simulation(smallConfig(7, 3, "frail"));
    const full = new TownError("internal", "can't write frail.ndjson: no space left on the disk");
    const log: EventLog = Object.assign(new MemoryLog(simulation.town), {
      failure: Promise.reject(full),
      close() {
        throw full;
      },
    });
    const room = hall.open(new LiveTown(simulation, log, { clock, paused: true }));
    await settled();
    expect(room.failure).toBe("can't write frail.ndjson: no space left on the disk");
    expect(room.town.status.finished).toBe(true);
    await hall.close();
    expect(reported.map(({ message }) => message)).toEqual(["a town has failed"]);
  });

  it("is desolate when the towns it was given have failed and nobody lives", async () => {
    build();
    let ended: unknown;
    hall.desolation.catch((error: unknown) => (ended = error));
    const [one, two] = [failing("one"), failing("two")];
    hall.open(one);
    hall.create(wish());
    hall.open(two);
    for (const town of [one, two]) {
      for (let i = 0; i < 3; i++) await Promise.race([step(town), settled()]);
      await settled();
      expect(town.status.finished).toBe(true);
      expect(ended).toBeUndefined();
    }
    hall.delete("smallville");
    await settled();
    expect(ended).toMatchObject({ message: "no space left on the disk" });
  });

  it("shows another run of a town in the place of the one before, which ends when its viewers have left", async () => {
    const before = build().create(wish());
    const told: string[] = [];
    before.town.listen({ event() {}, announcement: ({ kind }) => void told.push(kind) });
    const after = pausedTown("smallville", "r2");
    const room = hall.replace(after);
    expect(hall.rooms()).toEqual([room]);
    expect(hall.get("smallville").town).toBe(after);
    await settled();
    expect(told).toEqual(["finished"]);
    expect(before.town.status.finished).toBe(true);
    await step(after);
    expect(after.status).toMatchObject({ run_id: "r2", seq: 1, finished: false });
    expect(() => hall.replace(pausedTown("else"))).toThrow('no town "else" here');
  });

  it("lets a town go that is to be watched here no longer", async () => {
    const { town } = build().create(wish());
    hall.dismiss("smallville");
    expect(hall.rooms()).toEqual([]);
    await settled();
    expect(town.status.finished).toBe(true);
    expect(() => hall.dismiss("smallville")).toThrow("no town");
  });

  it("neither makes nor ends towns where they are made elsewhere", async () => {
    build({}, "this is a gateway");
    expect(() => hall.create(wish())).toThrow("this is a gateway");
    const { town } = hall.open(pausedTown());
    await expect(hall.fork("smallville", { paused: true })).rejects.toThrow("this is a gateway");
    expect(refusalOf(() => hall.delete("smallville"))).toMatchObject({
      code: "impossible",
      message: "this is a gateway",
    });
    expect(hall.get("smallville").town).toBe(town);
    hall.dismiss("smallville");
    expect(hall.rooms()).toEqual([]);
  });

  it("takes what is published where it is, or hands it on as it came", async () => {
    const { town } = build({ bodyBytes: 200 }).create(wish({ kind: "external" }));
    const line = (text: string) => new TextEncoder().encode(text);
    const rest = line('{"operation":"solo","participant_ids":["alice"],"effects":[]}');
    expect(await hall.publish("smallville", rest, 0)).toEqual({ first: 1, last: 1 });
    await expect(hall.publish("smallville", rest, 0)).rejects.toThrow(
      "after must be the newest event of smallville, 1",
    );
    await expect(hall.publish("smallville", new Uint8Array(201))).rejects.toMatchObject({ code: "too_large" });
    const handed: unknown[] = [];
    const forward = async (...given: unknown[]) => (handed.push(given), { first: 7, last: 9 });
    Object.assign(town, { forward });
    expect(await hall.publish("smallville", line("no JSON"), 6)).toEqual({ first: 7, last: 9 });
    expect(handed).toEqual([[line("no JSON"), 6]]);
  });

  it("closes: every town ends, none begins", async () => {
    build();
    const towns = [hall.create(wish()), hall.create(wish({ anyId: true, kind: "external" }))].map(({ town }) => town);
    await hall.close();
    expect(towns.map(({ status }) => status.finished)).toEqual([true, true]);
    expect(() => hall.create(wish({ anyId: true }))).toThrow("this server is ending");
  });
});
