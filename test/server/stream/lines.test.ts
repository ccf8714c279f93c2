import { describe, expect, it } from "vitest";
import { serialize, type TownEvent } from "../../../src/sim/event.ts";
import { matches, type EventFilter } from "../../../src/wire/event-filter.ts";
import type { HeldResponse } from "./held-response.ts";
import { settled } from "../../stream/held-clock.ts";
import { streaming } from "./streaming.ts";

function linesOf({ text }: HeldResponse): string[] {
  expect(text === "" || text.endsWith("\n")).toBe(true);
  return Buffer.from(text, "latin1").toString("utf8").split("\n").slice(0, -1);
}

async function eventsOf({ town }: ReturnType<typeof streaming>, after = 0): Promise<TownEvent[]> {
  const events: TownEvent[] = [];
  for await (const event of town.log.read({ after })) {
    events.push(event);
    if (event.seq === town.log.head) break;
  }
  return events;
}

describe("a stream of lines", () => {
  it("says what an event stream says, in JSON", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("phase");
    const lines = watch({ format: "ndjson" }).response;
    const frames = watch().response;
    await settled();
    await town.flux.step("phase");
    town.flux.setSpeed(8);
    for (let turn = 0; turn < 5; turn++) await settled();
    expect(lines.headers["Content-Type"]).toBe("application/x-ndjson");
    expect(linesOf(lines)).toEqual(frames.messages.map(({ data }) => data));
    expect(JSON.parse(linesOf(lines)[0]).type).toBe("town_snapshot");
    await end();
  });

  it("resumes, from the ring or from the log", async () => {
    const open = streaming();
    await open.town.flux.step("day");
    const { response } = open.watch({ format: "ndjson", lastEventId: "r1-3" });
    await settled();
    expect(linesOf(response)).toEqual((await eventsOf(open, 3)).map(serialize));
    await open.end();
  });

  it("tells why it begins anew, and that it is alive", async () => {
    const { clock, watch, end } = streaming();
    const { response } = watch({ format: "ndjson", lastEventId: "r0-3" });
    await settled();
    await clock.advance(16_000);
    const types = linesOf(response).map((line) => JSON.parse(line));
    expect(types.map(({ type }) => type)).toEqual(["town_reset", "town_snapshot", "heartbeat"]);
    expect(types[2]).toEqual({ type: "heartbeat" });
    await end();
  });
});

describe("a stream with a filter", () => {
  const greetings: EventFilter = { operations: ["greet", "gossip"] };

  it("begins with now: its place, and no snapshot", async () => {
    const open = streaming();
    const { town, watch, end } = open;
    await town.flux.step("day");
    const { seq } = town.status;
    const { response } = watch({ filter: greetings });
    await settled();
    expect(response.text).toBe(`retry: 2000\n\nid: r1-${seq}\n\n`);
    await town.flux.step("day");
    for (let turn = 0; turn < 5; turn++) await settled();
    const wanted = (await eventsOf(open, seq)).filter((event) => matches(greetings, event));
    expect(wanted.length).toBeGreaterThan(0);
    expect(response.messages.map(({ data }) => data)).toEqual(wanted.map(serialize));
    await end();
  });

  it.each<EventFilter>([
    greetings,
    { phases: ["NIGHT"] },
    { types: ["coalition", "town_status"] },
    { text: "greet" },
    { phases: ["MORNING"], text: "woke" },
  ])("tells of the past only what was asked for: %j", async (filter) => {
    const open = streaming();
    for (let day = 0; day < 3; day++) await open.town.flux.step("day");
    const lines = open.watch({ format: "ndjson", from: 5, filter }).response;
    const frames = open.watch({ from: 5, filter }).response;
    for (let turn = 0; turn < 10; turn++) await settled();
    const wanted = (await eventsOf(open, 4)).filter((event) => matches(filter, event)).map(serialize);
    expect(wanted.length).toBeGreaterThan(0);
    expect(linesOf(lines)).toEqual(wanted);
    expect(frames.messages.map(({ data }) => data)).toEqual(wanted);
    await open.end();
  });

  it("shows in a heartbeat how far it has looked, so that it resumes there", async () => {
    const { clock, town, watch, end } = streaming();
    const filter = { operations: ["no such operation"] };
    const frames = watch({ filter }).response;
    const lines = watch({ filter, format: "ndjson" }).response;
    await settled();
    await town.flux.step("day");
    await clock.advance(16_000);
    expect(frames.messages).toEqual([]);
    expect(frames.text).toMatch(new RegExp(`\\nid: r1-${town.status.seq}\\n\\n$`));
    expect(JSON.parse(linesOf(lines).at(-1)!)).toEqual({ type: "heartbeat", id: `r1-${town.status.seq}` });
    await end();
  });

  it("goes on with now where it can't resume", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("phase");
    const { response } = watch({ filter: greetings, lastEventId: "r0-3" });
    await settled();
    expect(response.messages.map(({ event }) => event)).toEqual(["town.reset"]);
    expect(response.text.endsWith(`\n\nid: r1-${town.status.seq}\n\n`)).toBe(true);
    await end();
  });

  it("that asks for nothing is none", async () => {
    const { watch, end } = streaming();
    const { response } = watch({ filter: { operations: [], text: "" } });
    await settled();
    expect(response.messages.map(({ event }) => event)).toEqual(["town.snapshot"]);
    await end();
  });

  it("hears of the pace like all others", async () => {
    const { town, watch, end } = streaming();
    const { response } = watch({ filter: greetings });
    await settled();
    town.flux.setSpeed(8);
    await settled();
    expect(response.messages.map(({ data }) => JSON.parse(data).kind)).toEqual(["speed"]);
    await end();
  });

  it("of a finished town has nothing to wait for", async () => {
    const { town, watch, end } = streaming();
    town.close();
    expect(watch({ filter: greetings }).response.status).toBe(204);
    await end();
  });
});
