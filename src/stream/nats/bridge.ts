import type { NatsConnection } from "@nats-io/nats-core";
import { randomUUID } from "node:crypto";
import { TownError } from "../../sim/error.ts";
import type { Clock } from "../clock.ts";
import type { EventLog } from "../event-log.ts";
import type { Replica, ReplicaStatus } from "../replica.ts";
import type { Town } from "../town.ts";
import { Appender, Doubt } from "./appender.ts";
import type { NatsLink } from "./connection.ts";
import { Fenced, fenceOff } from "./fence.ts";
import { checkSuccession, reconcile } from "./reconcile.ts";
import { Shelf } from "./shelf.ts";
import { deleteStreams, openEventStream } from "./streams.ts";

export type BridgeOptions = {
  readonly link: NatsLink;
  readonly clock: Clock;
  /** Names this process among all that ever write the town. */
  readonly writer?: string;
  /** Whether it has claimed the town already. */
  readonly claimed?: boolean;
  readonly replicas?: number | undefined;
  /** Bytes of events that the stream keeps. */
  readonly maxBytes?: number | undefined;
  /** What the town's events are read from, where `town.ledger` reads from NATS itself. */
  readonly local?: EventLog | undefined;
  /** Whether the stream of another run of the town may be deleted. */
  readonly replace?: boolean;
  readonly log?: { info(facts: object, words: string): void; warn(facts: object, words: string): void } | undefined;
};

/**
 * Copies the events of a town to NATS as they happen, and never anything twice, out of order or not at all: a cursor over the
 * town's own log, which is the truth and lives on when NATS does not. In front of NATS stands a circuit breaker:
 *
 *            ┌──────────(doubt: refused, silent, cut)───────────┐
 *            ▼                                                  │
 *     ──► open ──(connected, and it is clear what NATS holds)──► half_open ──(one event confirmed)──► closed
 *            └──────────────(another process writes the town)──► fenced, for good
 */
export class Bridge implements Replica {
  readonly failure: Promise<never>;
  readonly #town: Town;
  readonly #log: EventLog;
  readonly #options: BridgeOptions;
  readonly #writer: string;
  readonly #shelf: Shelf;
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  #fail!: (error: TownError) => void;
  #status: ReplicaStatus;
  /** Whether the town in NATS has been this process's once. */
  #claimed: boolean;
  /** The server knows atomic batches, but not of messages with ids. */
  #plain = false;
  /** When events ceased to flow, on the clock. */
  #doubted!: number;
  /** Why this process may not write the town any more. */
  #lost: TownError | undefined;
  /** Attempts in a row that copied nothing. */
  #attempts = 0;
  /** The newest keyframe in NATS. */
  #kept = 0;
  #keeping = false;
  #waiting: { readonly seq: number; readonly tell: (stored: boolean | TownError) => void }[] = [];

  constructor(town: Town, options: BridgeOptions) {
    this.#town = town;
    this.#log = options.local ?? town.ledger;
    this.#options = options;
    this.#writer = options.writer ?? randomUUID();
    this.#claimed = options.claimed ?? false;
    this.#shelf = new Shelf(options.link, town.status.town_id, { replicas: options.replicas });
    this.failure = new Promise((_, reject) => (this.#fail = reject));
    this.failure.catch(() => {});
    const confirmed = this.#log.firstSeq - 1;
    this.#status = { breaker: "open", confirmed, opened: 0, why: UNTRIED };
    this.#log.retainAfter?.(confirmed);
    // From now on somebody may wait for an event, also before `run`.
    this.#doubt();
    const stopListening = options.link.listen(() => this.#judge());
    this.#closing.signal.addEventListener("abort", stopListening, { once: true });
  }

  get status(): ReplicaStatus {
    return this.#status;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stored(seq: number): Promise<boolean> {
    const { confirmed, breaker } = this.#status;
    if (seq <= confirmed) return Promise.resolve(true);
    if (this.#lost) return Promise.reject(this.#lost);
    if (breaker === "fenced" || this.#closing.signal.aborted || this.#isAway) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const tell = (stored: boolean | TownError) => (typeof stored === "boolean" ? resolve(stored) : reject(stored));
      this.#waiting.push({ seq, tell });
    });
  }

  /** Copies until the town's log is closed and all of it is in NATS, or `close`. Never rejects: what goes wrong is in `status`. */
  async run(): Promise<void> {
    const { link, clock } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        if (await this.#copy(await link.connected(signal))) return;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Fenced) return this.#fence(error);
        if (error instanceof Doubt && error.code === NO_SUCH_BATCH) this.#plain = true;
        this.#became("open", link.state.kind === "away" ? `NATS is away: ${link.state.why}` : (error as Error).message);
        await clock.sleep(Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** this.#attempts++), signal);
      }
    }
  }

  /** Ends the copying. @returns how many events are not known to have reached NATS */
  close(): number {
    this.#closing.abort();
    this.#giveUp();
    return this.#log.head - this.#status.confirmed;
  }

  /** Copies on one connection. @returns true when all is copied and nothing more will come */
  async #copy(nc: NatsConnection): Promise<boolean> {
    const { link, clock, replicas, maxBytes } = this.#options;
    const { town_id } = this.#town.status;
    const log = this.#log;
    const taken = await this.#claim(nc);
    const { atomic, alone } = await openEventStream(nc, town_id, { replicas, maxBytes, firstSeq: log.firstSeq });
    if (taken) await fenceOff(nc, town_id);
    const position = await reconcile(nc, town_id, log);
    // Whoever has claimed the town since has shut this one out before the end of the stream was read, or will.
    if (!taken) await this.#checkOurs();
    const confirmed = (seq: number) => {
      this.#attempts = 0;
      this.#confirmed(seq);
    };
    const appender = new Appender(nc, position, { clock, atomic: atomic && !this.#plain, alone, confirmed });
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, this.#closing.signal]);
    const stopListening = link.listen(({ kind }) => kind !== "connected" && ended.abort());
    // Nobody could begin with the first event of a stream that does not begin with the founding.
    if (this.#kept < log.firstSeq - 1) await this.#keep(log.firstSeq - 1);
    this.#confirmed(position.seq);
    this.#became(position.seq < log.head ? "half_open" : "closed", null);
    try {
      const finished = await Promise.race([
        this.#append(appender, position.seq, signal),
        appender.doubt,
        this.#guard(signal),
      ]);
      if (!finished && !this.#closing.signal.aborted) throw new Error("the connection was lost");
      return finished;
    } finally {
      stopListening();
      ended.abort();
      appender.close();
    }
  }

  /** @returns whether the log has ended and all of it is confirmed */
  async #append(appender: Appender, after: number, signal: AbortSignal): Promise<boolean> {
    const log = this.#log;
    let count = 0;
    for await (const event of log.read({ after, signal })) {
      const probes = this.#status.breaker === "half_open";
      appender.append(event, probes || event.seq === log.head);
      if (probes) await this.#reached(event.seq, signal);
      if (appender.full) await appender.room();
      // The town and its viewers get their turn.
      if (++count % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await this.#reached(log.head, signal);
    return !signal.aborted;
  }

  /** Resolves when event `seq` is confirmed, or `signal` aborts. */
  #reached(seq: number, signal: AbortSignal): Promise<void> {
    if (this.#status.confirmed >= seq || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ seq, tell: () => resolve() });
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Makes the town in NATS this process's, where it is not. @returns whether it was another's @throws Fenced */
  async #claim(nc: NatsConnection): Promise<boolean> {
    const { config, kind, status } = this.#town;
    const { runId } = this.#log;
    let index = await this.#shelf.read();
    if (index && this.#claimed && index.writer !== this.#writer)
      throw new Fenced("another process has taken the town over");
    if (index && index.run_id !== runId) {
      if (!this.#options.replace) throw new Fenced(`NATS holds run ${index.run_id} of this town, not ${runId}`);
      await deleteStreams(nc, status.town_id);
      index = undefined;
    }
    const owner = index?.writer;
    if (!index || owner !== this.#writer || !(await this.#shelf.isWhole(index))) {
      // Else one that knows less, such as an old copy of a record, would end the town of one that knows more.
      if (owner !== undefined && owner !== this.#writer) await checkSuccession(nc, status.town_id, this.#log);
      await this.#shelf.claim({ runId, kind, config, writer: this.#writer });
    }
    this.#kept = Math.max(0, ...(index?.keyframes ?? []).map(({ seq }) => seq));
    this.#claimed = true;
    return owner !== undefined && owner !== this.#writer;
  }

  /** Looks now and then whether the town is still this process's to write: a town at rest would not notice. */
  async #guard(signal: AbortSignal): Promise<never> {
    const { clock } = this.#options;
    for (;;) {
      await clock.sleep(LOOK, signal);
      if (signal.aborted) return new Promise(() => {});
      await this.#checkOurs(signal);
    }
  }

  /** @throws Error when the town's index is not this process's any more, or gone: the next attempt finds out which */
  async #checkOurs(signal?: AbortSignal): Promise<void> {
    const index = await this.#shelf.read(signal);
    if (index?.writer !== this.#writer) throw new Error("the town's index has changed");
  }

  #confirmed(seq: number): void {
    this.#status = { ...this.#status, confirmed: seq };
    this.#log.retainAfter?.(seq);
    if (this.#status.breaker === "half_open") this.#became("closed", null);
    const told = this.#waiting.filter((waiting) => waiting.seq <= seq);
    if (told.length > 0) {
      this.#waiting = this.#waiting.filter((waiting) => waiting.seq > seq);
      for (const { tell } of told) tell(true);
    }
    if (seq - this.#kept >= KEYFRAME_EVERY && !this.#keeping) void this.#keep(seq);
  }

  /** Puts a state beside the events, for whoever comes late. That it fails is no harm: the events are all there. */
  async #keep(seq: number): Promise<void> {
    this.#keeping = true;
    try {
      const state = await this.#log.keyframe(seq);
      if (state.seq > this.#kept) await this.#shelf.put(this.#writer, state, this.#town.ledger.firstSeq);
      this.#kept = Math.max(this.#kept, state.seq, seq - KEYFRAME_EVERY / 2);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#options.log?.warn({ town: this.#town.status.town_id, err: error }, "a keyframe did not reach NATS");
      this.#kept = seq;
    } finally {
      this.#keeping = false;
    }
  }

  #fence({ message }: Fenced): void {
    const { town_id } = this.#town.status;
    if (this.#claimed) {
      const words = `${town_id} is written by another process now: ${message}; this one has stopped`;
      this.#lost = new TownError("conflict", words);
    }
    this.#became("fenced", message);
    this.#giveUp();
    if (this.#lost) this.#fail(this.#lost);
  }

  /** Nothing waits for NATS any longer. */
  #giveUp(): void {
    for (const { tell } of this.#waiting.splice(0)) tell(this.#lost ?? false);
    this.#log.retainAfter?.(Infinity);
  }

  /** Events don't flow, and will not soon. Until that is clear, another process may have taken the town over. */
  get #isAway(): boolean {
    if (this.#status.breaker !== "open") return false;
    const { link, clock } = this.#options;
    return (link.state.kind === "away" && link.state.surely) || clock.now() - this.#doubted >= VERDICT;
  }

  #doubt(): void {
    this.#doubted = this.#options.clock.now();
    void this.#options.clock.sleep(VERDICT, this.#closing.signal).then(() => this.#judge());
  }

  /** Whoever waits for an event hears it as soon as it is clear that there is no sense in waiting. */
  #judge(): void {
    if (this.#isAway) for (const { tell } of this.#waiting.splice(0)) tell(false);
  }

  #became(breaker: ReplicaStatus["breaker"], why: string | null): void {
    const before = this.#status;
    if (before.breaker === breaker && before.why === why) return;
    const opened = before.opened + Number(breaker === "open" && before.breaker === "closed");
    this.#status = { ...before, breaker, why, opened };
    if (before.breaker === breaker && before.why !== UNTRIED) return;
    if (before.breaker === "closed") this.#doubt();
    const facts = { town: this.#town.status.town_id, breaker, confirmed: before.confirmed, ...(why ? { why } : {}) };
    if (breaker === "closed") this.#options.log?.info(facts, "events flow to NATS");
    else if (breaker !== "half_open") this.#options.log?.warn(facts, "events don't flow to NATS");
    this.#judge();
    for (const listener of this.#listeners) listener();
  }
}

const UNTRIED = "NATS has not been reached yet";
/** Milliseconds between attempts. */
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 2000;
/** Milliseconds between looks at who writes the town. */
const LOOK = 2000;
/** Milliseconds after which NATS is away for sure when it says nothing. */
const VERDICT = 3000;
/** Events from one look for a keyframe to the next. */
const KEYFRAME_EVERY = 512;
/** JetStream's number of the refusal of a batch with headers that it does not take (2.12.0). */
const NO_SUCH_BATCH = 10177;
/** Events appended in one turn. */
const AT_ONCE = 128;
