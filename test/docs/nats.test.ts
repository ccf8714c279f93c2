import { readFileSync } from "node:fs";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import {
  announceSubject,
  commandSubject,
  EVENT_HEADER,
  eventStreamName,
  eventSubjects,
  stateIndexSubject,
  stateStreamName,
  stateSubjects,
  subjectOf,
} from "../../src/wire/subjects.ts";
import { until } from "../integration/nats-node.ts";
import { startNats, type Nats } from "../integration/nats-server.ts";
import { eventsOf } from "../sim/towns.ts";
import { showing, writing } from "../stream/nats/over-nats.ts";

const page = readFileSync(new URL("../../docs/nats.md", import.meta.url), "utf8");
const section = (heading: string) => page.split(`\n## ${heading}\n`)[1].split("\n## ")[0];
/** What stands in backquotes in the last cell of each row of a section's first table. */
const lastCells = (heading: string) =>
  /(?:^\|.*\n)+/m
    .exec(section(heading))![0]
    .trim()
    .split("\n")
    .slice(2)
    .map((line) =>
      Array.from(
        line
          .split("|")
          .at(-2)!
          .matchAll(/`([^`]+)`/g),
        ([, code]) => code,
      ),
    );

describe("docs/nats.md", () => {
  it("names streams, subjects and the header as they are", () => {
    expect(lastCells("What is where")).toEqual([
      [eventStreamName("smallville"), eventSubjects("smallville")],
      [stateStreamName("smallville"), stateSubjects("smallville")],
      [announceSubject("smallville")],
      [commandSubject("smallville")],
    ]);
    expect(page).toContain(`**\`${EVENT_HEADER}: <run_id>-<seq>\`:**`);
    expect(page).toContain(`\`${stateIndexSubject("<town>")}\``);
  });

  it("gives subjects that a town's events have, one of each type", () => {
    const events = Array.from(eventsOf(new Simulation(smallConfig(25, 7)), 14));
    const types = new Map(events.map((event) => [subjectOf(event), event.type]));
    const told = lastCells("Subjects").flat();
    expect(told.map((subject) => types.get(subject))).toEqual([
      "town_event",
      "town_status",
      "coalition",
      "eigenvector_drift",
      "citizen",
    ]);
  });
});

describe.each(["newest", "older"] as const)("docs/nats.md, its roles at the %s server", (version) => {
  const endings: (() => Promise<unknown>)[] = [];
  let nats: Nats;

  beforeAll(async () => {
    const [, conf] = /```conf\n([\s\S]*?)```/.exec(page)!;
    // From the server's environment on the page.
    const auth = conf.replaceAll(/\$([A-Z]+)_PASSWORD/g, (_, role: string) => `"secret-of-${role.toLowerCase()}"`);
    nats = await startNats({ version, auth });
  });
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });
  afterAll(() => nats?.stop());

  const urlAs = (role: string) => nats.url.replace("nats://", `nats://${role}:secret-of-${role}@`);
  const as = (role: string): Nats => ({ ...nats, url: urlAs(role), urls: [urlAs(role)] });
  const connected = async (role: string) => {
    const connection = await connect({ servers: nats.url, user: role, pass: `secret-of-${role}` });
    endings.push(() => connection.close());
    return connection;
  };

  it("let the writer write, the gateway show and pass commands on, and a consumer read", async () => {
    const writer = await writing(as("writer"));
    endings.push(() => writer.end());
    const gateway = await showing(as("gateway"));
    endings.push(() => gateway.end());
    const step = async (asked: typeof writer | typeof gateway) =>
      expect(await asked.post("/smallville/control", { action: "step", by: "day" })).toMatchObject({ status: 200 });
    // Enough for a keyframe.
    for (let day = 0; day < 60; day++) await step(writer);
    await writer.confirmed();
    await gateway.reached(writer.town.status.seq);
    const before = writer.town.status.seq;
    await step(gateway);
    expect(writer.town.status.seq).toBeGreaterThan(before);
    await writer.confirmed();
    await gateway.reached(writer.town.status.seq);
    expect(await gateway.get("/smallville/state")).toEqual(await writer.get("/smallville/state"));

    const connection = await connected("consumer");
    const consumer = await jetstream(connection).consumers.get(eventStreamName("smallville"));
    let seq = 0;
    for await (const { headers } of await consumer.consume()) {
      expect(headers!.get(EVENT_HEADER)).toBe(`r1-${++seq}`);
      if (seq === writer.town.status.seq) break;
    }
    const jsm = await jetstreamManager(connection);
    await until("a keyframe", async () => {
      const query = { last_by_subj: stateIndexSubject("smallville") };
      const index = await jsm.direct.getMessage(stateStreamName("smallville"), query);
      return index!.json<{ keyframes: object[] }>().keyframes.length > 0 || undefined;
    });
  });

  it.each([
    ["consumer", ["kgent.command.a"]],
    ["gateway", []],
  ] as const)("let a %s change nothing itself", async (role, more) => {
    const { streams } = await jetstreamManager(await connected("writer"));
    await streams.add({ name: eventStreamName("a"), subjects: [eventSubjects("a")] });
    const connection = await connected(role);
    const api = ["CREATE.TOWN_b", "UPDATE.TOWN_a", "PURGE.TOWN_a", "DELETE.TOWN_a", "MSG.DELETE.TOWN_a"];
    const published = ["kgent.town.a.morning.gossip", "kgent.state.a.index", "kgent.announce.a", ...more];
    for (const subject of [...api.map((request) => `$JS.API.STREAM.${request}`), ...published])
      await expect(connection.request(subject, "{}"), subject).rejects.toThrow("Permissions Violation");
    expect((await streams.info(eventStreamName("a"))).state.last_seq).toBe(0);
    await streams.delete(eventStreamName("a"));
  });
});
