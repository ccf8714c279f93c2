import { headers } from "@nats-io/nats-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digest } from "../../../src/sim/digest.ts";
import { serialize, type Announcement, type TownEvent } from "../../../src/sim/event.ts";
import { NatsLink } from "../../../src/stream/nats/connection.ts";
import { FollowedTown } from "../../../src/stream/nats/followed-town.ts";
import { Gateway } from "../../../src/stream/nats/gateway.ts";
import { Shelf } from "../../../src/stream/nats/shelf.ts";
import { purgeTo } from "../../../src/stream/nats/streams.ts";
import type { Town } from "../../../src/stream/town.ts";
import { formatEventId } from "../../../src/wire/frames.ts";
import { commandSubject, EVENT_HEADER, subjectOf } from "../../../src/wire/subjects.ts";
import { until } from "../../integration/nats-node.ts";
import { startNats, type Nats } from "../../integration/nats-server.ts";
import { realClock } from "../../server/conformance/real-clock.ts";
import { quickClock, writing } from "./over-nats.ts";

let nats: Nats;
let link: NatsLink;
let writer: Awaited<ReturnType<typeof writing>>;
const towns: FollowedTown[] = [];
const stop = new AbortController();

beforeEach(async () => {
  nats = await startNats();
  link = new NatsLink({ servers: nats.urls });
  writer = await writing(nats);
});
afterEach(async () => {
  for (const town of towns.splice(0)) town.close();
  await writer.end();
  await link.close();
  await nats.stop();
});

async function live(days: number): Promise<void> {
  for (let day = 0; day < days; day++) await writer.town.control({ action: "step", by: "day" });
  await writer.confirmed();
}

/** Followed from what NATS holds now, and no further until it runs. */
async function opened(): Promise<FollowedTown> {
  await link.connected();
  const index = await new Shelf(link, "smallville").read();
  const town = await FollowedTown.open(link, "smallville", index!, { clock: realClock, signal: stop.signal });
  towns.push(town);
  return town;
}

/** Resolves when a town has heard of `seq`. */
const reached = (town: Town, seq: number) => until(`event ${seq}`, async () => town.status.seq === seq || undefined);
const said = (town: Town, what: object) =>
  until(JSON.stringify(what), async () => {
    try {
      expect(town.status).toMatchObject(what);
      return true;
    } catch {
      return undefined;
    }
  });

/** What a program that should not would store after the newest event. */
async function store(event: TownEvent): Promise<void> {
  const nc = await link.connected();
  const header = headers();
  header.set(EVENT_HEADER, formatEventId(event.run_id, event.seq));
  await nc.request(subjectOf(event), serialize(event), { headers: header, timeout: 2000 });
}

describe("a town that is followed", () => {
  it("begins at the present of NATS, tells every event after it, and is the same town", async () => {
    await live(1);
    const town = await opened();
    expect(town.status.seq).toBe(writer.town.status.seq);
    const told: number[] = [];
    town.listen({ event: ({ seq }) => void told.push(seq), announcement() {} });
    const first = town.status.seq + 1;
    const running = town.run();
    await live(2);
    const { seq } = writer.town.status;
    await reached(town, seq);
    expect(told).toEqual(Array.from({ length: seq + 1 - first }, (_, i) => first + i));
    expect(digest(town.state)).toBe(digest(writer.town.state));
    expect(town.snapshot()).toEqual(writer.town.snapshot());
    town.close();
    await running;
    expect(town.status.finished).toBe(true);
  });

  it("has the writer's pace, and stands still when that has ended, though it is not finished", async () => {
    await live(1);
    const town = await opened();
    const announced: Announcement["kind"][] = [];
    town.listen({ event() {}, announcement: ({ kind }) => void announced.push(kind) });
    void town.run();
    expect(town.status).toMatchObject({ speed: 1, paused: true, held: null, degraded: null });
    await town.control({ action: "speed", speed: 8 });
    expect(town.status.speed).toBe(8);
    await writer.town.control({ action: "resume" });
    await said(town, { paused: false });
    await writer.town.control({ action: "pause" });
    await said(town, { paused: true, held: null });
    expect(announced).toEqual(["speed", "resumed", "paused"]);
    await writer.end();
    await said(town, { paused: true, finished: false, held: "no writer of smallville answers", degraded: "nats" });
    expect(announced.filter((kind) => kind === "finished")).toEqual([]);
  });

  it("passes on what the writer itself suffers from", async () => {
    await live(1);
    const town = await opened();
    void town.run();
    const { status } = writer.town;
    await writer.end();
    await said(town, { degraded: "nats", nats: { why: "no writer of smallville answers" } });
    const why = "JetStream says insufficient storage";
    const suffering = {
      ...status,
      nats: { breaker: "open", confirmed: 3, opened: 2, why },
      held: "all is full",
      paused: true,
    };
    (await link.connected()).subscribe(commandSubject("smallville"), {
      callback: (_, message) => void message.respond(JSON.stringify({ v: 1, result: suffering })),
    });
    await said(town, { degraded: "nats", held: "all is full", nats: { breaker: "open", confirmed: status.seq, why } });
  });

  it.each([
    [
      "not sound",
      { effects: [{ kind: "surplus", citizen: "nobody", by: 1 }] },
      /^event \d+ of smallville in NATS is not sound: effects\[0\]/,
    ],
    [
      "of another town than this one",
      { digest: "0".repeat(32) },
      /^after event \d+ the town here is not the one that smallville's writer had/,
    ],
  ])("does not fold what is %s: it stands still and says why", async (_, change, why) => {
    await live(1);
    const { seq } = writer.town.status;
    const phaseChange = await lastOf(writer.town, "town_status");
    await writer.end();
    const town = await opened();
    const running = town.run();
    await store({ ...phaseChange, seq: seq + 1, ...change } as TownEvent);
    await until("it to stop", async () => town.stuck ?? undefined);
    expect(town.stuck).toMatch(why);
    expect(town.status).toMatchObject({
      seq,
      finished: false,
      degraded: "nats",
      nats: { breaker: "open", why: town.stuck },
    });
    town.close();
    await running;
  });

  it("is begun anew from a later keyframe when retention has passed the next event", async () => {
    await live(1);
    const shown: FollowedTown[] = [];
    const rooms = {
      open: (town: Town) => shown.push(town as FollowedTown),
      replace(town: Town) {
        shown.at(-1)!.close();
        shown.push(town as FollowedTown);
        void town.run();
      },
      dismiss() {},
    };
    const ended = new AbortController();
    const running = new Gateway(rooms, { link, clock: quickClock(20) }).run(ended.signal);
    const town = await until("a town", async () => shown[0]);
    await live(60);
    await until("a keyframe", async () => (await new Shelf(link, "smallville").read())?.keyframes[0]);
    await purgeTo(await link.connected(), "smallville", 500);
    const lost = town.status.seq + 1;
    void town.run();
    await until("another", async () => shown[1]);
    expect(town.stuck).toBe(
      `event ${lost} of run r1 is no longer kept: the first available event is 500; start from a snapshot`,
    );
    await reached(shown[1], writer.town.status.seq);
    expect(shown[1].log.firstSeq).toBeGreaterThan(500);
    expect(digest(shown[1].state)).toBe(digest(writer.town.state));
    ended.abort();
    await running;
    towns.push(...shown);
  });

  it("can't be followed from nowhere", async () => {
    await live(2);
    await purgeTo(await link.connected(), "smallville", 20);
    await expect(opened()).rejects.toMatchObject({
      code: "out_of_range",
      message:
        "smallville can't be followed: the newest state in NATS is that after event 0, and events are kept from 20",
    });
  });
});

async function lastOf(town: Town, type: TownEvent["type"]): Promise<TownEvent> {
  let last: TownEvent | undefined;
  for await (const event of town.log.read({ after: 0 })) {
    if (event.type === type) last = event;
    if (event.seq === town.log.head) break;
  }
  return last!;
}
