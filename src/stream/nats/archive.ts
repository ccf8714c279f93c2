import { setTimeout as pause } from "node:timers/promises";
import type { NatsConnection } from "@nats-io/nats-core";
import { TownError } from "../../sim/error.ts";
import type { TownEvent } from "../../sim/event.ts";
import { eventStreamName } from "../../wire/subjects.ts";
import { asking, away, isNoStream, manager, present } from "./asking.ts";
import type { NatsLink } from "./connection.ts";
import { liveMessages } from "./live-messages.ts";
import { readStored, type StoredEvent, type StoredMessage } from "./stored-event.ts";
import { storedMessages } from "./stored-messages.ts";

/**
 * The events of one run of a town as JetStream keeps them: what is stored, and what is stored from now on. Whatever dies or lies on
 * the way, what is yielded is gapless and in order, or there is an error; nobody else is trusted with that.
 *
 * A stream's sequences run ahead of the events' by the malformed messages that it got, so that the distance never shrinks:
 *
 *     sequence   1   2   3   4   5   6   7        event t is not before sequence t: looking for event 4 at 4 finds event 3
 *     event      1   2   ✗   3   ✗   4   5        at 4, so that it can't be before 5, which is malformed; at 6 it is
 */
export class Archive {
  readonly #link: NatsLink;
  readonly #stream: string;
  readonly #runId: string;
  #firstSeq = 1;
  #lastSeq = 0;

  /** Asks nothing yet. */
  constructor(link: NatsLink, townId: string, runId: string) {
    this.#link = link;
    this.#stream = eventStreamName(townId);
    this.#runId = runId;
  }

  /** Seq of the oldest event that was stored at the last `refresh`; lastSeq + 1 when there was none. */
  get firstSeq(): number {
    return this.#firstSeq;
  }

  /** Seq of the newest event that was stored at the last `refresh`. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /**
   * Asks what is stored now.
   * @throws TownError unavailable when that can't be told now, conflict when it is another run
   */
  async refresh(signal?: AbortSignal): Promise<void> {
    const nc = present(this.#link, `read the stream ${this.#stream}`);
    const { first_seq, last_seq } = await this.#extent(nc, signal);
    const oldest = await this.#oldest(nc, first_seq, signal);
    const newest = oldest && (await this.#newest(nc, first_seq, last_seq, signal));
    this.#firstSeq = oldest?.seq ?? first_seq;
    this.#lastSeq = newest?.seq ?? first_seq - 1;
  }

  /**
   * Events after + 1 to `last`, which are stored; ends quietly when `signal` aborts. Costs some 25 us an event, twice that with a
   * server before 2.11.
   * @throws TownError out_of_range naming the first available event when retention has passed one, unavailable when they can't be had
   * now or aren't stored, conflict when the stream holds another run, corrupt_log when one is missing amid the others
   */
  async *read(after: number, last: number, signal?: AbortSignal): AsyncGenerator<TownEvent, void, void> {
    const nc = present(this.#link, `read events ${after + 1} to ${last} in the stream ${this.#stream}`);
    yield* this.#read(nc, after, last, signal);
  }

  /**
   * Events after + 1 and on, those that are stored and then those to come, about a millisecond after they were stored, until
   * `signal` aborts. NATS may go away and come back, with all it had or until the town's writer has brought it back.
   * @param onState hears that events flow, and when they don't any more, why
   * @throws TownError conflict when the stream holds another run now, out_of_range when retention has passed the next event,
   * corrupt_log when it is missing amid the others
   */
  async *follow(
    after: number,
    signal: AbortSignal,
    onState: (healthy: boolean, why: string) => void = () => {},
  ): AsyncGenerator<TownEvent, void, void> {
    let at = after;
    let failures = 0;
    let told: string | undefined;
    const tell = (why: string) => {
      if (why === told) return;
      told = why;
      onState(why === "", why);
    };
    const begun = () => {
      failures = 0;
      tell("");
    };
    const wanted = `follow the stream ${this.#stream}`;
    while (!signal.aborted) {
      const lost = new AbortController();
      let stopListening = () => {};
      try {
        if (!this.#link.connection) tell(away(this.#link, wanted).message);
        const nc = await this.#link.connected(signal);
        stopListening = this.#link.listen(() => this.#link.connection !== nc && lost.abort(away(this.#link, wanted)));
        for await (const event of this.#attempt(nc, at, AbortSignal.any([signal, lost.signal]), begun)) {
          at = event.seq;
          yield event;
        }
        lost.signal.throwIfAborted();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof TownError && error.code === "unavailable")) throw error;
        tell(error.message);
        await pause(Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** failures++), undefined, { signal }).catch(() => {});
      } finally {
        stopListening();
      }
    }
  }

  /** Follows until there is something to be looked at anew, or `signal` aborts. */
  async *#attempt(
    nc: NatsConnection,
    after: number,
    signal: AbortSignal,
    begun: () => void,
  ): AsyncGenerator<TownEvent, void, void> {
    let at = after;
    const newest = await this.#look(nc, at, signal);
    for await (const event of this.#read(nc, at, newest, signal)) {
      at = event.seq;
      yield event;
    }
    // The stream that the consumer stands on may be another one already than that which was read.
    const sure = async () => {
      await this.#look(nc, at, signal);
      begun();
    };
    // What was there a second ago and has not come since never will.
    let due = 0;
    const quiet = async () => {
      if (at < due)
        throw new TownError("unavailable", `the stream ${this.#stream} has event ${due}, and it does not come`);
      due = await this.#look(nc, at, signal);
    };
    for await (const message of liveMessages(nc, this.#stream, at + 1, { signal, begun: sure, quiet })) {
      const stored = readStored(message);
      // An event that has been was read, or is somebody's copy. All else that is not the next one, a look must explain.
      if (!stored || (stored.runId === this.#runId && stored.seq <= at)) continue;
      if (stored.runId !== this.#runId || stored.seq !== at + 1) return;
      at = stored.seq;
      yield stored.event;
    }
  }

  async *#read(
    nc: NatsConnection,
    after: number,
    last: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<TownEvent, void, void> {
    let at = after;
    // What replicas say amiss the leader may know better: they may not have heard yet that the stream was made anew.
    for (const leader of [false, true]) {
      try {
        for await (const { event } of this.#chain(nc, at, last, leader, signal)) {
          if (signal?.aborted) return;
          at = event.seq;
          yield event;
        }
        return;
      } catch (error) {
        if (signal?.aborted) return;
        if (leader || !(error instanceof TownError) || error.code === "unavailable") throw error;
      }
    }
  }

  /**
   * Seq of the newest stored event, 0 where there is none, for one who has seen event `at`.
   * @throws TownError unavailable when there is less than that, conflict when it is of another run
   */
  async #look(nc: NatsConnection, at: number, signal: AbortSignal): Promise<number> {
    const { first_seq, last_seq } = await this.#extent(nc, signal);
    const newest = (await this.#newest(nc, first_seq, last_seq, signal))?.seq ?? 0;
    if (newest >= at) return newest;
    throw new TownError(
      "unavailable",
      `the stream ${this.#stream} has lost what it had: it holds ${newest ? `events up to ${newest}` : "no events"}, and event ${at} of run ${this.#runId} has been seen; waiting for the town's writer to bring it back`,
    );
  }

  /** The events after `after` to `last`, each following the one before. */
  async *#chain(
    nc: NatsConnection,
    after: number,
    last: number,
    leader: boolean,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<StoredEvent, void, void> {
    let at = after;
    let from: number | undefined = after + 1;
    const want = () => last - at;
    while (from !== undefined && at < last) {
      const messages = storedMessages(nc, this.#stream, from, { want, leader, signal });
      from = undefined;
      for await (const message of messages) {
        const stored = this.#ours(message);
        if (!stored) continue;
        if (stored.seq > at + 1) throw await this.#missing(at + 1, stored.seq - 1, signal);
        if (stored.seq <= at) {
          if (at > after) continue;
          from = stored.sequence + (at + 1 - stored.seq);
          break;
        }
        at = stored.seq;
        yield stored;
        if (at === last) return;
      }
    }
    if (at >= last) return;
    throw new TownError(
      "unavailable",
      `the stream ${this.#stream} ends before event ${at + 1} of run ${this.#runId}, and events up to ${last} are wanted`,
    );
  }

  /** Why events first .. last are not where they must be. */
  async #missing(first: number, last: number, signal: AbortSignal | undefined): Promise<TownError> {
    await this.refresh(signal);
    if (this.#firstSeq > first) {
      return new TownError(
        "out_of_range",
        `event ${first} of run ${this.#runId} is no longer kept: the first available event is ${this.#firstSeq}; start from a snapshot`,
      );
    }
    const lost = first === last ? `event ${first} is` : `events ${first} to ${last} are`;
    return new TownError(
      "corrupt_log",
      `${lost} missing in the stream ${this.#stream} of run ${this.#runId}, though earlier ones are there: somebody has deleted messages of it`,
    );
  }

  /** Sequences of the first message and of the last one; of an empty stream, first_seq = last_seq + 1. */
  async #extent(nc: NatsConnection, signal: AbortSignal | undefined) {
    const { streams } = await manager(nc);
    const info = streams.info(this.#stream).catch((error: unknown) => {
      if (!isNoStream(error)) throw error;
      throw new TownError("unavailable", `JetStream has no stream ${this.#stream} now`, { cause: error });
    });
    const { state } = await asking(`read the stream ${this.#stream}`, info, signal);
    return state;
  }

  /** The first event in the stream, going by its leader. */
  async #oldest(nc: NatsConnection, first: number, signal?: AbortSignal): Promise<StoredEvent | undefined> {
    const want = () => Infinity;
    for await (const message of storedMessages(nc, this.#stream, first, { want, leader: true, signal })) {
      const stored = this.#ours(message);
      if (stored) return stored;
    }
    return undefined;
  }

  /** The last event in the stream, going by its leader: it may have malformed messages behind it, so ever more is looked at. */
  async #newest(
    nc: NatsConnection,
    first: number,
    last: number,
    signal?: AbortSignal,
  ): Promise<StoredEvent | undefined> {
    if (first > last) return undefined;
    for (let count = 1; ; count *= 8) {
      const from = Math.max(first, last - count + 1);
      let at = from - 1;
      let newest: StoredEvent | undefined;
      const want = () => last - at;
      for await (const message of storedMessages(nc, this.#stream, from, { want, leader: true, signal })) {
        at = message.seq;
        newest = this.#ours(message) ?? newest;
        if (at >= last) break;
      }
      if (newest || from === first) return newest;
    }
  }

  /** The event of a message, undefined when it is malformed. @throws TownError conflict when it is of another run */
  #ours(message: StoredMessage): StoredEvent | undefined {
    const stored = readStored(message);
    if (!stored || stored.runId === this.#runId) return stored;
    throw new TownError("conflict", `the stream ${this.#stream} holds run ${stored.runId} now, not ${this.#runId}`);
  }
}

/** Milliseconds. */
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 1000;
