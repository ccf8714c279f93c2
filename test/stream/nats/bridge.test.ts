import { jetstreamManager } from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import { afterEach, describe, expect, it } from "vitest";
import { serialize } from "../../../src/sim/event.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import type { Clock } from "../../../src/stream/clock.ts";
import { LiveTown } from "../../../src/stream/live-town.ts";
import { MemoryLog } from "../../../src/stream/memory-log.ts";
import { Bridge, type BridgeOptions } from "../../../src/stream/nats/bridge.ts";
import { NatsLink } from "../../../src/stream/nats/connection.ts";
import { Shelf } from "../../../src/stream/nats/shelf.ts";
import { readStored } from "../../../src/stream/nats/stored-event.ts";
import { EVENT_HEADER, subjectOf } from "../../../src/wire/subjects.ts";
import { startNats, type Nats } from "../../integration/nats-server.ts";
import { wallClock } from "../../integration/wall-clock.ts";

/** Ended after each test, the last first. */
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function server(version: "newest" | "older", options: Parameters<typeof startNats>[0] = {}): Promise<Nats> {
  const nats = await startNats({ version, ...options });
  ends.push(() => nats.stop());
  return nats;
}

function linkTo({ urls }: Nats): NatsLink {
  const link = new NatsLink({ servers: urls });
  ends.push(() => link.close());
  return link;
}

type Wish = Partial<BridgeOptions> & { readonly runId?: string; readonly maxBytes?: number };

/** A paused town of seven whose events are copied; it lives when it is told to. */
function bridged(link: NatsLink, { runId = "r1", maxBytes, ...options }: Wish = {}) {
  const clock: Clock = wallClock;
  const simulation = new Simulation(smallConfig(7, 3), { runId });
  const log = new MemoryLog(simulation.town, { keyframeEvery: 50, ...(maxBytes === undefined ? {} : { maxBytes }) });
  const town = new LiveTown(simulation, log, { clock, paused: true });
  const bridge = new Bridge(town, { link, clock, ...options });
  town.replicate(bridge);
  const running = bridge.run();
  const living = town.run();
  const ending = living.catch(() => {});
  ends.push(async () => {
    town.close();
    bridge.close();
    await Promise.all([running, ending]);
  });
  return {
    town,
    bridge,
    living,
    days: async (count: number) => {
      for (let day = 0; day < count; day++) await town.flux.step("day");
    },
    /** Resolves when all that has happened is confirmed. */
    copied: () => became(bridge, ({ breaker, confirmed }) => breaker === "closed" && confirmed === town.ledger.head),
  };
}

/** Deletes the stream; resolves when it is there again, and has all that has happened. */
async function madeAnew(link: NatsLink, { bridge, days, copied }: ReturnType<typeof bridged>): Promise<void> {
  const { streams } = await jetstreamManager(await link.connected());
  await streams.delete("TOWN_smallville");
  await days(1);
  await became(bridge, ({ opened }) => opened > 0);
  await copied();
}

/** Resolves when the bridge's status is as it should be. */
async function became(bridge: Bridge, holds: (status: Bridge["status"]) => boolean): Promise<void> {
  while (!holds(bridge.status)) await wallClock.sleep(5);
}

async function stored(link: NatsLink) {
  const { streams } = await jetstreamManager(await link.connected(), { checkAPI: false });
  const { state } = await streams.info("TOWN_smallville");
  const messages = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await streams.getMessage("TOWN_smallville", { seq });
    if (message) messages.push(message);
  }
  return messages;
}

async function jsonOf(town: LiveTown, after = 0): Promise<string[]> {
  const said: string[] = [];
  if (town.ledger.head === after) return said;
  for await (const event of town.ledger.read({ after })) {
    said.push(serialize(event));
    if (event.seq === town.ledger.head) break;
  }
  return said;
}

for (const version of ["newest", "older"] as const) {
  describe(`a bridge to the ${version} nats-server`, () => {
    it("copies every event, under its subject, with its id, as it is", async () => {
      const link = linkTo(await server(version));
      const { town, bridge, days, copied } = bridged(link);
      await days(1);
      await copied();
      const messages = await stored(link);
      expect(messages.map(({ data }) => Buffer.from(data).toString())).toEqual(await jsonOf(town));
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, i) => i + 1));
      let i = 0;
      for await (const event of town.ledger.read({ after: 0 })) {
        const { subject, header } = messages[i++];
        expect(subject).toBe(subjectOf(event));
        expect(header.get(EVENT_HEADER)).toBe(`r1-${event.seq}`);
        expect(header.get("Nats-Expected-Last-Sequence")).toBe(`${event.seq - 1}`);
        if (event.seq === town.ledger.head) break;
      }
      expect(town.status).toMatchObject({ degraded: null, nats: { breaker: "closed", why: null, opened: 0 } });
      expect(await bridge.stored(town.ledger.head)).toBe(true);
    });

    it("loses and doubles nothing when the server is killed again and again while events flow", async () => {
      const nats = await server(version);
      const link = linkTo(nats);
      const { town, bridge, days, copied } = bridged(link);
      await copied();
      for (let kill = 0; kill < 3; kill++) {
        const flowing = days(3);
        await became(bridge, ({ confirmed }) => confirmed > 100 * kill);
        await nats.kill();
        await flowing;
        await nats.start();
      }
      await copied();
      expect((await stored(link)).map(({ data }) => Buffer.from(data).toString())).toEqual(await jsonOf(town));
      expect(bridge.status.opened).toBeGreaterThan(0);
    });

    it("is not led astray by what others publish on the subjects, and removes it", async () => {
      const link = linkTo(await server(version));
      const { town, days, copied } = bridged(link);
      await copied();
      const nc = await link.connected();
      for (let day = 0; day < 3; day++) {
        const forged = headers();
        forged.set(EVENT_HEADER, `r1-${town.ledger.head + 1}`);
        nc.publish("kgent.town.smallville.morning.gossip", new Uint8Array([0, 255, 7]));
        nc.publish("kgent.town.smallville.morning.gossip", "{}", { headers: forged });
        await days(1);
        await copied();
      }
      const events = (await stored(link)).map(readStored);
      expect(events.map((event) => event?.json)).toEqual(await jsonOf(town));
      expect(events.at(-1)!.sequence).toBe(town.ledger.head + 6);
    });

    it("fills a stream again that was deleted", async () => {
      const link = linkTo(await server(version));
      const copy = bridged(link);
      const { town, days, copied } = copy;
      await days(1);
      await copied();
      await madeAnew(link, copy);
      expect((await stored(link)).map((message) => readStored(message)?.json)).toEqual(await jsonOf(town));
    });

    it("begins a deleted stream where its own log begins, if that has forgotten the first events", async () => {
      const link = linkTo(await server(version));
      const copy = bridged(link, { maxBytes: 20_000 });
      const { town, days, copied } = copy;
      await days(10);
      await copied();
      await madeAnew(link, copy);
      const { firstSeq } = town.ledger;
      expect(firstSeq).toBeGreaterThan(1);
      const events = (await stored(link)).map(readStored);
      expect(events[0]!.seq).toBeLessThanOrEqual(firstSeq);
      expect(events[0]!.seq).toBeGreaterThan(1);
      expect(events.map((event) => event!.sequence)).toEqual(events.map((event) => event!.seq));
      expect(events.at(-1)!.seq).toBe(town.ledger.head);
    });

    it("leaves another run's stream alone, and the town lives on without a copy", async () => {
      const link = linkTo(await server(version));
      const first = bridged(link);
      await first.days(1);
      await first.copied();
      const before = await stored(link);
      const { town, bridge, days } = bridged(link, { runId: "r2" });
      await became(bridge, ({ breaker }) => breaker === "fenced");
      await days(1);
      expect(town.status).toMatchObject({
        finished: false,
        degraded: "nats",
        nats: { breaker: "fenced", why: "NATS holds run r1 of this town, not r2" },
      });
      expect((await stored(link)).map(({ seq }) => seq)).toEqual(before.map(({ seq }) => seq));
      expect(await bridge.stored(1)).toBe(false);
    });

    it("takes another run's place when it is told to", async () => {
      const link = linkTo(await server(version));
      const first = bridged(link);
      await first.days(1);
      await first.copied();
      const { town, days, copied } = bridged(link, { runId: "r2", replace: true });
      await days(1);
      await copied();
      expect((await stored(link)).map((message) => readStored(message)?.json)).toEqual(await jsonOf(town));
    });

    it("stops a town that another process has taken over, and spoils nothing", async () => {
      const link = linkTo(await server(version));
      const first = bridged(link);
      await first.days(1);
      await first.copied();
      const shelf = new Shelf(link, "smallville");
      const config = smallConfig(7, 3);
      await shelf.claim({ runId: "r1", kind: "simulated", config, writer: "another" });
      await expect(first.living).rejects.toThrow(
        "smallville is written by another process now: another process has taken the town over; this one has stopped",
      );
      expect(first.bridge.status.breaker).toBe("fenced");
      expect(await stored(link)).toHaveLength(first.town.ledger.head);
    });

    it("leaves a town alone of which NATS holds more, and whoever writes it goes on", async () => {
      const link = linkTo(await server(version));
      const first = bridged(link);
      await first.days(1);
      await first.copied();
      const { bridge } = bridged(link);
      await became(bridge, ({ breaker }) => breaker === "fenced");
      expect(bridge.status.why).toBe(`NATS holds event ${first.town.ledger.head} of run r1, and this process only 0`);
      await first.days(1);
      await first.copied();
    });

    it("stops a town that it has taken over when another one has done so since", async () => {
      const link = linkTo(await server(version));
      const shelf = new Shelf(link, "smallville");
      await link.connected();
      await shelf.claim({ runId: "r1", kind: "simulated", config: smallConfig(7, 3), writer: "another" });
      await expect(bridged(link, { claimed: true }).living).rejects.toThrow("another process has taken the town over");
      expect((await shelf.read())?.writer).toBe("another");
    });

    it("brings back what the server lost of the town's configuration", async () => {
      const nats = await server(version);
      const link = linkTo(nats);
      const { days, copied } = bridged(link);
      await days(1);
      await copied();
      const { streams } = await jetstreamManager(await link.connected());
      await streams.purge("TOWN_smallville_STATE", { filter: "kgent.state.smallville.blob.>" });
      const shelf = new Shelf(link, "smallville");
      expect(await shelf.isWhole((await shelf.read())!)).toBe(false);
      await nats.kill();
      await nats.start();
      await days(1);
      await copied();
      expect(await shelf.config((await shelf.read())!)).toEqual(smallConfig(7, 3));
    });

    it("puts states beside the events for whoever comes late", async () => {
      const link = linkTo(await server(version));
      const { bridge, days, copied } = bridged(link);
      await days(40);
      await copied();
      const shelf = new Shelf(link, "smallville");
      let index = await shelf.read();
      while (index!.keyframes.length === 0) index = await shelf.read();
      const state = await shelf.keyframe(index!, bridge.status.confirmed);
      expect(state).toMatchObject({ run_id: "r1", seq: index!.keyframes.at(-1)!.seq });
    });

    it("says what to do when an event is too large for the server", async () => {
      const link = linkTo(await server(version, { maxPayload: "1KB" }));
      const { bridge, days } = bridged(link);
      await days(2);
      await became(bridge, ({ why }) => why?.includes("max_payload") === true);
      expect(bridge.status.why).toMatch(
        /^event r1-\d+ has \d+ bytes, and this server takes messages of 1024: set max_payload in its configuration$/,
      );
    });
  });
}

describe("a bridge", () => {
  it("lets the town live before NATS is there, and copies what it missed", async () => {
    const first = await startNats();
    const { port } = first;
    await first.stop();
    const link = new NatsLink({ servers: [`nats://127.0.0.1:${port}`] });
    ends.push(() => link.close());
    const { town, bridge, days, copied } = bridged(link);
    const said: string[] = [];
    town.listen({ event() {}, announcement: ({ kind, degraded }) => said.push(`${kind} ${degraded}`) });
    await days(1);
    expect(town.status).toMatchObject({ degraded: "nats", nats: { breaker: "open", confirmed: 0 } });
    expect(await bridge.stored(1)).toBe(false);
    await server("newest", { port });
    await copied();
    expect((await stored(link)).map((message) => readStored(message)?.json)).toEqual(await jsonOf(town));
    expect(said.filter((words) => !words.startsWith("paused"))).toEqual(["restored null"]);
  });

  it("notices a server that hangs, and goes on when it wakes", async () => {
    const nats = await server("newest");
    const link = linkTo(nats);
    const { town, bridge, days, copied } = bridged(link);
    await days(1);
    await copied();
    nats.pause();
    await days(1);
    await became(bridge, ({ breaker }) => breaker === "open");
    nats.resume();
    await copied();
    expect((await stored(link)).map((message) => readStored(message)?.json)).toEqual(await jsonOf(town));
  });

  it("answers for a perturbation when it is in NATS", async () => {
    const link = linkTo(await server("newest"));
    const { town, bridge, days, copied } = bridged(link);
    await days(1);
    await copied();
    const { seq } = await town.perturb("solo", ["alice"]);
    expect(bridge.status.confirmed).toBeGreaterThanOrEqual(seq);
  });
});
