import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ReplicaStatus } from "../stream/replica.ts";
import type { TownStatus } from "../stream/town.ts";
import { TownMeter } from "./town-meter.ts";

/** What is looked at of a town when somebody asks for the metrics; a `Room` of the hall is one. */
type Watched = {
  readonly town: { readonly status: TownStatus; readonly ledger: { readonly head: number } };
  readonly stream: { lags(): Readonly<Record<"live" | "behind" | "stalled", number>> };
  /** Why it stopped, when it failed. */
  readonly failure: string | null;
};

/** One answered request. `route` is a path's template such as `/v1/town/{id}/state`, never an address: there must be few. */
type Answered = {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  /** Undefined for a stream, which lasts as long as its reader likes. */
  readonly seconds: number | undefined;
};

/** What this server counts, for Prometheus. Whatever is said of a town is read from it and its meter when asked, and ends with them. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #meters = new Map<string, TownMeter>();
  readonly #requests: Counter;
  readonly #durations: Histogram;
  /** Of towns that are no more. */
  #pastOverloads = 0;

  constructor(rooms: () => readonly Watched[]) {
    processMetrics();
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: "agent_town_http_requests_total",
      help: "Requests answered; a stream counts when it has ended",
      labelNames: ["route", "method", "status"],
      registers,
    });
    this.#durations = new Histogram({
      name: "agent_town_http_request_duration_seconds",
      help: "Seconds from a request to the end of its answer, streams left out",
      labelNames: ["route", "method"],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    });

    const meters = this.#meters;
    this.#gauge("agent_town_towns", "Towns by state", ["state"], () => statesOf(rooms()));
    for (const [name, { help, read }] of Object.entries(OF_STATUS)) {
      this.#gauge(name, help, ["town"], function* () {
        for (const { town } of rooms()) yield [{ town: town.status.town_id }, read(town.status)];
      });
    }
    this.#gauge("agent_town_nats_breaker", "Circuit breaker to NATS: 1 for its state", ["town", "state"], function* () {
      for (const { town, nats } of copiesOf(rooms()))
        for (const state of BREAKER) yield [{ town, state }, state === nats.breaker ? 1 : 0];
    });
    for (const [name, { help, read }] of Object.entries(OF_COPY)) {
      this.#gauge(name, help, ["town"], function* () {
        for (const copy of copiesOf(rooms())) yield [{ town: copy.town }, read(copy)];
      });
    }
    this.#counter("agent_town_nats_opened_total", "Times that events ceased to flow to NATS", ["town"], function* () {
      for (const { town, nats } of copiesOf(rooms())) yield [{ town }, nats.opened];
    });
    this.#counter("agent_town_events_total", "Events of the run", ["town"], function* () {
      for (const { town } of rooms()) yield [{ town: town.status.town_id }, town.status.seq];
    });
    for (const [name, { help, read }] of Object.entries(OF_METER)) {
      this.#counter(name, help, ["town"], function* () {
        for (const [town, meter] of meters) yield [{ town }, read(meter)];
      });
    }
    this.#counter("agent_town_overloads_total", "Clients sent away because all seats were taken", [], () => [
      [{}, [...meters.values()].reduce((sum, { overloads }) => sum + overloads, this.#pastOverloads)],
    ]);
    this.#counter(
      "agent_town_perturbations_total",
      "Perturbations asked for, by outcome",
      ["town", "outcome"],
      function* () {
        for (const [town, { perturbations }] of meters)
          for (const [outcome, count] of perturbations) yield [{ town, outcome }, count];
      },
    );
    this.#gauge("agent_town_clients", "Clients that follow a stream, by format", ["town", "format"], function* () {
      for (const [town, { clients }] of meters) for (const [format, count] of clients) yield [{ town, format }, count];
    });
    this.#gauge("agent_town_client_lag", "Clients by how they keep up", ["town", "class"], function* () {
      for (const { town, stream } of rooms())
        for (const [name, count] of Object.entries(stream.lags()))
          yield [{ town: town.status.town_id, class: name }, count];
    });
  }

  /** What is counted of one town; always the same until it is forgotten. */
  meterFor(town: string): TownMeter {
    let meter = this.#meters.get(town);
    if (!meter) this.#meters.set(town, (meter = new TownMeter()));
    return meter;
  }

  answered({ route, method, status, seconds }: Answered): void {
    this.#requests.inc({ route, method, status });
    if (seconds !== undefined) this.#durations.observe({ route, method }, seconds);
  }

  /** The town is no more: nothing of it is told any longer. */
  forget(town: string): void {
    this.#pastOverloads += this.#meters.get(town)?.overloads ?? 0;
    this.#meters.delete(town);
  }

  /** Everything, with what the whole process uses, in Prometheus' text format: of media type `METRICS_TYPE`. */
  async text(): Promise<string> {
    return `${await this.#registry.metrics()}\n${await processMetrics().metrics()}`;
  }

  #gauge(name: string, help: string, labelNames: string[], samples: Samples): void {
    const collect = () => {
      gauge.reset();
      for (const [labels, value] of samples()) gauge.set(labels, value);
    };
    const gauge = new Gauge({ name, help, labelNames, collect, registers: [this.#registry] });
  }

  #counter(name: string, help: string, labelNames: string[], samples: Samples): void {
    const collect = () => {
      counter.reset();
      for (const [labels, value] of samples()) counter.inc(labels, value);
    };
    const counter = new Counter({ name, help, labelNames, collect, registers: [this.#registry] });
  }
}

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];
type Samples = () => Iterable<Sample>;

type Reading<T> = Readonly<Record<string, { readonly help: string; readonly read: (from: T) => number }>>;

const OF_STATUS: Reading<TownStatus> = {
  agent_town_seq: { help: "Seq of the newest event", read: ({ seq }) => seq },
  agent_town_day: { help: "Day in the town, from 1", read: ({ day }) => day },
  agent_town_sim_speed: {
    help: "Pace that is set, in days of the town a minute: 0 while paused, +Inf for max",
    read: ({ paused, speed }) => (paused ? 0 : speed === "max" ? Infinity : speed),
  },
};

const BREAKER = ["closed", "half_open", "open", "fenced"] as const satisfies readonly ReplicaStatus["breaker"][];

/** A town that has a copy of its events in NATS. */
type Copied = {
  readonly town: string;
  /** Seq of the newest event that was decided. */
  readonly head: number;
  readonly nats: ReplicaStatus;
};

function* copiesOf(rooms: readonly Watched[]): Iterable<Copied> {
  for (const { town } of rooms) {
    const { town_id, nats } = town.status;
    if (nats) yield { town: town_id, head: town.ledger.head, nats };
  }
}

const OF_COPY: Reading<Copied> = {
  agent_town_nats_confirmed_seq: { help: "Seq of the newest event that NATS has", read: ({ nats }) => nats.confirmed },
  agent_town_nats_unconfirmed_events: {
    help: "Events that NATS does not have yet",
    read: ({ head, nats }) => head - nats.confirmed,
  },
};

const OF_METER: Reading<TownMeter> = {
  agent_town_deliveries_total: { help: "Events handed to clients, each as often", read: (meter) => meter.deliveries },
  agent_town_stream_bytes_total: { help: "Bytes handed to clients of streams", read: (meter) => meter.bytes },
  agent_town_evictions_total: {
    help: "Clients cut off because they took nothing for too long; they come back and resume",
    read: (meter) => meter.evictions,
  },
  agent_town_resets_total: { help: "Clients that had to begin anew", read: (meter) => meter.resets },
  agent_town_proofs_verified_total: {
    help: "Digests that clients say they found equal to the simulation's",
    read: (meter) => meter.verified,
  },
  agent_town_proofs_diverged_total: {
    help: "Digests that clients say they found to differ from the simulation's",
    read: (meter) => meter.diverged,
  },
  agent_town_published_total: { help: "Events taken from programs elsewhere", read: (meter) => meter.publications },
};

function* statesOf(rooms: readonly Watched[]): Iterable<Sample> {
  const states = { running: 0, paused: 0, finished: 0, failed: 0 };
  for (const { town, failure } of rooms) {
    const { finished, paused } = town.status;
    states[failure !== null ? "failed" : finished ? "finished" : paused ? "paused" : "running"]++;
  }
  for (const [state, count] of Object.entries(states)) yield [{ state }, count];
}

/** What Node and the system say of this process, from the first call on: one for all servers in it, since its observers never stop. */
let shared: Registry | undefined;

function processMetrics(): Registry {
  if (!shared) collectDefaultMetrics({ register: (shared = new Registry()) });
  return shared;
}
