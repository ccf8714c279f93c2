import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { headers, type NatsConnection } from "@nats-io/nats-core";
import { serialize } from "../../sim/event.ts";
import { eventStreamName, eventSubjects } from "../../wire/subjects.ts";
import type { EventLog } from "../event-log.ts";
import type { Position } from "./appender.ts";
import { isNoStream } from "./asking.ts";
import { Fenced } from "./fence.ts";
import { readStored, type StoredEvent } from "./stored-event.ts";
import { purgeTo } from "./streams.ts";

/**
 * Finds out where a town's stream stands, so that its events can go on there, and makes it ready: what is malformed at its end is
 * removed, and a stream that lacks events that nobody has any more begins anew where the log begins.
 * @throws Fenced when its end is not what the log holds
 */
export async function reconcile(nc: NatsConnection, townId: string, log: EventLog): Promise<Position> {
  const { streams } = await jetstreamManager(nc, { checkAPI: false });
  const name = eventStreamName(townId);
  const { state, newest, malformed } = await endOf(streams, name);
  if (newest) await checkOurs(newest, log);
  for (const sequence of malformed) await streams.deleteMessage(name, sequence, false);
  const seq = newest?.seq ?? log.firstSeq - 1;
  if (seq >= log.firstSeq - 1 && state.last_seq >= seq) {
    return { seq, last: state.last_seq, short: await shortOf(nc, townId, state.last_seq) };
  }
  const last = await purgeTo(nc, townId, Math.max(log.firstSeq, state.last_seq + 1));
  return { seq: log.firstSeq - 1, last, short: await shortOf(nc, townId, last) };
}

/** Whether a town that another process writes could go on from the log. @throws Fenced when it could not; nothing has changed then */
export async function checkSuccession(nc: NatsConnection, townId: string, log: EventLog): Promise<void> {
  const { streams } = await jetstreamManager(nc, { checkAPI: false });
  const end = await endOf(streams, eventStreamName(townId)).catch((error: unknown) => {
    if (!isNoStream(error)) throw error;
  });
  if (end?.newest) await checkOurs(end.newest, log);
}

/** The newest event of a stream, and the sequences of what is malformed behind it. */
async function endOf(streams: JetStreamManager["streams"], name: string) {
  const { state } = await streams.info(name);
  const malformed: number[] = [];
  for (let at = state.last_seq; state.messages > 0 && at >= state.first_seq; at--) {
    const message = await streams.getMessage(name, { seq: at });
    const newest = message ? readStored(message) : undefined;
    if (newest) return { state, newest, malformed };
    if (message) malformed.push(at);
  }
  return { state, newest: undefined, malformed };
}

/**
 * nats-server 2.9 compares with a count of its own, which a purge beyond the stream's end leaves behind until the server starts
 * again. It tells the count when it refuses a message.
 */
async function shortOf(nc: NatsConnection, townId: string, last: number): Promise<number> {
  if (!/^2\.[0-9]\./.test(nc.info?.version ?? "")) return 0;
  const head = headers();
  head.set("Nats-Expected-Last-Sequence", `${Number.MAX_SAFE_INTEGER}`);
  const subject = eventSubjects(townId).replace(">", "void.void");
  const answer = (await nc.request(subject, "", { headers: head, timeout: 2000 })).json<{
    error?: { description: string };
  }>();
  const counted = /^wrong last sequence: (\d+)$/.exec(answer.error?.description ?? "")?.[1];
  if (counted === undefined || Number(counted) > last) throw new Error("the stream has changed while it was looked at");
  return last - Number(counted);
}

/** @throws Fenced unless `newest` is an event of the log. Only that one is compared: whoever wrote it knew all before it. */
async function checkOurs({ runId, seq, json }: StoredEvent, log: EventLog): Promise<void> {
  if (runId !== log.runId) throw new Fenced(`NATS holds run ${runId} of this town, not ${log.runId}`);
  if (seq > log.head) throw new Fenced(`NATS holds event ${seq} of run ${runId}, and this process only ${log.head}`);
  if (seq < log.firstSeq) return;
  for await (const event of log.read({ after: seq - 1 })) {
    if (serialize(event) === json) return;
    throw new Fenced(`event ${seq} of run ${runId} is another one in NATS than here`);
  }
}
