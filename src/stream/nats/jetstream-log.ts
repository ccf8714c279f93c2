import type { TownConfig } from "../../sim/config.ts";
import { TownError } from "../../sim/error.ts";
import type { TownEvent } from "../../sim/event.ts";
import { found } from "../../sim/genesis/found.ts";
import { snapshot, type TownSnapshot } from "../../sim/snapshot.ts";
import { checkPosition, type EventLog, type ReadOptions } from "../event-log.ts";
import type { Archive } from "./archive.ts";
import type { Shelf } from "./shelf.ts";

type Parts = {
  /** What is appended goes here. It may forget only what JetStream has: either it is told so (`retainAfter`) or it came from there. */
  readonly recent: EventLog;
  readonly archive: Archive;
  readonly shelf: Shelf;
  readonly config: TownConfig;
};

/**
 * A log whose newest events are here and whose older ones are in JetStream, as far back as that can rebuild the state before them:
 *
 *     founding or oldest keyframe                    firstSeq of recent        head
 *          ├──── archive (stream TOWN_<id>) ────────────────┼┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┤
 *                                                           ├──── recent ──────┤
 *
 * It does not copy anything there: a bridge does, or it is another process's. While NATS is away, the recent events are to be had as
 * always, and asking for an older one rejects with TownError unavailable.
 */
export class JetStreamLog implements EventLog {
  readonly runId: string;
  readonly recent: EventLog;
  readonly failure?: Promise<never>;
  readonly #archive: Archive;
  readonly #shelf: Shelf;
  readonly #config: TownConfig;
  /** The first event that JetStream could give at the last look, when it had all up to the recent ones. */
  #past = Number.POSITIVE_INFINITY;
  #looking: Promise<void> | undefined;

  /** Knows of nothing in JetStream until `refresh`. */
  constructor({ recent, archive, shelf, config }: Parts) {
    this.runId = recent.runId;
    this.recent = recent;
    this.#archive = archive;
    this.#shelf = shelf;
    this.#config = config;
    if (recent.failure) this.failure = recent.failure;
  }

  get head(): number {
    return this.recent.head;
  }

  get firstSeq(): number {
    return Math.min(this.#past, this.recent.firstSeq);
  }

  /**
   * Asks JetStream what it holds; of several at a time, the first asks for all.
   * @throws TownError unavailable when that can't be told now (what was known stays), conflict when it is another run
   */
  refresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  append(event: TownEvent): void {
    this.recent.append(event);
  }

  async *read({ after, signal }: ReadOptions): AsyncGenerator<TownEvent, void, void> {
    checkPosition(this, after);
    const { recent } = this;
    let at = after;
    for (;;) {
      if (signal?.aborted) return;
      const isPast = at < recent.firstSeq - 1;
      try {
        const events = isPast
          ? this.#archive.read(at, recent.firstSeq - 1, signal)
          : recent.read({ after: at, signal });
        for await (const event of events) {
          at = event.seq;
          yield event;
        }
        if (!isPast) return;
      } catch (error) {
        if (!isOutOfRange(error)) throw error;
        // Retention has overtaken us: here, so that we go back to the archive, or there.
        if (isPast) await this.refresh();
        checkPosition(this, at);
      }
    }
  }

  async keyframe(seq: number): Promise<TownSnapshot> {
    checkPosition(this, seq);
    if (seq >= this.recent.firstSeq - 1) return this.recent.keyframe(seq);
    const index = await this.#shelf.read();
    const kept = index?.run_id === this.runId ? await this.#shelf.keyframe(index, seq) : undefined;
    const least = this.#archive.firstSeq - 1;
    if (kept && kept.seq >= least) return kept;
    if (least === 0) return snapshot(found(this.#config, this.runId));
    await this.refresh();
    checkPosition(this, seq);
    throw new TownError(
      "out_of_range",
      `the state after event ${seq} of run ${this.runId} can't be had: its keyframe in NATS is damaged; ask for a later one`,
    );
  }

  get full(): string | null {
    return this.recent.full ?? null;
  }

  async room(): Promise<void> {
    await this.recent.room?.();
  }

  retainAfter(seq: number): void {
    this.recent.retainAfter?.(seq);
  }

  /** Readers still get what is in JetStream too. */
  close(): void {
    this.recent.close();
  }

  async #look(): Promise<void> {
    try {
      await this.#archive.refresh();
      const { firstSeq, lastSeq } = this.#archive;
      const first = firstSeq === 1 ? 1 : await this.#firstKept(firstSeq);
      this.#past = lastSeq >= this.recent.firstSeq - 1 ? first : Number.POSITIVE_INFINITY;
    } catch (error) {
      if (error instanceof TownError && error.code === "conflict") this.#past = Number.POSITIVE_INFINITY;
      throw error;
    }
  }

  /** The event after the oldest keyframe that events from `firstSeq` can be folded into. */
  async #firstKept(firstSeq: number): Promise<number> {
    const index = await this.#shelf.read();
    const keyframes = index?.run_id === this.runId ? index.keyframes : [];
    return 1 + Math.min(...keyframes.map(({ seq }) => seq).filter((seq) => seq >= firstSeq - 1));
  }
}

function isOutOfRange(error: unknown): boolean {
  return error instanceof TownError && error.code === "out_of_range";
}
