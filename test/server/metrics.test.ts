import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Metrics, METRICS_TYPE } from "../../src/server/metrics.ts";
import type { TownStatus } from "../../src/stream/town.ts";
import { openTown, SseReader } from "./open-town.ts";
import { samplesOf } from "./prometheus-text.ts";

const STATUS: TownStatus = {
  town_id: "smallville",
  run_id: "r1",
  kind: "simulated",
  seed: 7,
  citizens: 25,
  day: 3,
  phase: "EVENING",
  seq: 120,
  speed: 4,
  paused: false,
  held: null,
  finished: false,
  degraded: null,
  nats: null,
};

function room(status: Partial<TownStatus> = {}, failure: string | null = null) {
  const lags = { live: 5, behind: 2, stalled: 1 };
  return { town: { status: { ...STATUS, ...status }, ledger: { head: 130 } }, stream: { lags: () => lags }, failure };
}

/** What the metrics say now: a value by name and labels, as a person would write them. */
async function read(metrics: Metrics): Promise<ReadonlyMap<string, number>> {
  return samplesOf(await metrics.text());
}

describe("the metrics", () => {
  it("say where a town is, and how its clients keep up", async () => {
    const said = await read(new Metrics(() => [room()]));
    expect(said.get('agent_town_seq{town="smallville"}')).toBe(120);
    expect(said.get('agent_town_events_total{town="smallville"}')).toBe(120);
    expect(said.get('agent_town_day{town="smallville"}')).toBe(3);
    expect(said.get('agent_town_sim_speed{town="smallville"}')).toBe(4);
    expect(said.get('agent_town_client_lag{town="smallville",class="live"}')).toBe(5);
    expect(said.get('agent_town_client_lag{town="smallville",class="behind"}')).toBe(2);
    expect(said.get('agent_town_client_lag{town="smallville",class="stalled"}')).toBe(1);
  });

  it("say 0 for the speed of a town that stands, and infinity for one that goes as fast as it can", async () => {
    const rooms = [room({ town_id: "a", paused: true }), room({ town_id: "b", speed: "max" })];
    const said = await read(new Metrics(() => rooms));
    expect(said.get('agent_town_sim_speed{town="a"}')).toBe(0);
    expect(said.get('agent_town_sim_speed{town="b"}')).toBe(Infinity);
  });

  it("say how the copy in NATS of a town stands, and nothing of towns that have none", async () => {
    const nats = { breaker: "open", confirmed: 100, opened: 3, why: "no answer" } as const;
    const said = await read(new Metrics(() => [room({ nats }), room({ town_id: "harbour" })]));
    const states = ["closed", "half_open", "open", "fenced"];
    const breaker = states.map((state) => said.get(`agent_town_nats_breaker{town="smallville",state="${state}"}`));
    expect(breaker).toEqual([0, 0, 1, 0]);
    expect(said.get('agent_town_nats_confirmed_seq{town="smallville"}')).toBe(100);
    expect(said.get('agent_town_nats_unconfirmed_events{town="smallville"}')).toBe(30);
    expect(said.get('agent_town_nats_opened_total{town="smallville"}')).toBe(3);
    expect([...said.keys()].filter((key) => key.includes("nats") && key.includes("harbour"))).toEqual([]);
  });

  it("count towns by state: one that failed is nothing else", async () => {
    const rooms = [
      room(),
      room({ paused: true }),
      room({ paused: true }),
      room({ finished: true, paused: true }),
      room({ finished: true }, "no space left on the disk"),
    ];
    const said = await read(new Metrics(() => rooms));
    const states = ["running", "paused", "finished", "failed"];
    expect(states.map((state) => said.get(`agent_town_towns{state="${state}"}`))).toEqual([1, 2, 1, 1]);
  });

  it("count what streams deliver, and who follows them", async () => {
    const metrics = new Metrics(() => [room()]);
    const meter = metrics.meterFor("smallville");
    meter.opened("sse");
    meter.opened("sse");
    meter.opened("ndjson");
    meter.delivered(3, 1200);
    meter.delivered(1, 300);
    meter.closed("sse");
    meter.evicted();
    meter.reset();
    meter.overloaded();
    const said = await read(metrics);
    expect(said.get('agent_town_clients{town="smallville",format="sse"}')).toBe(1);
    expect(said.get('agent_town_clients{town="smallville",format="ndjson"}')).toBe(1);
    expect(said.get('agent_town_deliveries_total{town="smallville"}')).toBe(4);
    expect(said.get('agent_town_stream_bytes_total{town="smallville"}')).toBe(1500);
    expect(said.get('agent_town_evictions_total{town="smallville"}')).toBe(1);
    expect(said.get('agent_town_resets_total{town="smallville"}')).toBe(1);
    expect(said.get("agent_town_overloads_total")).toBe(1);
  });

  it("count proofs, perturbations and what was published", async () => {
    const metrics = new Metrics(() => [room()]);
    const meter = metrics.meterFor("smallville");
    meter.proved(7, 1);
    meter.proved(2, 0);
    meter.perturbed("accepted");
    meter.perturbed("refused");
    meter.perturbed("refused");
    meter.perturbed("limited");
    meter.published(40);
    const said = await read(metrics);
    expect(said.get('agent_town_proofs_verified_total{town="smallville"}')).toBe(9);
    expect(said.get('agent_town_proofs_diverged_total{town="smallville"}')).toBe(1);
    expect(said.get('agent_town_perturbations_total{town="smallville",outcome="accepted"}')).toBe(1);
    expect(said.get('agent_town_perturbations_total{town="smallville",outcome="refused"}')).toBe(2);
    expect(said.get('agent_town_perturbations_total{town="smallville",outcome="limited"}')).toBe(1);
    expect(said.get('agent_town_published_total{town="smallville"}')).toBe(40);
  });

  it("count requests by route and status, and time all but streams", async () => {
    const metrics = new Metrics(() => []);
    const route = "/v1/town/{id}/state";
    metrics.answered({ route, method: "GET", status: 200, seconds: 0.003 });
    metrics.answered({ route, method: "GET", status: 200, seconds: 0.3 });
    metrics.answered({ route, method: "GET", status: 404, seconds: 0.001 });
    metrics.answered({ route: "/v1/town/{id}/events", method: "GET", status: 200, seconds: undefined });
    const said = await read(metrics);
    expect(said.get(`agent_town_http_requests_total{route="${route}",method="GET",status="200"}`)).toBe(2);
    expect(said.get(`agent_town_http_requests_total{route="${route}",method="GET",status="404"}`)).toBe(1);
    const duration = `agent_town_http_request_duration_seconds`;
    expect(said.get(`${duration}_count{route="${route}",method="GET"}`)).toBe(3);
    expect(said.get(`${duration}_bucket{le="0.005",route="${route}",method="GET"}`)).toBe(2);
    expect(said.get(`${duration}_sum{route="${route}",method="GET"}`)).toBeCloseTo(0.304, 9);
    expect([...said.keys()].filter((key) => key.includes("events") && key.startsWith(duration))).toEqual([]);
  });

  it("say nothing of a town that is forgotten, whatever its last streams still do, and lose no overload", async () => {
    const rooms = [room({ town_id: "gone" })];
    const metrics = new Metrics(() => rooms);
    const meter = metrics.meterFor("gone");
    meter.opened("sse");
    meter.overloaded();
    meter.perturbed("accepted");
    rooms.pop();
    metrics.forget("gone");
    meter.delivered(1, 100);
    meter.closed("sse");
    const said = await read(metrics);
    expect([...said.keys()].filter((key) => key.includes('"gone"'))).toEqual([]);
    expect(said.get("agent_town_overloads_total")).toBe(1);

    metrics.meterFor("gone").delivered(2, 200);
    expect((await read(metrics)).get('agent_town_deliveries_total{town="gone"}')).toBe(2);
  });

  it("of two servers in a process are apart, and the process is told by both", async () => {
    const [one, other] = [new Metrics(() => []), new Metrics(() => [])];
    one.meterFor("smallville").delivered(1, 1);
    const [a, b] = [await read(one), await read(other)];
    expect(a.has('agent_town_deliveries_total{town="smallville"}')).toBe(true);
    expect(b.has('agent_town_deliveries_total{town="smallville"}')).toBe(false);
    for (const said of [a, b]) {
      expect(said.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
      expect(said.has("nodejs_eventloop_lag_p99_seconds")).toBe(true);
    }
  });

  it("are text that Prometheus reads: described once, every sample after its description, whatever was counted", async () => {
    const count = fc.record({
      town: fc.constantFrom("smallville", "harbour", "a-b_c"),
      what: fc.constantFrom("delivered", "evicted", "reset", "overloaded", "opened", "closed", "proved", "forget"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(count, { maxLength: 40 }), async (counts) => {
        const metrics = new Metrics(() => [room()]);
        for (const { town, what } of counts) {
          const meter = metrics.meterFor(town);
          if (what === "forget") metrics.forget(town);
          else if (what === "delivered") meter.delivered(2, 99);
          else if (what === "proved") meter.proved(1, 0);
          else if (what === "opened" || what === "closed") meter[what]("sse");
          else meter[what]();
        }
        const described = new Set<string>();
        for (const line of (await metrics.text()).split("\n")) {
          if (line === "") continue;
          const [, kind, name] = /^# (HELP|TYPE) (\S+) ./.exec(line) ?? [];
          if (kind === "HELP") expect(described.has(name)).toBe(false);
          if (kind === "TYPE") described.add(name);
          if (kind !== undefined) continue;
          const sample = /^([a-z_0-9]+)(\{.*\})? (-?[0-9.e+-]+|[+-]Inf|Nan)$/.exec(line);
          expect(sample, line).not.toBeNull();
          const base = sample![1].replace(/_(bucket|sum|count)$/, "");
          expect(described.has(sample![1]) || described.has(base), line).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
    expect(METRICS_TYPE).toBe("text/plain; version=0.0.4; charset=utf-8");
  });

  it("have each counter's sum whatever the order of counting", async () => {
    const deliveries = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.nat(1000), fc.nat(100_000)), { maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(deliveries, async (counts) => {
        const metrics = new Metrics(() => []);
        for (const [town, events, bytes] of counts) metrics.meterFor(town).delivered(events, bytes);
        const said = await read(metrics);
        for (const town of ["a", "b"]) {
          const mine = counts.filter(([of]) => of === town);
          const sum = (pick: 1 | 2) => (mine.length ? mine.reduce((total, one) => total + one[pick], 0) : undefined);
          expect(said.get(`agent_town_deliveries_total{town="${town}"}`)).toBe(sum(1));
          expect(said.get(`agent_town_stream_bytes_total{town="${town}"}`)).toBe(sum(2));
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("a server", () => {
  const said = async (url: string) => samplesOf(await (await fetch(`${url}/metrics`)).text());

  it("counts what its viewers get, what they say they proved, and what is asked of it", async () => {
    const { url, town, post, end } = await openTown();
    const stream = await SseReader.open(`${url}/v1/town/smallville/events`);
    await stream.take(1);
    for (let step = 0; step < 3; step++) expect((await post("control", { action: "step" })).status).toBe(200);
    await stream.take(3);
    expect((await post("proofs", { verified: 4, diverged: 1 })).status).toBe(204);
    expect((await post("proofs", { verified: 10_001, diverged: 0 })).status).toBe(400);
    expect((await post("perturb", { operation: "fly", participants: [] })).status).toBe(422);

    const samples = await said(url);
    const of = (name: string, more = "") => samples.get(`agent_town_${name}{town="smallville"${more}}`);
    expect(of("seq")).toBe(town.status.seq);
    expect(of("clients", ',format="sse"')).toBe(1);
    expect(of("client_lag", ',class="live"')).toBe(1);
    expect(of("deliveries_total")).toBe(3);
    expect(of("stream_bytes_total")).toBeGreaterThan(1000);
    expect(of("proofs_verified_total")).toBe(4);
    expect(of("proofs_diverged_total")).toBe(1);
    expect(of("perturbations_total", ',outcome="refused"')).toBe(1);
    expect(samples.get('agent_town_towns{state="paused"}')).toBe(1);
    const route = 'route="/v1/town/{id}/proofs",method="POST"';
    expect(samples.get(`agent_town_http_requests_total{${route},status="204"}`)).toBe(1);
    expect(samples.get(`agent_town_http_requests_total{${route},status="400"}`)).toBe(1);
    stream.close();
    await end();
  });

  it("forgets a town that is deleted", async () => {
    const { url, end } = await openTown();
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ town_id: "harbour", citizens: 3, paused: true });
    expect((await fetch(`${url}/v1/town`, { method: "POST", headers, body })).status).toBe(201);
    const stream = await SseReader.open(`${url}/v1/town/harbour/events`);
    await stream.take(1);
    const named = async () => [...(await said(url)).keys()].filter((key) => key.includes('town="harbour"'));
    expect((await named()).length).toBeGreaterThan(10);
    expect((await fetch(`${url}/v1/town/harbour`, { method: "DELETE", headers })).status).toBe(204);
    while (await stream.next());
    expect(await named()).toEqual([]);
    await end();
  });

  it("tells its metrics to whoever shows a token, where there is one", async () => {
    const { url, end } = await openTown({ token: "the-token-to-command" });
    const answers = await Promise.all(
      ["Bearer the-token-to-command", "Bearer another", ""].map((authorization) =>
        fetch(`${url}/metrics`, { headers: { authorization } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401]);
    expect(answers[0].headers.get("content-type")).toBe(METRICS_TYPE);
    await end();
  });
});
