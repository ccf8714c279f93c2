import { jetstreamManager } from "@nats-io/jetstream";
import { afterEach, describe, expect, it } from "vitest";
import { NatsLink } from "../../../src/stream/nats/connection.ts";
import type { JetStreamLog } from "../../../src/stream/nats/jetstream-log.ts";
import { deleteStreams, openEventStream } from "../../../src/stream/nats/streams.ts";
import { eventStreamName } from "../../../src/wire/subjects.ts";
import { until } from "../../integration/nats-node.ts";
import { startNats, type Nats, type NatsOptions } from "../../integration/nats-server.ts";
import { Listener } from "../../server/conformance/listener.ts";
import { quickClock, showing, writing } from "./over-nats.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function nats(options: NatsOptions = {}): Promise<Nats> {
  const server = await startNats(options);
  endings.push(() => server.stop());
  return server;
}

/** Ended with the test, at the latest. */
async function kept<T extends { end: () => Promise<void> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  let ending: Promise<void> | undefined;
  const end = () => (ending ??= started.end());
  endings.push(end);
  return { ...started, end };
}

async function live(writer: Awaited<ReturnType<typeof writing>>, days: number): Promise<number> {
  for (let day = 0; day < days; day++) await writer.town.control({ action: "step", by: "day" });
  await writer.confirmed();
  return writer.town.status.seq;
}

/** What a viewer is told from event `from` to `last`: ids and data, without what is no part of the history. */
async function streamed(url: string, from: number, last: number): Promise<string[]> {
  const listener = new Listener(`${url}/v1/town/smallville/events?from=${from}`);
  await listener.until(({ lastEventId }) => lastEventId === `r1-${last}`);
  listener.close();
  return listener.messages
    .filter(({ data }) => JSON.parse(data).seq !== undefined)
    .map(({ event, id, data }) => `${event} ${id} ${data}`);
}

/** Reads whose answers say nothing of the server that gives them. */
const READS = [
  "/smallville/state",
  "/smallville/state?at=100",
  "/smallville/citizens",
  "/smallville/citizens/alice",
  "/smallville/coalitions",
  "/smallville/lifelines",
  "/smallville/regions",
  "/smallville/relationships",
  "/smallville/measures",
  "/smallville/measures/phases",
  "/smallville/metering",
  "/smallville/history?after=0&limit=1000",
  "/smallville/history?after=40&limit=7",
];

describe.each(["newest", "older"] as const)("a gateway, with the %s server,", (version) => {
  it("tells the same as the writer: every id, every byte, every answer; and so does another one that came late", async () => {
    const server = await nats({ version });
    const writer = await kept(writing(server));
    const early = await kept(showing(server));
    const head = await live(writer, 60);
    expect(head).toBeGreaterThan(1024);
    const late = await kept(showing(server));
    await Promise.all([early.reached(head), late.reached(head)]);
    const { log } = late.hall.get("smallville").town;
    expect((log as JetStreamLog).recent.firstSeq).toBeGreaterThan(512);
    expect(log.firstSeq).toBe(1);
    const whole = await streamed(writer.url, 1, head);
    expect(whole).toHaveLength(head);
    for (const gateway of [early, late]) {
      // What was before its keyframe, it reads in the background.
      await until("the whole chronicle", async () => {
        const same =
          (await gateway.get("/smallville/lifelines")).text === (await writer.get("/smallville/lifelines")).text;
        return same || undefined;
      });
      expect(await streamed(gateway.url, 1, head)).toEqual(whole);
      for (const path of READS) expect(await gateway.get(path), path).toEqual(await writer.get(path));
      const [here, there] = await Promise.all([gateway.status(), writer.status()]);
      expect({ ...here, nats: null, watching: 0 }).toEqual({ ...there, nats: null, watching: 0 });
      expect(here["nats"]).toEqual({ breaker: "closed", confirmed: head, opened: 0, why: null });
    }
  });

  it("goes on with viewers who were elsewhere before, from wherever they were", async () => {
    const server = await nats({ version });
    const writer = await kept(writing(server));
    await live(writer, 8);
    const gateway = await kept(showing(server));
    const head = writer.town.status.seq;
    await gateway.reached(head);
    const url = `${gateway.url}/v1/town/smallville/events`;
    const viewer = new Listener(url, { "last-event-id": "r1-3" });
    await viewer.until(({ lastEventId }) => lastEventId === `r1-${head}`);
    await live(writer, 1);
    const now = writer.town.status.seq;
    await viewer.until(({ lastEventId }) => lastEventId === `r1-${now}`);
    viewer.close();
    const ids = viewer.messages.map(({ id }) => id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(now - 3);
    expect(viewer.text).not.toContain("town.reset");
    expect(viewer.text).not.toContain("town.snapshot");
    const stranger = new Listener(url, { "last-event-id": "r0-3" });
    await stranger.until(({ messages }) => messages.length >= 2);
    stranger.close();
    expect(stranger.messages[0]).toMatchObject({ event: "town.reset" });
    expect(stranger.messages[0].data).toContain("smallville is now in run r1; your last event is of run r0");
  });

  it("has commands done by the writer, with its answers and its refusals", async () => {
    const server = await nats({ version });
    const writer = await kept(writing(server));
    await live(writer, 1);
    const gateway = await kept(showing(server));
    await gateway.reached(writer.town.status.seq);
    const body = { operation: "solo", participants: ["alice"] };
    const event = JSON.parse((await gateway.post("/smallville/perturb", body)).text) as { seq: number };
    expect(event).toMatchObject({ operation: "solo", seq: writer.town.status.seq });
    await gateway.reached(event.seq);
    const refused: [string, unknown][] = [
      ["/smallville/perturb", { operation: "fly", participants: ["alice"] }],
      ["/smallville/perturb", { operation: "greet", participants: ["alice"] }],
      ["/smallville/control", { action: "run_until", until: "day:1/morning" }],
      ["/smallville/control", { action: "fly" }],
      ["/smallville/events", "{}\n"],
    ];
    for (const [path, asked] of refused) {
      const type = typeof asked === "string" ? "application/x-ndjson" : "application/json";
      const [here, there] = [await gateway.post(path, asked, type), await writer.post(path, asked, type)];
      expect(here).toEqual(there);
      expect(here.status).toBeGreaterThanOrEqual(400);
    }
    const faster = await gateway.post("/smallville/control", { action: "speed", speed: 4 });
    expect(JSON.parse(faster.text)).toMatchObject({ speed: 4, paused: true });
    expect(writer.town.status.speed).toBe(4);
    const viewer = new Listener(`${gateway.url}/v1/town/smallville/events`);
    await viewer.until(({ messages }) => messages.length > 0);
    await writer.town.control({ action: "resume" });
    await viewer.until(({ text }) => text.includes('"kind":"resumed"'));
    await writer.town.control({ action: "pause" });
    await viewer.until(({ text }) => text.includes('"kind":"paused"'));
    viewer.close();
    const made = await gateway.post("/", { citizens: 7 });
    expect(made.status).toBe(404);
    for (const [method, path] of [
      ["POST", ""],
      ["DELETE", "/smallville"],
    ]) {
      const init = method === "POST" ? { headers: { "content-type": "application/json" }, body: "{}" } : {};
      const response = await fetch(`${gateway.url}/v1/town${path}`, { method, ...init });
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({ code: "impossible", detail: "this is a gateway" });
    }
  });

  it("lives through an outage of NATS, and says so", async () => {
    const server = await nats({ version });
    const writer = await kept(writing(server));
    const gateway = await kept(showing(server));
    const before = await live(writer, 1);
    await gateway.reached(before);
    const viewer = new Listener(`${gateway.url}/v1/town/smallville/events?from=1`);
    await viewer.until(({ lastEventId }) => lastEventId === `r1-${before}`);
    await server.kill();
    await viewer.until(({ text }) => text.includes('"kind":"degraded"'));
    const status = await gateway.status();
    expect(status).toMatchObject({
      degraded: "nats",
      finished: false,
      seq: before,
      nats: { breaker: "open", opened: 1 },
    });
    expect((status["nats"] as { why: string }).why).toMatch(/^NATS is away: /);
    const refused = await gateway.post("/smallville/control", { action: "pause" });
    expect(refused.status).toBe(503);
    expect(refused.text).toContain("so that the writer of smallville can't be asked");
    await writer.town.control({ action: "step", by: "day" });
    const after = writer.town.status.seq;
    await server.start();
    await viewer.until(({ lastEventId }) => lastEventId === `r1-${after}`);
    await viewer.until(({ text }) => text.includes('"kind":"restored"'));
    viewer.close();
    const ids = viewer.messages.map(({ id }) => id).filter((id) => id !== undefined);
    expect(new Set(ids)).toEqual(new Set(Array.from({ length: after }, (_, i) => `r1-${i + 1}`)));
    expect(await gateway.get("/smallville/state")).toEqual(await writer.get("/smallville/state"));
  });
});

describe("a gateway", () => {
  it("takes publications to the writer of an external town", async () => {
    const server = await nats();
    const writer = await kept(writing(server, { kind: "external" }));
    const gateway = await kept(showing(server));
    await gateway.reached(0);
    const line = '{"operation":"solo","participant_ids":["alice"],"effects":[]}\n';
    const type = "application/x-ndjson";
    const taken = await gateway.post("/smallville/events?after=0", line.repeat(20), type);
    expect(taken).toEqual({ status: 200, text: '{"first":1,"last":20}' });
    await gateway.reached(20);
    for (const [path, body] of [
      ["/smallville/events?after=3", line],
      ["/smallville/events", `${line}no JSON`],
      ["/smallville/perturb", '{"operation":"solo","participants":["alice"]}'],
    ]) {
      const sent = path.endsWith("perturb") ? "application/json" : type;
      const [here, there] = [await gateway.post(path, body, sent), await writer.post(path, body, sent)];
      expect(here).toEqual(there);
    }
    expect((await gateway.status())["kind"]).toBe("external");
  });

  it("keeps a town whose writer has died, and goes on with it when another one takes it over", async () => {
    const server = await nats();
    const first = await kept(writing(server));
    const before = await live(first, 2);
    const gateway = await kept(showing(server));
    await gateway.reached(before);
    const viewer = new Listener(`${gateway.url}/v1/town/smallville/events?from=${before}`);
    await viewer.until(({ lastEventId }) => lastEventId === `r1-${before}`);
    await first.die();
    await viewer.until(({ text }) => text.includes('"kind":"degraded"'));
    expect(await gateway.status()).toMatchObject({
      paused: true,
      held: "no writer of smallville answers",
      finished: false,
      degraded: "nats",
      nats: { breaker: "open", why: "no writer of smallville answers" },
    });
    const refused = await gateway.post("/smallville/control", { action: "step" });
    expect(refused.status).toBe(503);
    expect(JSON.parse(refused.text)).toMatchObject({ code: "unavailable" });
    expect(refused.text).toContain("smallville has no writer just now");
    expect((await gateway.get("/smallville/state")).status).toBe(200);
    const second = await kept(writing(server, { kind: "resumed" }));
    const after = await live(second, 1);
    await viewer.until(({ lastEventId }) => lastEventId === `r1-${after}`);
    await viewer.until(({ text }) => text.includes('"kind":"restored"'));
    expect(viewer.ended).toBe(false);
    viewer.close();
    expect(await gateway.status()).toMatchObject({ held: null, degraded: null, seq: after });
    expect(await gateway.get("/smallville/state")).toEqual(await second.get("/smallville/state"));
  });

  it("shows another run in the place of the one before: viewers are sent away, and told when they come back", async () => {
    const server = await nats();
    const first = await kept(writing(server));
    const head = await live(first, 1);
    const gateway = await kept(showing(server));
    await gateway.reached(head);
    const url = `${gateway.url}/v1/town/smallville/events`;
    const viewer = new Listener(url);
    await viewer.until(({ messages }) => messages.length > 0);
    await first.end();
    const second = await kept(writing(server, { runId: "r2", seed: 4, replace: true }));
    await viewer.until(() => false);
    expect(viewer.complete).toBe(true);
    expect(viewer.text).toContain("come back in a moment");
    expect(viewer.text).not.toContain('"kind":"finished"');
    await live(second, 1);
    await gateway.reached(second.town.status.seq, "r2");
    const again = new Listener(url, { "last-event-id": viewer.lastEventId });
    await again.until(({ messages }) => messages.length >= 2);
    again.close();
    expect(again.messages.map(({ event }) => event).slice(0, 2)).toEqual(["town.reset", "town.snapshot"]);
    expect(again.messages[0].data).toContain(`smallville is now in run r2; your last event is of run r1`);
    expect(await gateway.get("/smallville/state")).toEqual(await second.get("/smallville/state"));
  });

  it("shows a town no longer whose streams are gone for good, and others stay", async () => {
    const server = await nats();
    const writer = await kept(writing(server));
    const head = await live(writer, 1);
    const gateway = await kept(showing(server, { clock: quickClock(20) }));
    await gateway.reached(head);
    await writer.end();
    const link = new NatsLink({ servers: server.urls });
    endings.push(() => link.close());
    await deleteStreams(await link.connected(), "smallville");
    await until("the town to leave", async () => gateway.hall.rooms().length === 0 || undefined);
    expect((await gateway.get("/smallville")).status).toBe(404);
  });

  it("says once that a stream makes no sense, leaves it alone, and shows the town when it does", async () => {
    const server = await nats();
    const warned: string[] = [];
    const log = {
      info() {},
      warn: (facts: object) => void warned.push((facts as { err: Error }).err.message),
      error() {},
    };
    const link = new NatsLink({ servers: server.urls });
    endings.push(() => link.close());
    const nc = await link.connected();
    await openEventStream(nc, "smallville");
    nc.publish("kgent.town.smallville.morning.gossip", "not an event");
    const gateway = await kept(showing(server, { log, clock: quickClock(20) }));
    await until("the warning", async () => warned.length > 0 || undefined);
    const { streams } = await jetstreamManager(nc, { checkAPI: false });
    expect((await streams.info(eventStreamName("smallville"))).state.messages).toBe(1);
    const writer = await kept(writing(server));
    const head = await live(writer, 1);
    await gateway.reached(head);
    expect(warned).toEqual(["the stream TOWN_smallville has no index beside it that says whose run it is"]);
    expect(await gateway.get("/smallville/state")).toEqual(await writer.get("/smallville/state"));
  });
});
