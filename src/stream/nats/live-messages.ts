import { AckPolicy, DeliverPolicy, ReplayPolicy } from "@nats-io/jetstream";
import { createInbox, nanos, type Msg, type NatsConnection } from "@nats-io/nats-core";
import { TownError } from "../../sim/error.ts";
import { asking, manager } from "./asking.ts";
import type { StoredMessage } from "./stored-event.ts";

/**
 * The messages of a stream from sequence `from`, as they are stored, for as long as there is no doubt that they are all: a
 * consumer of our own that pushes them to us, and tells twice a second how many it has sent. A reader that falls too far behind
 * is no doubt: then they end quietly, and it had better read what is stored. They also end when `signal` aborts.
 * @param begun called when the consumer stands, which it does no longer than the stream it was made for
 * @param quiet called once a second while no message comes: a replica that has lost touch knows nothing new, and thinks that all is well
 * @throws TownError unavailable when the consumer is lost, a message is missing, or all is silent for 1.5 s; and what `begun` or `quiet`
 * reject with
 */
export async function* liveMessages(
  nc: NatsConnection,
  stream: string,
  from: number,
  { signal, begun, quiet }: { readonly signal: AbortSignal } & Readonly<Record<"begun" | "quiet", () => Promise<void>>>,
): AsyncGenerator<StoredMessage, void, void> {
  const wanted = `follow the stream ${stream}`;
  const { consumers } = await manager(nc);
  let queue: StoredMessage[] = [];
  let bytes = 0;
  let delivered = 0;
  let heard = performance.now();
  let came = heard;
  let end: "behind" | Error | undefined;
  let wake = () => {};
  const finish = (why: string | Error | undefined) => {
    end ??= typeof why === "string" ? new TownError("unavailable", `can't ${wanted}: ${why}`) : (why ?? "behind");
    wake();
  };
  const receive = ({ reply, headers: header, data }: Msg) => {
    heard = performance.now();
    const place = placeOf(reply);
    if (!place) {
      const told = Number(header?.get("Nats-Last-Consumer") || NaN);
      if (told !== delivered) finish(header?.description ? `JetStream says "${header.description}"` : "it was cut off");
      return;
    }
    if (place.delivery !== ++delivered) return finish("a message was lost on the way");
    came = heard;
    queue.push({ seq: place.sequence, header, data });
    bytes += data.length;
    if (queue.length >= MOST || bytes >= MOST_BYTES) return finish(undefined);
    wake();
  };
  const inbox = createInbox();
  const subscription = nc.subscribe(inbox, {
    callback: (error, message) => {
      if (end) return;
      if (error) finish(error.message);
      else receive(message);
    },
  });
  const watch = setInterval(() => {
    const now = performance.now();
    if (now - heard > SILENCE) finish("nothing is heard of it any more");
    if (now - came < QUIET) return;
    came = now;
    quiet().catch(finish);
  }, HEARTBEAT / 2);
  const abort = () => wake();
  signal.addEventListener("abort", abort);
  let name: string | undefined;
  try {
    const consumer = consumers.add(stream, {
      deliver_subject: inbox,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: from,
      ack_policy: AckPolicy.None,
      replay_policy: ReplayPolicy.Instant,
      idle_heartbeat: nanos(HEARTBEAT),
      inactive_threshold: nanos(FORGOTTEN),
      mem_storage: true,
      num_replicas: 1,
    });
    ({ name } = await asking(wanted, consumer, signal));
    await begun();
    while (!signal.aborted) {
      const batch = queue;
      queue = [];
      bytes = 0;
      for (const message of batch) {
        if (signal.aborted) return;
        yield message;
      }
      if (queue.length > 0) continue;
      if (end === "behind") return;
      if (end) throw end;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    end ??= "behind";
    clearInterval(watch);
    signal.removeEventListener("abort", abort);
    subscription.unsubscribe();
    // It would be forgotten without, a little later.
    if (name !== undefined && !nc.isClosed()) consumers.delete(stream, name).catch(() => {});
  }
}

/** Milliseconds. */
const HEARTBEAT = 500;
const SILENCE = 1500;
const QUIET = 1000;
const FORGOTTEN = 5000;
/** How far a reader may fall behind. */
const MOST = 4096;
const MOST_BYTES = 8 * 2 ** 20;

/**
 * Where a message stands in its stream and among those that its consumer has sent, which is written in its reply subject:
 * `$JS.ACK.<stream>.<consumer>.<times>.<sequence>.<delivery>.<time>.<pending>`, with a domain and an account before the stream
 * where there are any. Undefined for what is no message of the stream.
 */
function placeOf(reply = ""): { readonly sequence: number; readonly delivery: number } | undefined {
  if (!reply.startsWith("$JS.ACK.")) return undefined;
  const tokens = reply.split(".");
  const at = tokens.length === 9 ? 5 : 7;
  return { sequence: Number(tokens[at]), delivery: Number(tokens[at + 1]) };
}
