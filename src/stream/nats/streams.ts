import {
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
  type StreamInfo,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { TownError } from "../../sim/error.ts";
import {
  eventStreamName,
  eventSubjects,
  stateStreamName,
  stateSubjects,
  TOWN_SUBJECTS,
  townOfStream,
} from "../../wire/subjects.ts";
import { asking, isNoStream, manager } from "./asking.ts";

/**
 * The two streams of a town: its events in order, and beside them what a latecomer begins with. All of this rejects with TownError
 * unavailable, in the server's words, when JetStream can't do it now.
 */
export type StreamOptions = {
  /** Servers of a cluster that each keep a copy. Default 1 in a new stream; without it an existing one stays as it is. */
  readonly replicas?: number | undefined;
  /** Bytes that it keeps, the newest ones. Default 1 GiB in a new stream; without it an existing one stays as it is. */
  readonly maxBytes?: number | undefined;
  /** The event that an empty stream begins with. Default 1. */
  readonly firstSeq?: number | undefined;
};

/**
 * Makes the stream of a town's events, or makes sure that it is as it must be. @returns also whether it
 * takes atomic batches, and whether appends must go one by one, because a server would break on the id of the one before
 * @throws TownError conflict when a stream of that name belongs to somebody else
 */
export async function openEventStream(
  nc: NatsConnection,
  townId: string,
  { replicas, maxBytes, firstSeq = 1 }: StreamOptions = {},
): Promise<{ readonly atomic: boolean; readonly alone: boolean; readonly info: StreamInfo }> {
  const name = eventStreamName(townId);
  let info = await open(nc, {
    name,
    subjects: [eventSubjects(townId)],
    // One message a subject would punch holes into the history.
    fixed: { max_msgs_per_subject: -1, allow_direct: true, allow_atomic: true, duplicate_window: BRIEFLY },
    chosen: { num_replicas: [replicas, 1], max_bytes: [maxBytes, 2 ** 30] },
  });
  if (info.state.messages === 0 && info.state.last_seq < firstSeq - 1) {
    await purgeTo(nc, townId, firstSeq);
    info = await asking(`read the stream ${name}`, (await manager(nc)).streams.info(name));
  }
  const { allow_atomic: atomic = false, num_replicas: copies } = info.config;
  return { atomic, alone: copies > 1 && (nc.info?.api_lvl ?? 0) >= FRAGILE_LEVEL, info };
}

/** Makes the stream of a town's index, configuration and keyframes, or makes sure that it is as it must be. */
export async function openStateStream(
  nc: NatsConnection,
  townId: string,
  replicas: number | undefined,
): Promise<StreamInfo> {
  return open(nc, {
    name: stateStreamName(townId),
    subjects: [stateSubjects(townId)],
    fixed: { max_msgs_per_subject: 1, allow_direct: true },
    chosen: { num_replicas: [replicas, 1] },
  });
}

/**
 * Removes the messages before a sequence of the stream. Of a stream that has none from there on the next message gets that
 * sequence. @returns the sequence of its last message, that was or is
 */
export async function purgeTo(nc: NatsConnection, townId: string, sequence: number): Promise<number> {
  const name = eventStreamName(townId);
  const { streams } = await manager(nc);
  await asking(`purge the stream ${name}`, streams.purge(name, { seq: sequence }));
  return (await asking(`read the stream ${name}`, streams.info(name))).state.last_seq;
}

/** Removes all that JetStream has of a town, if it has anything; the index, which says whose it was, last. */
export async function deleteStreams(nc: NatsConnection, townId: string): Promise<void> {
  const { streams } = await manager(nc);
  for (const name of [eventStreamName(townId), stateStreamName(townId)]) {
    const gone = streams.delete(name).catch((error: unknown) => {
      if (!isNoStream(error)) throw error;
    });
    await asking(`delete the stream ${name}`, gone);
  }
}

/** The towns that JetStream has events of, or has made room for. */
export async function listTowns(nc: NatsConnection): Promise<string[]> {
  const { streams } = await manager(nc);
  const towns: string[] = [];
  const names = streams.names(TOWN_SUBJECTS);
  for (;;) {
    const page = await asking("list the towns", names.next());
    if (page.length === 0) return towns.sort();
    towns.push(...page.map(townOfStream).filter((town) => town !== undefined));
  }
}

type Plan = {
  readonly name: string;
  readonly subjects: string[];
  /** Without which it would not work. */
  readonly fixed: Partial<StreamConfig>;
  /** What whoever runs the town may choose: the choice, if any, and the default. */
  readonly chosen: Readonly<Record<string, readonly [number | undefined, number]>>;
};

async function open(nc: NatsConnection, { name, subjects, fixed, chosen }: Plan): Promise<StreamInfo> {
  const { streams } = await manager(nc);
  const existing = await asking(`look for the stream ${name}`, infoOf(streams, name));
  if (!existing) {
    const defaults = Object.fromEntries(Object.entries(chosen).map(([key, [given, usual]]) => [key, given ?? usual]));
    const config = { ...KIND, ...fixed, ...defaults, name, subjects };
    // Another process may have made it in this moment.
    const made = streams.add(config).catch(async (error: unknown) => {
      const info = await infoOf(streams, name).catch(() => undefined);
      if (!info) throw error;
      return info;
    });
    return asking(`make the stream ${name}`, made);
  }
  const { config } = existing;
  if (config.subjects?.length !== 1 || config.subjects[0] !== subjects[0]) {
    throw new TownError(
      "conflict",
      `there is a stream ${name} already, of the subjects ${config.subjects?.join(", ") || "of another one"}: a town's has ${subjects[0]}; delete or rename it, or give the town another id`,
    );
  }
  const wanted = Object.entries({
    ...fixed,
    ...Object.fromEntries(Object.entries(chosen).map(([key, [given]]) => [key, given])),
  });
  const known = ([key, value]: [string, unknown]) =>
    value !== undefined && (key !== "allow_atomic" || (nc.info?.api_lvl ?? 0) >= ATOMIC_LEVEL);
  const differs = ([key, value]: [string, unknown]) => config[key as keyof StreamConfig] !== value;
  const changes = wanted.filter((entry) => known(entry) && differs(entry));
  if (changes.length === 0) return existing;
  return asking(`change the stream ${name}`, streams.update(name, Object.fromEntries(changes)));
}

const KIND = { storage: StorageType.File, retention: RetentionPolicy.Limits, discard: DiscardPolicy.Old };
/**
 * Nanoseconds, the least there is. Ids only chain the messages to each other: what must be appended again, because the server has lost
 * it, must not be taken for a duplicate.
 */
const BRIEFLY = 100_000_000;
/** The level of JetStream's API that knows atomic batches (2.12). */
const ATOMIC_LEVEL = 2;
/**
 * From this one on (2.11) a stream of several replicas may be one that answers nothing any more once it has refused a message for the
 * id that it expected: 2.15.1 does so, 2.9.10 and 2.10.27 do not, and of those between we do not know.
 */
const FRAGILE_LEVEL = 1;

async function infoOf(streams: JetStreamManager["streams"], name: string): Promise<StreamInfo | undefined> {
  try {
    return await streams.info(name);
  } catch (error) {
    if (isNoStream(error)) return undefined;
    throw error;
  }
}
