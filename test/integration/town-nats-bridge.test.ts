import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serialize, type TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { randomFor } from "../../src/sim/random.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { TownStatus } from "../../src/stream/town.ts";
import { Program } from "./faults/program.ts";
import { Watcher } from "./faults/watcher.ts";
import { until } from "./nats-node.ts";
import type { NatsVersion } from "./nats-program.ts";
import { startNats, type Nats } from "./nats-server.ts";

const SEED = 11;
const STREAM = "TOWN_smallville";
const API = "/v1/town/smallville";

describe.each<NatsVersion>(["newest", "older"])("test_nats_town_bridge, with the %s nats-server", (version) => {
  let nats: Nats;
  let town: Program;
  const serve = (...options: readonly string[]) =>
    Program.serve("the town", "serve", "--port", "0", "--seed", `${SEED}`, "--nats", nats.url, ...options);

  beforeAll(async () => void (nats = await startNats({ version })));
  afterAll(async () => {
    await town?.kill();
    await nats.stop();
  });

  it("every TownEvent arrives in JetStream under its subject, with its id, as the very bytes that the simulation decides", async () => {
    town = await serve("--paused");
    for (let day = 1; day <= 3; day++) await post("/control", { action: "step", by: "day" });
    const { seq: head, run_id } = await confirmed();
    const messages = await stored();
    expect(messages).toHaveLength(head);
    const simulation = new Simulation(smallConfig(25, SEED), { runId: run_id });
    for (const [i, { seq, subject, id, json }] of messages.entries()) {
      const event = simulation.next();
      expect([seq, id, json]).toEqual([i + 1, `${run_id}-${i + 1}`, serialize(event)]);
      expect(subject).toBe(`kgent.town.smallville.${topic(event)}`);
    }
    const topics = new Set(messages.map(({ subject }) => subject.split(".")[3]));
    expect([...topics].sort()).toEqual(EVERY_TOPIC);
  });

  it("what a person does is there before the answer", async () => {
    await post("/control", { action: "step", by: "phase" });
    const { citizens } = await get<{ citizens: readonly { id: string; activity: string }[] }>("/citizens");
    const awake = citizens.find(({ activity }) => activity !== "RESTING")!.id;
    const event = await post<TownEvent>("/perturb", { operation: "solo", participants: [awake] });
    const newest = (await stored()).at(-1)!;
    expect(newest.json).toBe(serialize(event));
    await town.kill();
  });

  it("page, API and stream work without NATS, when it comes, goes and comes back", async () => {
    await nats.kill();
    nats.wipe();
    town = await serve("--speed", "64", "--replace");
    const random = randomFor(1, 0, "viewer");
    const viewer = new Watcher({ name: "ann", town: "smallville", source: () => town, random });
    const announced: string[] = [];
    viewer.announced = (kind) => announced.push(kind);
    viewer.start();

    await viewer.reaches(30, 20_000);
    await degraded();
    await nats.start();
    await restored();
    await nats.kill();
    await degraded();
    await nats.start();
    await restored();
    await post("/control", { action: "pause" });
    const { seq: head } = await confirmed();
    expect(await viewer.reaches(head, 5000)).toBe(true);
    await viewer.stop();

    // One connection all the time, that missed nothing; and NATS has it all.
    expect(viewer.connections).toBe(1);
    expect(announced.filter((kind) => kind !== "paused")).toEqual(["restored", "degraded", "restored"]);
    const [{ start, events }] = viewer.chapters;
    expect(events.seqs).toEqual(Array.from({ length: head - start.seq }, (_, i) => start.seq + 1 + i));
    expect((await stored()).map(({ seq }) => seq)).toEqual(Array.from({ length: head }, (_, i) => i + 1));
  });

  /** The town goes on, and says everywhere that it does so without NATS. */
  async function degraded(): Promise<void> {
    const breaker = await shows("nats", "open");
    expect(breaker.why).toContain("NATS");
    const { seq } = await get<TownStatus>("");
    await until("events", async () => (await get<TownStatus>("")).seq > seq + 20 || undefined);
    expect((await fetch(town.url)).status).toBe(200);
    expect((await fetch(`${town.url}/readyz`)).status).toBe(200);
    expect(await get<{ events: readonly TownEvent[] }>("/events?limit=5")).toHaveProperty("events.length", 5);
  }

  async function restored(): Promise<void> {
    await shows(null, "closed");
  }

  /** Waits until status and metrics say so. */
  async function shows(degraded: string | null, state: string) {
    const status = await until(`degraded: ${degraded}`, async () => {
      const now = await get<TownStatus>("");
      return now.degraded === degraded && now.nats?.breaker === state ? now : undefined;
    });
    const metrics = await (await fetch(`${town.url}/metrics`)).text();
    expect(metrics).toContain(`agent_town_nats_breaker{town="smallville",state="${state}"} 1`);
    return status.nats!;
  }

  /** How the town is once NATS has all of it. */
  function confirmed(): Promise<TownStatus> {
    return until("NATS to have it all", async () => {
      const status = await get<TownStatus>("");
      return status.nats?.confirmed === status.seq ? status : undefined;
    });
  }

  async function get<T>(path: string): Promise<T> {
    const response = await fetch(`${town.url}${API}${path}`, { headers: { accept: "application/json" } });
    const answer = (await response.json()) as T;
    expect(response.status, JSON.stringify(answer)).toBe(200);
    return answer;
  }

  async function post<T>(path: string, body: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${town.url}${API}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const answer = (await response.json()) as T;
    expect(response.status, JSON.stringify(answer)).toBe(200);
    return answer;
  }

  /** All messages of the stream, as the official client gives them. */
  async function stored() {
    const nc = await connect({ servers: nats.urls });
    try {
      const { streams } = await jetstreamManager(nc);
      const { state } = await streams.info(STREAM);
      const all = [];
      for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
        const message = (await streams.getMessage(STREAM, { seq }))!;
        const { subject, header } = message;
        all.push({ seq, subject, id: header.get("Nats-Msg-Id"), json: message.string() });
      }
      return all;
    } finally {
      await nc.close();
    }
  }
});

/** As docs/nats.md says it. */
function topic(event: TownEvent): string {
  if (event.type === "town_event") return `${event.phase}.${event.operation}`.toLowerCase();
  if (event.type === "town_status") return "status.phase_change";
  if (event.type === "eigenvector_drift") return "eigenvector.drift";
  return `${event.type}.${event.kind}`;
}

const EVERY_TOPIC = ["afternoon", "citizen", "coalition", "eigenvector", "evening", "morning", "night", "status"];
