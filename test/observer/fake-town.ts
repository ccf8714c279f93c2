import { apply } from "../../src/sim/apply.ts";
import { Chronicle } from "../../src/sim/chronicle.ts";
import { TownError } from "../../src/sim/error.ts";
import type { Announcement, Degraded, TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { restore, snapshot, type TownSnapshot } from "../../src/sim/snapshot.ts";
import type { ReplicaStatus } from "../../src/stream/replica.ts";
import { announcementFrame, eventFrame, parseEventId, resetFrame, snapshotFrame } from "../../src/wire/frames.ts";
import { problem, REFUSALS } from "../../src/wire/problem.ts";
import { viewLifelines } from "../../src/wire/view/coalitions.ts";
import { viewPhases } from "../../src/wire/view/measures.ts";

type Request = { readonly method: string; readonly path: string; readonly body: unknown; readonly signal: AbortSignal };

/** A town and its server in one object: its `fetch` answers as the server would, when and what the test says. */
export class FakeTown {
  readonly requests: Request[] = [];
  readonly events: TownEvent[] = [];
  /** Answers of the stream that are still to come before the ordinary ones. */
  readonly surprises: (() => Response | Promise<Response>)[] = [];
  readonly run: Simulation;
  kind: "simulated" | "external" = "simulated";
  speed: number | "max" = 1;
  paused = false;
  held: string | null = null;
  nats: ReplicaStatus | null = null;
  /** The oldest event that is kept. */
  firstSeq = 1;
  /** Most entries of a page. */
  page = 1000;
  readonly #founding: TownSnapshot;
  readonly #open = new Set<ReadableStreamDefaultController<Uint8Array>>();

  constructor(runId = "run-a", citizens = 7) {
    this.run = new Simulation(smallConfig(citizens, 3), { runId });
    this.#founding = snapshot(this.run.town);
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const path = (input as string).replace("http://host/v1/town/smallville", "");
    const signal = init!.signal!;
    signal.throwIfAborted();
    const body: unknown = typeof init!.body === "string" ? JSON.parse(init!.body) : undefined;
    this.requests.push({ method: init!.method ?? "GET", path, body, signal });
    try {
      return await this.#answer(new URL(path, "http://host"), signal);
    } catch (error) {
      if (!(error instanceof TownError)) throw error;
      return Response.json(problem(error), { status: REFUSALS[error.code].status });
    }
  };

  /** Decides events and sends them to whoever is connected, as one piece. */
  go(count: number): TownEvent[] {
    const events = this.silently(count);
    this.say(events.map(eventFrame).join(""));
    return events;
  }

  /** The same while no one hears it. */
  silently(count: number): TownEvent[] {
    const events = Array.from({ length: count }, () => this.run.next());
    this.events.push(...events);
    return events;
  }

  say(text: string): void {
    for (const stream of this.#open) stream.enqueue(new TextEncoder().encode(text));
  }

  announce(kind: Announcement["kind"]): void {
    const { town_id, run_id, seq } = this.run.town;
    const { speed, degraded } = this;
    this.say(announcementFrame({ type: "town_status", town_id, run_id, after: seq, kind, speed, degraded }));
  }

  get degraded(): Degraded {
    return this.nats && this.nats.breaker !== "closed" ? "nats" : null;
  }

  /** How many streams are open. */
  get watching(): number {
    return this.#open.size;
  }

  end(): void {
    for (const stream of this.#open) stream.close();
    this.#open.clear();
  }

  breakDown(): void {
    for (const stream of this.#open) stream.error(new TypeError("network error"));
    this.#open.clear();
  }

  /** The obvious way to any moment: fold from the founding. */
  stateAt(seq: number): TownSnapshot {
    const town = restore(this.#founding);
    for (const event of this.events.slice(0, seq)) apply(town, event);
    return snapshot(town);
  }

  /** The obvious way to what a town remembers: fold from the founding. */
  chronicle(): Chronicle {
    const chronicle = new Chronicle(restore(this.#founding));
    for (const event of this.events) chronicle.take(event);
    return chronicle;
  }

  stream(text: string, signal: AbortSignal): Response {
    let stream: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        stream = controller;
        this.#open.add(controller);
        controller.enqueue(new TextEncoder().encode(text));
        signal.addEventListener("abort", () => {
          if (this.#open.delete(controller)) controller.error(signal.reason);
        });
      },
      cancel: () => void this.#open.delete(stream),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
  }

  snapshotNow(): string {
    const { config, town } = this.run;
    const { kind, speed, paused, degraded } = this;
    const { seq, run_id } = town;
    return snapshotFrame({ seq, run_id, state: snapshot(town), config, kind, speed, paused, degraded });
  }

  #answer({ pathname, searchParams }: URL, signal: AbortSignal): Response | Promise<Response> {
    const { run_id: runId, seq } = this.run.town;
    switch (pathname) {
      case "/": {
        const { speed, paused, held, degraded, nats, firstSeq: first_seq } = this;
        return Response.json({ speed, paused, held, degraded, nats, first_seq });
      }
      case "/state":
        return Response.json(this.stateAt(Number(searchParams.get("at") ?? seq)));
      case "/measures/phases": {
        const after = Number(searchParams.get("after") ?? 0);
        return Response.json(viewPhases(this.chronicle(), { after, limit: this.page }));
      }
      case "/lifelines": {
        const after = searchParams.get("after") ?? undefined;
        return Response.json(viewLifelines(this.chronicle(), { after, limit: this.page }));
      }
      case "/control":
      case "/proofs":
        return Response.json({});
      case "/perturb":
        throw new TownError("impossible", "cannot greet: Bob is resting");
      case "/events": {
        const from = searchParams.get("from");
        if (from !== null)
          return this.stream(
            this.events
              .slice(Number(from) - 1)
              .map(eventFrame)
              .join(""),
            signal,
          );
        const surprise = this.surprises.shift();
        if (surprise) return surprise();
        const id = searchParams.get("last_event_id");
        const place = parseEventId(id ?? "");
        if (place?.runId === runId) return this.stream(this.events.slice(place.seq).map(eventFrame).join(""), signal);
        return this.stream(
          (id === null ? "" : resetFrame(`run ${place?.runId} is over`, 1)) + this.snapshotNow(),
          signal,
        );
      }
      default:
        throw new TownError("not_found", `nothing at ${pathname}`);
    }
  }
}

/** Lets everything that is ready happen, until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn === 1_000) throw new Error(`never came: ${condition.toString()}`);
    await new Promise(setImmediate);
  }
}

/** Lets everything that is ready happen. */
export async function settled(): Promise<void> {
  let turns = 20;
  await until(() => turns-- === 0);
}
