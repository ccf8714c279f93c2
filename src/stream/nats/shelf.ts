import { jetstream, JetStreamApiError } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { z } from "zod";
import type { TownConfig } from "../../sim/config.ts";
import { TownError } from "../../sim/error.ts";
import { parseRecorded } from "../../sim/genesis/parse.ts";
import type { TownSnapshot } from "../../sim/snapshot.ts";
import { formatEventId, parseEventId } from "../../wire/frames.ts";
import { stateIndexSubject, stateStreamName } from "../../wire/subjects.ts";
import { asking, isNoStream, manager, present } from "./asking.ts";
import { blobKeys, MOST_BYTES, MOST_PARTS, purgeBlob, readBlob, writeBlob, type Blob } from "./blobs.ts";
import type { NatsLink } from "./connection.ts";
import { openStateStream } from "./streams.ts";

/** Whose run a town is in, who writes it, and what its events can be folded from. */
export type Index = {
  readonly format: 1;
  readonly run_id: string;
  readonly kind: "simulated" | "external";
  /** Names the process that writes the town, among all that ever did. */
  readonly writer: string;
  readonly config: Blob;
  /** States of the run, oldest first: that after event `seq` each. */
  readonly keyframes: readonly Keyframe[];
};

type Keyframe = Blob & { readonly seq: number };

/**
 * What JetStream keeps of a town beside its events, for those who come late or take over: one index message, which says what of the
 * rest holds. It is changed by compare-and-set and only after what it names was written; so it is right whatever dies, and of
 * two writers one learns that it has lost.
 *
 * Nothing here waits for NATS: while it is away, all rejects with TownError unavailable.
 */
export class Shelf {
  readonly #link: NatsLink;
  readonly #townId: string;
  readonly #replicas: number | undefined;

  /** @param options.replicas of the stream; see `StreamOptions` */
  constructor(link: NatsLink, townId: string, { replicas }: { readonly replicas?: number | undefined } = {}) {
    this.#link = link;
    this.#townId = townId;
    this.#replicas = replicas;
  }

  /** The index as it is now, undefined when there is none that can be understood. @throws TownError unavailable */
  async read(signal?: AbortSignal): Promise<Index | undefined> {
    return (await this.#current(this.#present(), signal)).index;
  }

  /**
   * Makes the town `writer`'s, from whoever had it: of the same run the keyframes stay, of another one nothing does.
   * @throws TownError conflict when somebody else changed the index in the same moment, unavailable
   */
  async claim({ runId, kind, config, writer }: Claim): Promise<void> {
    const nc = this.#present();
    await openStateStream(nc, this.#townId, this.#replicas);
    const { index, sequence } = await this.#current(nc);
    const blob = await writeBlob(nc, this.#townId, "config", config);
    const keyframes = index?.run_id === runId ? index.keyframes : [];
    const next: Index = { format: 1, run_id: runId, kind, writer, config: blob, keyframes };
    const committed = await this.#commit(nc, next, sequence);
    if (committed === undefined) {
      throw new TownError(
        "conflict",
        `${this.#townId} was claimed by another process in the same moment: only one may write it`,
      );
    }
    const named = new Set([blob, ...keyframes].map(({ key }) => key));
    const unnamed = async () => [...(await blobKeys(nc, this.#townId))].filter((key) => !named.has(key));
    await this.#purge(nc, unnamed, committed);
  }

  /**
   * Keeps a state of the run, after an event that the event stream has for certain. Of many, a state goes where they are densest;
   * those that nobody can go on from go too, save the newest of them.
   * @param firstSeq the oldest event that the event stream still has
   * @returns false, and nothing has changed, unless the town is `writer`'s and in the run of the state
   * @throws TownError unavailable
   */
  async put(writer: string, state: TownSnapshot, firstSeq = 1): Promise<boolean> {
    const nc = this.#present();
    const { index, sequence } = await this.#current(nc);
    if (index?.writer !== writer || index.run_id !== state.run_id) return false;
    if (index.keyframes.some(({ seq }) => seq === state.seq)) return true;
    const blob = await writeBlob(nc, this.#townId, String(state.seq), state);
    const all = [...index.keyframes, { seq: state.seq, ...blob }].sort((a, b) => a.seq - b.seq);
    const keyframes = thinned(all, firstSeq);
    const committed = await this.#commit(nc, { ...index, keyframes }, sequence);
    if (committed === undefined) return false;
    const gone = all.filter((keyframe) => !keyframes.includes(keyframe)).map(({ key }) => key);
    await this.#purge(nc, async () => gone, committed);
    return true;
  }

  /** Drops the states after event `seq`, if the town is `writer`'s: JetStream has lost what led there, and it may go on otherwise. @throws TownError unavailable */
  async truncate(writer: string, seq: number): Promise<void> {
    const nc = this.#present();
    const { index, sequence } = await this.#current(nc);
    const lost = index?.keyframes.filter((keyframe) => keyframe.seq > seq) ?? [];
    if (index?.writer !== writer || lost.length === 0) return;
    const keyframes = index.keyframes.filter((keyframe) => !lost.includes(keyframe));
    const committed = await this.#commit(nc, { ...index, keyframes }, sequence);
    if (committed !== undefined) await this.#purge(nc, async () => lost.map(({ key }) => key), committed);
  }

  /** @throws TownError corrupt_log when it is missing or damaged, invalid_config when it makes no sense, unavailable */
  async config({ config }: Index, signal?: AbortSignal): Promise<TownConfig> {
    const value = await readBlob(this.#present(), this.#townId, config, signal);
    if (value !== undefined) return parseRecorded(value);
    throw new TownError(
      "corrupt_log",
      `the configuration of ${this.#townId} is missing in the stream ${stateStreamName(this.#townId)}, or was changed`,
    );
  }

  /** Whether what the index cannot do without is there: a server that died may have lost it. @throws TownError unavailable */
  async isWhole({ config }: Index): Promise<boolean> {
    return (await readBlob(this.#present(), this.#townId, config, undefined)) !== undefined;
  }

  /** The newest sound state at or before `seq`; one that is damaged is as if it weren't there. @throws TownError unavailable */
  async keyframe(index: Index, seq: number, signal?: AbortSignal): Promise<TownSnapshot | undefined> {
    const nc = this.#present();
    for (const keyframe of index.keyframes.filter((kept) => kept.seq <= seq).reverse()) {
      const state = (await readBlob(nc, this.#townId, keyframe, signal)) as TownSnapshot | null | undefined;
      if (state?.run_id === index.run_id && state.seq === keyframe.seq) return state;
    }
    return undefined;
  }

  #present(): NatsConnection {
    return present(this.#link, `reach what is kept of ${this.#townId}`);
  }

  /** The index and the sequence of its message, 0 when there is none: the leader's word. */
  async #current(nc: NatsConnection, signal?: AbortSignal): Promise<{ index: Index | undefined; sequence: number }> {
    const { streams } = await manager(nc);
    const subject = stateIndexSubject(this.#townId);
    const answer = streams
      .getMessage(stateStreamName(this.#townId), { last_by_subj: subject })
      .catch((error: unknown) => {
        if (!isNoStream(error)) throw error;
        return null;
      });
    const message = await asking(`read ${subject}`, answer, signal);
    return { index: message ? readIndex(message.data) : undefined, sequence: message?.seq ?? 0 };
  }

  /** @returns the sequence of the new index, or undefined when the one at `sequence` was no longer the newest */
  async #commit(nc: NatsConnection, index: Index, sequence: number): Promise<number | undefined> {
    const subject = stateIndexSubject(this.#townId);
    const expect = { streamName: stateStreamName(this.#townId), lastSubjectSequence: sequence };
    const written = jetstream(nc, { timeout: 2000 })
      .publish(subject, JSON.stringify(index), { expect })
      .catch((error: unknown) => {
        if (error instanceof JetStreamApiError && WRONG_LAST_SEQUENCE.includes(error.code)) return undefined;
        throw error;
      });
    return (await asking(`write ${subject}`, written))?.seq;
  }

  /**
   * Removes blobs that the index no longer names, as they were when it was written: if somebody writes the same again for a later
   * one, that stays. What fails here is swept up with the next claim.
   */
  async #purge(nc: NatsConnection, keys: () => Promise<readonly string[]>, committed: number): Promise<void> {
    try {
      for (const key of await keys()) await purgeBlob(nc, this.#townId, key, committed);
    } catch (error) {
      if (!(error instanceof TownError)) throw error;
    }
  }
}

type Claim = {
  readonly runId: string;
  readonly kind: Index["kind"];
  readonly config: TownConfig;
  readonly writer: string;
};

/** The second is what a server says that would rather not tell the sequence. */
const WRONG_LAST_SEQUENCE = [10071, 10164];

/** Keyframes that are kept. */
const MOST_KEYFRAMES = 64;

/**
 * The keyframes to keep of some in order. Where there are too many, one goes that leaves the smallest gap, but never the first or the
 * last: so states stay spread evenly, however long the run.
 */
function thinned(keyframes: readonly Keyframe[], firstSeq: number): Keyframe[] {
  const passed = keyframes.filter(({ seq }) => seq < firstSeq - 1);
  const kept = keyframes.slice(Math.max(0, passed.length - 1));
  while (kept.length > MOST_KEYFRAMES) {
    let densest = 1;
    const gap = (at: number) => kept[at + 1].seq - kept[at - 1].seq;
    for (let at = 2; at < kept.length - 1; at++) if (gap(at) < gap(densest)) densest = at;
    kept.splice(densest, 1);
  }
  return kept;
}

const BlobSchema = z.object({
  key: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  parts: z.int().min(1).max(MOST_PARTS),
  bytes: z.int().min(0).max(MOST_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const IndexSchema = z.object({
  format: z.literal(1),
  run_id: z.string().refine((runId) => parseEventId(formatEventId(runId, 1))?.runId === runId),
  kind: z.enum(["simulated", "external"]),
  writer: z.string(),
  config: BlobSchema,
  keyframes: z.array(BlobSchema.extend({ seq: z.int().min(0) })).max(1024),
});

function readIndex(data: Uint8Array): Index | undefined {
  try {
    return IndexSchema.safeParse(JSON.parse(Buffer.from(data).toString())).data;
  } catch {
    return undefined;
  }
}
