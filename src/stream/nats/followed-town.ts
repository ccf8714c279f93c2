import { apply, checkEvent } from "../../sim/apply.ts";
import type { TownConfig } from "../../sim/config.ts";
import { digest } from "../../sim/digest.ts";
import { TownError } from "../../sim/error.ts";
import type { OperationEvent, TownEvent } from "../../sim/event.ts";
import { found } from "../../sim/genesis/found.ts";
import { restore } from "../../sim/snapshot.ts";
import type { TownState } from "../../sim/state.ts";
import type { ControlBody } from "../../wire/control.ts";
import { announceSubject } from "../../wire/subjects.ts";
import type { Clock } from "../clock.ts";
import type { Published } from "../external-town.ts";
import { MemoryLog } from "../memory-log.ts";
import type { ReplicaStatus } from "../replica.ts";
import { Town, type TownStatus } from "../town.ts";
import { Archive } from "./archive.ts";
import { askWriter } from "./commands.ts";
import type { NatsLink } from "./connection.ts";
import { abortOf, hear } from "./hear.ts";
import { JetStreamLog } from "./jetstream-log.ts";
import { Shelf, type Index } from "./shelf.ts";
import { WriterWatch } from "./writer-watch.ts";

export type FollowOptions = {
  readonly clock: Clock;
  /** Bytes of events to keep in memory; older ones are read from NATS. */
  readonly maxBytes?: number | undefined;
};

/**
 * A town that another process writes, followed through NATS: its events are read, checked and folded here, so that whoever watches
 * sees the same events under the same ids as there. What is asked of it, its writer does.
 *
 *     writer ──► stream TOWN_<id> ──► archive ──► check, fold, log, tell
 *        ▲            shelf ──(keyframe: where to begin)──┘
 *        └──(status, commands)── here
 *
 * It is never finished for good: a town whose writer has gone stands still until another one takes it over.
 */
export class FollowedTown extends Town {
  readonly kind: TownStatus["kind"];
  readonly #link: NatsLink;
  readonly #clock: Clock;
  readonly #archive: Archive;
  readonly #past: JetStreamLog;
  readonly #closed = new AbortController();
  readonly #writer: WriterWatch;
  /** Why no events come, though NATS is there. */
  #silence: string | null = null;
  #stuck: string | null = null;
  #pace: Pace = { speed: 1, paused: false, held: null };
  #replication: ReplicaStatus = { breaker: "closed", confirmed: 0, opened: 0, why: null };

  /**
   * Begins with the newest keyframe, or the founding where there is none, and reads all that NATS has by then.
   * Rejects with TownError out_of_range when the events that follow are no longer there, corrupt_log when they are not sound,
   * unavailable when NATS goes away; and with the reason of `signal`.
   * @param index of the town's shelf, just read
   */
  static async open(
    link: NatsLink,
    townId: string,
    index: Index,
    { clock, maxBytes, signal }: FollowOptions & { readonly signal: AbortSignal },
  ): Promise<FollowedTown> {
    const runId = index.run_id;
    const shelf = new Shelf(link, townId);
    const archive = new Archive(link, townId, runId);
    const config = await shelf.config(index, signal);
    await archive.refresh(signal);
    const keyframe = await shelf.keyframe(index, archive.lastSeq, signal);
    const state = keyframe ? restore(keyframe) : found(config, runId);
    if (state.town_id !== townId || state.run_id !== runId) {
      throw new TownError(
        "corrupt_log",
        `the state of ${townId} in NATS is that of ${state.town_id}, run ${state.run_id}`,
      );
    }
    if (state.seq < archive.firstSeq - 1) {
      throw new TownError(
        "out_of_range",
        `${townId} can't be followed: the newest state in NATS is that after event ${state.seq}, and events are kept from ${archive.firstSeq}`,
      );
    }
    const recent = new MemoryLog(state, maxBytes === undefined ? {} : { maxBytes });
    const past = new JetStreamLog({ recent, archive, shelf, config });
    const town = new FollowedTown({ config, state, kind: index.kind, link, archive, past, clock });
    try {
      for await (const event of archive.read(state.seq, archive.lastSeq, signal)) town.#take(event);
      signal.throwIfAborted();
      await past.refresh();
      await town.#writer.ask();
      return town;
    } catch (error) {
      town.close();
      throw error;
    }
  }

  private constructor({ config, state, kind, link, archive, past, clock }: Parts) {
    super(config, state, past);
    this.kind = kind;
    this.#link = link;
    this.#archive = archive;
    this.#past = past;
    this.#clock = clock;
    this.#writer = new WriterWatch(link, state, clock, () => this.#look());
  }

  protected get pace() {
    return { ...this.#pace, finished: this.#closed.signal.aborted };
  }

  protected override get replication(): ReplicaStatus {
    return { ...this.#replication, confirmed: this.log.head };
  }

  protected async live(): Promise<void> {
    const { signal } = this.#closed;
    const stopListening = this.#link.listen(() => {
      this.#look();
      this.#writer.hurry();
    });
    void this.#writer.run(signal);
    // What is announced is a reason to ask: the answer says how the town is.
    void hear(this.#link, announceSubject(this.state.town_id), () => this.#writer.hurry(), { signal });
    try {
      await Promise.race([this.#follow(), this.#remember()]);
    } finally {
      stopListening();
    }
  }

  /** Why it can't go on from here: it is in another run, or the next event is gone, or not sound. It stands still until it is closed. */
  get stuck(): string | null {
    return this.#stuck;
  }

  async control(command: ControlBody): Promise<void> {
    this.#writer.heard(await askWriter(this.#link, this.state, { command: "control", body: command }));
  }

  perturb(operation: string, participants: readonly string[]): Promise<OperationEvent> {
    return askWriter(this.#link, this.state, { command: "perturb", body: { operation, participants } });
  }

  /** Hands the lines of a publication to the writer as they came. Rejects with its refusal, and as `askWriter` does. */
  forward(events: Uint8Array, after: number | undefined): Promise<Published> {
    const request = { command: "publish", ...(after === undefined ? {} : { after }) } as const;
    return askWriter(this.#link, this.state, request, { events });
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.announce("finished");
    this.ledger.close();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closed;
    const flows = (healthy: boolean, why: string) => {
      this.#silence = healthy ? null : why;
      this.#look();
    };
    try {
      for await (const event of this.#archive.follow(this.log.head, signal, flows)) this.#take(event);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof TownError)) throw error;
      this.#stuck = error.message;
      this.#look();
      await abortOf(signal);
    }
  }

  /** @throws TownError corrupt_log for an event that can't be folded, diverged when the town here is not the writer's */
  #take(event: TownEvent): void {
    const { town_id, seq } = this.decided;
    const problem = checkEvent(event, this.decided);
    if (problem !== undefined) {
      throw new TownError("corrupt_log", `event ${seq + 1} of ${town_id} in NATS is not sound: ${problem}`);
    }
    if (event.type === "town_status" && event.digest !== digest(this.decided)) {
      throw new TownError(
        "diverged",
        `after event ${seq} the town here is not the one that ${town_id}'s writer had: is it of another version?`,
      );
    }
    apply(this.decided, event);
    this.record(event);
  }

  /** The history before the keyframe, for the chronicle; and, now and then, what NATS has forgotten meanwhile. */
  async #remember(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      try {
        await this.#past.refresh();
        await this.recall();
      } catch (error) {
        // NATS is away, or its retention was quicker: another time.
        if (!(error instanceof TownError)) throw error;
      }
      await this.#clock.sleep(REMEMBER, signal);
    }
  }

  /** Tells what has changed of the pace, and of the way that events take. */
  #look(): void {
    if (this.#closed.signal.aborted) return;
    const before = this.#pace;
    const now = (this.#pace = this.#paceNow());
    if (now.speed !== before.speed) this.announce("speed");
    if (now.paused !== before.paused) this.announce(now.paused ? "paused" : "resumed");
    const { breaker, opened } = this.#replication;
    const way = this.#wayNow();
    const opens = way.breaker === "open" && breaker !== "open";
    this.#replication = { breaker: way.breaker, confirmed: 0, opened: opened + Number(opens), why: way.why };
    this.lookAtReplica();
  }

  #paceNow(): Pace {
    const { speed = 1, paused = false, held = null, finished = false } = this.#writer.status ?? {};
    const { town_id } = this.state;
    if (this.#writer.absent) return { speed, paused: true, held: `no writer of ${town_id} answers` };
    if (finished) return { speed, paused: true, held: `the writer of ${town_id} has ended it` };
    return { speed, paused, held };
  }

  #wayNow(): Pick<ReplicaStatus, "breaker" | "why"> {
    const { state } = this.#link;
    if (state.kind !== "connected") return { breaker: "open", why: `NATS is away${state.why ? `: ${state.why}` : ""}` };
    const why = this.#stuck ?? this.#silence;
    if (why !== null) return { breaker: "open", why };
    if (this.#writer.absent) return { breaker: "open", why: `no writer of ${this.state.town_id} answers` };
    return this.#writer.status?.nats ?? CLOSED;
  }
}

type Pace = Pick<TownStatus, "speed" | "paused" | "held">;

type Parts = {
  readonly config: TownConfig;
  readonly state: TownState;
  readonly kind: TownStatus["kind"];
  readonly link: NatsLink;
  readonly archive: Archive;
  readonly past: JetStreamLog;
  readonly clock: Clock;
};

const CLOSED = { breaker: "closed", why: null } as const;
/** Milliseconds. */
const REMEMBER = 5000;
