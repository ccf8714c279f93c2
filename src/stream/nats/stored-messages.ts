import { jetstreamManager } from "@nats-io/jetstream";
import { createInbox, type NatsConnection } from "@nats-io/nats-core";
import { asking, manager } from "./asking.ts";
import type { StoredMessage } from "./stored-event.ts";

type StoredOptions = {
  /** How many messages the reader still wants: no more than that are asked for at a time, and at most 256. */
  readonly want: () => number;
  /** Ask only the stream's leader, which is slower and always knows best. */
  readonly leader?: boolean;
  readonly signal?: AbortSignal | undefined;
};

/**
 * The messages of a stream from sequence `from` to its end, in order. Any replica may answer (Direct Get), but is believed only as
 * far as it leaves nothing out: one that lags behind knows less than the leader, and one that hangs says nothing. Then the leader is
 * asked, from then on if it has what the other had not. Asked for are one at first, then twice as many every time.
 * @throws TownError unavailable when the leader does not answer either
 */
export async function* storedMessages(
  nc: NatsConnection,
  stream: string,
  from: number,
  { want, leader = false, signal }: StoredOptions,
): AsyncGenerator<StoredMessage, void, void> {
  const wanted = `read the stream ${stream}`;
  const fromLeader = await leaderOf(nc, stream);
  const leading: Run = (sequence, count) => singly(fromLeader, sequence, count);
  let ask = leader ? leading : await replicasOf(nc, stream);
  let next = from;
  for (let most = 1; ; most = Math.min(2 * most, AT_ONCE)) {
    const start = next;
    const run = await asking(wanted, ask(start, Math.max(1, Math.min(most, want()))), signal);
    for (const message of run) {
      if (message.seq !== next) break;
      next++;
      yield message;
    }
    if (next > start) continue;
    const message = await asking(wanted, fromLeader(start), signal);
    if (!message) return;
    if (message.seq === start) ask = leading;
    next = message.seq + 1;
    yield message;
  }
}

/** The message of a subject that a stream keeps one of, or null. @throws TownError unavailable */
export async function storedLast(
  nc: NatsConnection,
  stream: string,
  subject: string,
  signal?: AbortSignal,
): Promise<StoredMessage | null> {
  const query = { last_by_subj: subject };
  const { direct } = await jetstreamManager(nc, { checkAPI: false, timeout: PATIENCE });
  const message = await asking(
    `read ${subject}`,
    direct.getMessage(stream, query).catch(() => null),
    signal,
  );
  if (message) return message;
  const { streams } = await manager(nc);
  return asking(`read ${subject}`, streams.getMessage(stream, query), signal);
}

/** Some messages from a sequence on, in order. Fewer than `count`, or none, may mean anything. */
type Run = (sequence: number, count: number) => Promise<readonly StoredMessage[]>;

/** The first message at or after a sequence, or null. */
type Single = (sequence: number) => Promise<StoredMessage | null>;

const AT_ONCE = 256;
/** Milliseconds that an answer may take. */
const PATIENCE = 1000;
/** The level of JetStream's API that answers a question with many messages (2.11). */
const BATCH_LEVEL = 1;

async function leaderOf(nc: NatsConnection, stream: string): Promise<Single> {
  const { streams } = await manager(nc);
  return (sequence) => streams.getMessage(stream, nextFrom(sequence));
}

async function replicasOf(nc: NatsConnection, stream: string): Promise<Run> {
  if ((nc.info?.api_lvl ?? 0) >= BATCH_LEVEL) return (sequence, count) => batch(nc, stream, sequence, count);
  const { direct } = await jetstreamManager(nc, { checkAPI: false, timeout: PATIENCE });
  return (sequence, count) =>
    singly((at) => direct.getMessage(stream, nextFrom(at)).catch(() => null), sequence, count);
}

/** Asks for the first message at or after a sequence. */
function nextFrom(seq: number) {
  return { seq, next_by_subj: ">" };
}

/** One question each, all at once. */
async function singly(ask: Single, sequence: number, count: number): Promise<readonly StoredMessage[]> {
  const answers = Array.from({ length: count }, (_, i) => ask(sequence + i));
  return (await Promise.all(answers)).filter((message) => message !== null);
}

/** One question for all. Its answers carry their sequence, and what ends them has none. */
async function batch(
  nc: NatsConnection,
  stream: string,
  sequence: number,
  count: number,
): Promise<readonly StoredMessage[]> {
  const list: StoredMessage[] = [];
  const inbox = createInbox();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(tooLong);
      subscription.unsubscribe();
      resolve(list);
    };
    // On a connection that is closed this throws, and nothing may be left that would end later.
    const subscription = nc.subscribe(inbox, {
      callback: (error, { headers: header, data }) => {
        const seq = Number(header?.last("Nats-Sequence"));
        if (error || !seq) return end();
        if (list.push({ seq, header, data }) === count) return end();
        tooLong.refresh();
      },
    });
    const tooLong = setTimeout(end, PATIENCE);
    nc.publish(`$JS.API.DIRECT.GET.${stream}`, JSON.stringify({ seq: sequence, batch: count }), { reply: inbox });
  });
}
