import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { stateBlobSubject, stateStreamName } from "../../wire/subjects.ts";
import { asking, manager } from "./asking.ts";
import { storedLast } from "./stored-messages.ts";

/**
 * Large JSON in a town's state stream: packed by gzip, and cut into messages that any server takes. Its key ends with what it
 * says, so that two processes that write at the same moment can't mix theirs.
 */
export type Blob = {
  /** A subject's token. */
  readonly key: string;
  /** Messages, of at most 256 KiB. */
  readonly parts: number;
  /** Of the JSON, unpacked; and its SHA-256, 64 hexadecimal digits. */
  readonly bytes: number;
  readonly sha256: string;
};

/** Bytes of JSON in a blob, at most. Packed it is never much larger than that. */
export const MOST_BYTES = 512 * 2 ** 20;
const PART_BYTES = 256 * 2 ** 10;
export const MOST_PARTS = MOST_BYTES / PART_BYTES + 1;

/** Writes a value. Nobody will find it before its blob is in the index. @throws TownError unavailable */
export async function writeBlob(nc: NatsConnection, townId: string, name: string, value: object): Promise<Blob> {
  const json = Buffer.from(JSON.stringify(value));
  const sha256 = hashOf(json);
  const key = `${name}-${sha256.slice(0, 16)}`;
  const packed = await promisify(gzip)(json);
  const parts = Math.ceil(packed.length / PART_BYTES);
  const js = jetstream(nc, { timeout: 2000 });
  const expect = { streamName: stateStreamName(townId) };
  for (let part = 0; part < parts; part++) {
    const data = packed.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
    await asking(`write a state of ${townId}`, js.publish(stateBlobSubject(townId, key, part), data, { expect }));
  }
  return { key, parts, bytes: json.length, sha256 };
}

/** What a blob says, or undefined when it is not there or not what was written. @throws TownError unavailable */
export async function readBlob(
  nc: NatsConnection,
  townId: string,
  { key, parts, bytes, sha256 }: Blob,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (bytes > MOST_BYTES || parts > MOST_PARTS) return undefined;
  const packed: Uint8Array[] = [];
  for (let part = 0; part < parts; part++) {
    const message = await storedLast(nc, stateStreamName(townId), stateBlobSubject(townId, key, part), signal);
    if (!message || message.data.length > PART_BYTES) return undefined;
    packed.push(message.data);
  }
  try {
    const json = await promisify(gunzip)(Buffer.concat(packed), { maxOutputLength: Math.max(1, bytes) });
    return hashOf(json) === sha256 ? (JSON.parse(json.toString()) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the messages of a blob that are older than a sequence of the state stream. @throws TownError unavailable */
export async function purgeBlob(nc: NatsConnection, townId: string, key: string, sequence: number): Promise<void> {
  const { streams } = await manager(nc);
  const purged = streams.purge(stateStreamName(townId), { filter: stateBlobSubject(townId, key), seq: sequence });
  await asking(`remove an old state of ${townId}`, purged);
}

/** The keys of all blobs that are there, also of those that no index names. @throws TownError unavailable */
export async function blobKeys(nc: NatsConnection, townId: string): Promise<Set<string>> {
  const { streams } = await manager(nc);
  const subjects_filter = stateBlobSubject(townId, "*");
  const { state } = await asking(
    `list the states of ${townId}`,
    streams.info(stateStreamName(townId), { subjects_filter }),
  );
  return new Set(Object.keys(state.subjects ?? {}).map((subject) => subject.split(".").at(-2)!));
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
