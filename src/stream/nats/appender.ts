import { createInbox, type Msg, type MsgHdrs, type NatsConnection, type Subscription } from "@nats-io/nats-core";
import { serialize, type TownEvent } from "../../sim/event.ts";
import { formatEventId } from "../../wire/frames.ts";
import { EVENT_HEADER, subjectOf } from "../../wire/subjects.ts";
import type { Clock } from "../clock.ts";

/** Where a stream stands. */
export type Position = {
  /** Its newest event. */
  readonly seq: number;
  /** The sequence of its last message: the same number where nobody else publishes. */
  readonly last: number;
  /** By how much less the server counts when it compares sequences; 0 but for a fault of old servers. */
  readonly short: number;
};

export type AppenderOptions = {
  readonly clock: Clock;
  /** Whether the stream takes atomic batches. */
  readonly atomic: boolean;
  /** Whether no message may name the id of the one before: then one message, or batch, is under way at a time. */
  readonly alone: boolean;
  /** Called with the newest event that is in the stream for certain. */
  readonly confirmed: (seq: number) => void;
};

/** Something makes it unsure what the stream holds: only a look can tell. */
export class Doubt extends Error {
  /** JetStream's own number of the refusal. */
  readonly code: number | undefined;

  constructor(why: string, code?: number) {
    super(why);
    this.code = code;
  }
}

/**
 * Appends events to a stream by compare-and-set, many under way at a time: each message names the one that must be the stream's
 * last, by sequence and by id, so that what was lost on the way is refused with all that follows it, and nothing can be there twice.
 * The sequence alone would not do: when somebody else's two messages come between, two of ours are refused, and the third would
 * find the sequence that it expects.
 *
 *     e1 e2 e3 ... e64?  e65 ... e91?          ? asks to be confirmed, and stands for all before it
 *     └── group ───────┘ └── group ──┘
 *
 * The last of a group is confirmed or refused; the others are silent, because one that failed makes the last one fail. A server
 * that writes every message through to its disk is several times quicker with atomic batches, another one without: which one it
 * is shows in how long a full window takes. A batch can't name an id, so that only one is under way at a time: the same way suits
 * a server that must not be given ids. Any doubt ends the appender.
 */
export class Appender {
  readonly #nc: NatsConnection;
  readonly #options: AppenderOptions;
  readonly #inbox = createInbox();
  readonly #answers: Subscription;
  readonly #groups: Group[] = [];
  readonly #ended = new AbortController();
  /** Rejects with the first doubt; never resolves. */
  readonly doubt: Promise<never>;
  #doubt!: (doubt: Doubt) => void;
  #last: number;
  readonly #short: number;
  /** Id of the last message that was sent; of one that somebody else sent nobody knows whether it has any. */
  #lastId: string | undefined;
  #confirmed: number;
  #sent: number;
  /** Encoded, and not sent yet. */
  readonly #gathered: Message[] = [];
  #gatheredBytes = 0;
  #bytesUnderWay = 0;
  #heard: number;
  /** Events that may be under way. */
  #window = GROUP;
  /** Milliseconds an event, smoothed. */
  #pace = 0;
  #batching: boolean;
  #room: (() => void) | undefined;

  constructor(nc: NatsConnection, { seq, last, short }: Position, options: AppenderOptions) {
    this.#nc = nc;
    this.#options = options;
    this.#batching = options.alone;
    this.#last = last;
    this.#short = short;
    this.#confirmed = seq;
    this.#sent = seq;
    this.#heard = options.clock.now();
    this.doubt = new Promise((_, reject) => (this.#doubt = reject));
    this.doubt.catch(() => {});
    this.#answers = nc.subscribe(`${this.#inbox}.*`, { callback: (_, answer) => this.#answered(answer) });
    void this.#watch();
  }

  /** Whether so much is under way that no more should be appended before `room`. */
  get full(): boolean {
    return this.#sent - this.#confirmed >= this.#window || this.#bytesUnderWay >= WINDOW_BYTES;
  }

  /** Resolves when no longer `full`, or at the end. */
  room(): Promise<void> {
    if (!this.full || this.#ended.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => (this.#room = resolve));
  }

  /** Appends the next event. @param newest there is no other one yet, so that the group ends here */
  append(event: TownEvent, newest: boolean): void {
    if (this.#ended.signal.aborted) return;
    const payload = Buffer.from(serialize(event));
    this.#gathered.push({ subject: subjectOf(event), id: formatEventId(event.run_id, event.seq), payload });
    this.#gatheredBytes += payload.length;
    this.#sent = event.seq;
    if (this.#batching) this.#sendBatch();
    else if (newest || this.#gathered.length >= GROUP || this.#gatheredBytes >= GROUP_BYTES)
      this.#send(this.#gathered.splice(0));
  }

  /** Listens no more. What is under way may arrive all the same. */
  close(): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#answers.unsubscribe();
    this.#room?.();
  }

  /** What has gathered while the last one was under way. */
  #sendBatch(): void {
    if (this.#groups.length > 0 || this.#gathered.length === 0) return;
    this.#send(this.#gathered.splice(0, this.#options.atomic ? BATCH : 1), true);
  }

  #send(messages: readonly Message[], batched = false): void {
    const bytes = messages.reduce((sum, { payload }) => sum + payload.length, 0);
    this.#gatheredBytes -= bytes;
    this.#bytesUnderWay += bytes;
    const now = this.#options.clock.now();
    if (this.#groups.length === 0) this.#heard = now;
    const last = this.#last + messages.length;
    const reply = `${this.#inbox}.${last}`;
    const batch = batched && messages.length > 1 ? reply.slice(-MOST_BATCH_ID) : undefined;
    try {
      for (const [i, { subject, id, payload }] of messages.entries()) {
        const ends = i === messages.length - 1;
        let head = `NATS/1.0\r\n${EVENT_HEADER}: ${id}\r\n`;
        if (batch === undefined || i === 0) head += `Nats-Expected-Last-Sequence: ${this.#last + i - this.#short}\r\n`;
        if (batch === undefined && this.#lastId && !this.#options.alone)
          head += `Nats-Expected-Last-Msg-Id: ${this.#lastId}\r\n`;
        this.#lastId = id;
        if (batch !== undefined) head += `Nats-Batch-Id: ${batch}\r\nNats-Batch-Sequence: ${i + 1}\r\n`;
        if (batch !== undefined && ends) head += "Nats-Batch-Commit: 1\r\n";
        this.#nc.publish(subject, payload, { headers: encoded(`${head}\r\n`), ...(ends ? { reply } : {}) });
      }
    } catch (error) {
      // A message of more than max_payload, or a connection that was closed.
      const most = this.#nc.info?.max_payload ?? Infinity;
      const large = messages.find(({ payload }) => payload.length + HEAD_BYTES > most);
      return this.#end(
        large
          ? `event ${large.id} has ${large.payload.length} bytes, and this server takes messages of ${most}: set max_payload in its configuration`
          : (error as Error).message,
      );
    }
    const seq = this.#sent - this.#gathered.length;
    this.#groups.push({ last, seq, bytes, sent: now, underWay: seq - this.#confirmed });
    this.#last = last;
  }

  #answered({ headers, data }: Msg): void {
    const group = this.#groups[0];
    if (this.#ended.signal.aborted) return;
    if (headers?.code === 503) return this.#end("JetStream does not answer for the town's stream");
    const answer = parse(data);
    if (answer.error)
      return this.#end(answer.error.description ?? "the server refused an event", answer.error.err_code);
    // Whatever this is an answer to, it is not what was asked first.
    if (!group || answer.seq !== group.last || answer.duplicate)
      return this.#end(`the server confirmed sequence ${answer.seq}`);
    this.#groups.shift();
    const now = this.#options.clock.now();
    this.#choose(group, now - group.sent);
    this.#heard = now;
    this.#bytesUnderWay -= group.bytes;
    const count = group.seq - this.#confirmed;
    this.#confirmed = group.seq;
    this.#widen(count, now - group.sent);
    if (count > 0) this.#options.confirmed(group.seq);
    if (this.#batching) this.#sendBatch();
    if (this.full) return;
    this.#room?.();
    this.#room = undefined;
  }

  /**
   * A server first handles all that it has read and then confirms any of it, so that a slow one must not have more to read than it
   * handles within our patience. So the window is narrow until answers are prompt: each such answer widens it by what it confirms.
   */
  #widen(count: number, ms: number): void {
    if (ms < PATIENCE / 4) this.#window = Math.min(WINDOW, this.#window + count);
    else if (ms > PATIENCE / 2) this.#window = Math.max(GROUP, this.#window >> 1);
  }

  /** Learns from a group that others waited for how long the server takes for an event. */
  #choose({ underWay }: Group, ms: number): void {
    if (!this.#options.atomic || this.#batching || !this.full) return;
    this.#pace += 0.2 * (ms / underWay - this.#pace);
    this.#batching = this.#pace > SLOW;
  }

  /** A server that hangs says nothing: neither yes nor no. */
  async #watch(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#ended;
    for (;;) {
      await clock.sleep(PATIENCE / 4, signal);
      if (signal.aborted) return;
      if (this.#groups.length > 0 && clock.now() - this.#heard >= PATIENCE) {
        return this.#end(`the server has not confirmed event ${this.#groups[0].seq} for a second`);
      }
    }
  }

  #end(why: string, code?: number): void {
    if (this.#ended.signal.aborted) return;
    this.close();
    this.#doubt(new Doubt(why, code));
  }
}

type Message = { readonly subject: string; readonly id: string; readonly payload: Uint8Array };

type Group = {
  /** Sequence and event of its last message. */
  readonly last: number;
  readonly seq: number;
  readonly bytes: number;
  /** When it was sent, and how many events were under way then, its own included. */
  readonly sent: number;
  readonly underWay: number;
};

/** Events under way at most, and their bytes. */
const WINDOW = 2048;
const WINDOW_BYTES = 8 * 2 ** 20;
const GROUP = 64;
const GROUP_BYTES = 2 ** 20;
/** Events of an atomic batch: as many as a server takes. */
const BATCH = 1000;
const MOST_BATCH_ID = 64;
/** Milliseconds of silence that make a doubt. */
const PATIENCE = 1000;
/** Milliseconds an event above which atomic batches are quicker. */
const SLOW = 0.05;
/** More than the headers of a message have. */
const HEAD_BYTES = 512;

/** Headers as they go out: making them of the library's kind costs as much as all the rest. */
function encoded(head: string): MsgHdrs {
  const bytes = Buffer.from(head, "latin1");
  return { encode: () => bytes } as unknown as MsgHdrs;
}

type Answer = {
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly description?: string; readonly err_code?: number };
};

function parse(data: Uint8Array): Answer {
  try {
    return JSON.parse(Buffer.from(data).toString()) as Answer;
  } catch {
    return { error: { description: "the server's answer was no JSON" } };
  }
}
