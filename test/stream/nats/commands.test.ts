import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/server/limits.ts";
import { silent } from "../../../src/server/logger.ts";
import { Metrics } from "../../../src/server/metrics.ts";
import { TownHall } from "../../../src/server/town-hall.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { ExternalTown } from "../../../src/stream/external-town.ts";
import { LiveTown } from "../../../src/stream/live-town.ts";
import { MemoryLog } from "../../../src/stream/memory-log.ts";
import { answerCommands, askWriter } from "../../../src/stream/nats/commands.ts";
import { NatsLink } from "../../../src/stream/nats/connection.ts";
import type { Town } from "../../../src/stream/town.ts";
import { announceSubject, commandSubject } from "../../../src/wire/subjects.ts";
import { startNats, type Nats } from "../../integration/nats-server.ts";
import { HeldClock } from "../held-clock.ts";

const clock = new HeldClock();
let nats: Nats;
let [writerLink, gatewayLink] = [] as unknown as [NatsLink, NatsLink];
let hall: TownHall;
const endings: (() => void)[] = [];

beforeAll(async () => {
  nats = await startNats();
  [writerLink, gatewayLink] = ["writer", "gateway"].map((name) => new NatsLink({ servers: nats.urls, name }));
  await Promise.all([writerLink.connected(), gatewayLink.connected()]);
});
afterEach(async () => {
  for (const end of endings.splice(0)) end();
  await hall.close();
});
afterAll(async () => {
  await Promise.all([writerLink.close(), gatewayLink.close()]);
  await nats.stop();
});

/** A town at its desk, with all the limits that a server has. */
async function served<T extends Town>(town: T): Promise<{ town: T; place: { town_id: string; run_id: string } }> {
  const metrics = new Metrics(() => hall.rooms());
  hall = new TownHall({ clock, random: () => 0.5, limits: LIMITS, log: silent, metrics });
  hall.open(town);
  endings.push(answerCommands(writerLink, town, hall));
  // What it subscribes has reached the server when its answer to something later has come.
  await (await writerLink.connected()).flush();
  return { town, place: town.status };
}

function smallville(): LiveTown {
  const simulation = new Simulation(smallConfig(7, 3), { runId: "r1" });
  return new LiveTown(simulation, new MemoryLog(simulation.town), { clock, paused: true });
}

async function raw(text: string | Uint8Array): Promise<unknown> {
  const nc = await gatewayLink.connected();
  return (await nc.request(commandSubject("smallville"), text, { timeout: 2000 })).json();
}

describe("commands to the process that writes a town", () => {
  it("are carried out there, and its answer comes back", async () => {
    const { town, place } = await served(smallville());
    expect(await askWriter(gatewayLink, place, { command: "status" })).toEqual(town.status);
    const stepped = await askWriter(gatewayLink, place, {
      command: "control",
      body: { action: "step", by: "phase" },
    });
    expect(stepped).toEqual(town.status);
    expect(stepped.phase).toBe("AFTERNOON");
    const body = { operation: "solo", participants: ["alice"] };
    const event = await askWriter(gatewayLink, place, { command: "perturb", body });
    expect(event).toMatchObject({ seq: stepped.seq + 1, operation: "solo", participant_ids: ["alice"] });
    expect(town.status.seq).toBe(event.seq);
  });

  it("are refused in the very words of the town, and change nothing then", async () => {
    const { town, place } = await served(smallville());
    await town.control({ action: "step" });
    const { seq } = town.status;
    const ask = (operation: string, participants: string[]) =>
      askWriter(gatewayLink, place, { command: "perturb", body: { operation, participants } });
    const refusals = [
      ["fly", ["alice"]],
      ["solo", ["nobody"]],
      ["greet", ["alice"]],
    ] as const;
    for (const [operation, participants] of refusals) {
      const here = await hall.perturb("smallville", operation, participants).catch((error: unknown) => error);
      const there = await ask(operation, [...participants]).catch((error: unknown) => error);
      expect(there).toMatchObject({ code: (here as { code: string }).code, message: (here as Error).message });
    }
    const past = askWriter(gatewayLink, place, {
      command: "control",
      body: { action: "run_until", until: "day:1/morning" },
    });
    await expect(past).rejects.toMatchObject({ code: "impossible" });
    await expect(askWriter(gatewayLink, { ...place, run_id: "r0" }, { command: "status" })).rejects.toMatchObject({
      code: "conflict",
      message: "smallville is in run r1 now; look again, and say it of that one",
    });
    expect(town.status.seq).toBe(seq);
  });

  it("are limited as they are for everyone: so many perturbations a second", async () => {
    const { town, place } = await served(smallville());
    await town.control({ action: "step" });
    const ask = () =>
      askWriter(gatewayLink, place, { command: "perturb", body: { operation: "solo", participants: ["alice"] } });
    for (let i = 0; i < LIMITS.perturbations; i++) await ask();
    await expect(ask()).rejects.toMatchObject({
      code: "too_many",
      message: "smallville takes at most 10 perturbations a second; try again in a moment",
    });
  });

  it("publish into an external town, line by line as they came", async () => {
    const { town, place } = await served(ExternalTown.found(smallConfig(7, 3), { runId: "r1" }));
    const lines = '{"operation":"solo","participant_ids":["alice"],"effects":[]}\n'.repeat(3);
    const events = Buffer.from(lines);
    const publish = (after: number, events: Uint8Array) =>
      askWriter(gatewayLink, place, { command: "publish", after }, { events });
    expect(await publish(0, events)).toEqual({ first: 1, last: 3 });
    await expect(publish(0, events)).rejects.toMatchObject({ code: "conflict" });
    const broken = Buffer.concat([events, Buffer.from([0xff])]);
    await expect(publish(3, broken)).rejects.toMatchObject({
      code: "invalid_event",
      message: "line 4: an event must be UTF-8; nothing of this batch was taken",
    });
    await expect(publish(3, Buffer.alloc(LIMITS.bodyBytes + 1, " "))).rejects.toMatchObject({ code: "too_large" });
    await expect(publish(3, Buffer.alloc(9 * 2 ** 20))).rejects.toThrow(
      "what is asked of smallville goes to its writer in a message of at most 8388608 bytes",
    );
    expect(town.status.seq).toBe(3);
    const body = { operation: "solo", participants: ["alice"] };
    await expect(askWriter(gatewayLink, place, { command: "perturb", body })).rejects.toThrow(
      "its own program decides",
    );
  });

  it("that make no sense are answered with what is wrong, whatever they hold", async () => {
    const { town } = await served(smallville());
    const problems: [string | Uint8Array, string][] = [
      ["", "a command must be a line of JSON"],
      [new Uint8Array([0xff, 0xfe]), "a command must be a line of JSON"],
      ["null", 'a command must be a JSON object with "v": 1, got null'],
      ['{"v":2,"command":"status"}', 'a command must be a JSON object with "v": 1'],
      ['{"v":1}', "command must be status, control, perturb or publish, got nothing"],
      ['{"v":1,"command":"constructor"}', "command must be status, control, perturb or publish"],
      ['{"v":1,"command":"control"}', "the body must be a JSON object, got nothing"],
      ['{"v":1,"command":"control","body":{"action":"fly"}}', "action must be pause, resume, step, speed or run_until"],
      ['{"v":1,"command":"perturb","body":{"operation":3,"participants":[]}}', "operation must be the name of"],
      ['{"v":1,"command":"publish","after":-1}', "after must be a whole number from 0, got -1"],
      [" ".repeat(70_000), "a command must be a line of at most 65536 bytes, got 70000"],
      ["[".repeat(60_000), "a command must be a line of JSON"],
    ];
    for (const [text, detail] of problems) {
      const answer = (await raw(text)) as { v: number; problem: { code: string; detail: string } };
      expect(answer.v).toBe(1);
      expect(answer.problem.code).toBe("invalid_input");
      expect(answer.problem.detail).toContain(detail);
    }
    // What asks for no answer is no command.
    (await gatewayLink.connected()).publish(commandSubject("smallville"), "not JSON");
    expect(await raw('{"v":1,"command":"status"}')).toEqual({ v: 1, result: { ...town.status } });
  });

  it("find no writer, or one that says nothing", async () => {
    const { place } = await served(smallville());
    for (const end of endings.splice(0)) end();
    await (await writerLink.connected()).flush();
    await expect(askWriter(gatewayLink, place, { command: "status" })).rejects.toMatchObject({
      code: "unavailable",
      message:
        "smallville has no writer just now: the process that makes its events is down or cut off from NATS; try again when it is back",
    });
    const mute = (await writerLink.connected()).subscribe(commandSubject("smallville"));
    await (await writerLink.connected()).flush();
    await expect(askWriter(gatewayLink, place, { command: "status" }, { patience: 50 })).rejects.toMatchObject({
      code: "unavailable",
      message:
        "the writer of smallville has not answered; status may have happened all the same: look before you try again",
    });
    mute.unsubscribe();
    const nonsense = (await writerLink.connected()).subscribe(commandSubject("smallville"), {
      callback: (_, message) => void message.respond("pardon?"),
    });
    await (await writerLink.connected()).flush();
    await expect(askWriter(gatewayLink, place, { command: "status" })).rejects.toMatchObject({ code: "internal" });
    nonsense.unsubscribe();
  });

  it("are left to another writer by one that has been fenced off", async () => {
    const { town, place } = await served(smallville());
    const status = { breaker: "fenced", confirmed: 0, opened: 0, why: "another process writes it" } as const;
    town.replicate({ status, stored: async () => false, failure: new Promise(() => {}), listen: () => () => {} });
    const asked = askWriter(gatewayLink, place, { command: "status" }, { patience: 200 });
    await expect(asked).rejects.toMatchObject({ code: "unavailable" });
  });

  it("have announcements beside them, which everyone hears who listens", async () => {
    const heard: unknown[] = [];
    const nc = await gatewayLink.connected();
    const { town } = await served(smallville());
    const two = new Promise<void>((resolve) => {
      nc.subscribe(announceSubject("smallville"), {
        max: 2,
        callback: (_, message) => void (heard.push(message.json()), heard.length === 2 && resolve()),
      });
    });
    await nc.flush();
    await town.control({ action: "speed", speed: 4 });
    await town.control({ action: "resume" });
    await two;
    expect(heard).toMatchObject([
      { type: "town_status", town_id: "smallville", run_id: "r1", after: 0, kind: "speed", speed: 4, degraded: null },
      { kind: "resumed", speed: 4 },
    ]);
  });
});
