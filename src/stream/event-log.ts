import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import type { TownSnapshot } from "../sim/snapshot.ts";

/** The events of one run, in order and without gaps, as anyone may read them at any pace. */
export interface LogReader {
  readonly runId: string;
  /** Seq of the newest event; that of the state the log began with when there is none yet. */
  readonly head: number;
  /** Seq of the oldest event that can still be read; head + 1 when there is none. */
  readonly firstSeq: number;
  /**
   * The events after seq `after`, first those that are kept, then those to come, until the log is closed or `signal`
   * aborts; both end the iteration quietly. A reader costs a bounded batch of events, however slow it is.
   * @throws TownError out_of_range (at the first event) when `after` is beyond the head or was passed by retention;
   * also later, when retention overtakes a slow reader. Events are never skipped silently.
   */
  read(options: ReadOptions): AsyncIterable<TownEvent>;
  /** The newest kept state at or before `seq`. Rejects with TownError out_of_range when there is none. Cost: one JSON.parse. */
  keyframe(seq: number): Promise<TownSnapshot>;
}

/** What one town writes. Every implementation keeps the laws of test/contract/event-log.ts. */
export interface EventLog extends LogReader {
  /**
   * Appends the next event, right after the town has folded it.
   * @throws TownError invalid_event when it is not the next one of this run, closed after `close`.
   */
  append(event: TownEvent): void;
  /** Rejects as soon as something appended could not be kept; never settles otherwise. Absent where that can't happen. */
  readonly failure?: Promise<never>;
  /**
   * Why nothing more should be appended for now: what must be kept fills all the room there is. Null while there is room. Absent
   * where there always is.
   */
  readonly full?: string | null;
  /** Resolves when there is room again, or the log is closed. Absent where `full` is. */
  room?(): Promise<void>;
  /**
   * Keeps the events after `seq` whatever retention says, until this is said of a later one: they are in no other place yet.
   * Absent where nothing is ever forgotten.
   */
  retainAfter?(seq: number): void;
  /** No more events. Readers get what was appended and end. @throws what could not be kept */
  close(): void;
}

export type ReadOptions = { readonly after: number; readonly signal?: AbortSignal | undefined };

/**
 * @param asked what the asker called that place, when it was not `seq`: `event 7` is the place after event 6
 * @throws TownError out_of_range unless the state after `seq` can be had from `log`, and so every event that follows.
 */
export function checkPosition(
  { firstSeq, head, runId }: LogReader,
  seq: number,
  { name, value }: { readonly name: string; readonly value: number } = { name: "seq", value: seq },
): void {
  const least = firstSeq - 1;
  if (Number.isSafeInteger(seq) && seq >= least && seq <= head) return;
  const kept = firstSeq > head ? "no events" : `events ${firstSeq} to ${head}`;
  const shift = value - seq;
  throw new TownError(
    "out_of_range",
    seq < least
      ? `${name} ${value} of run ${runId} is no longer kept: the first available event is ${firstSeq}; start from a snapshot`
      : `${name} must be a whole number from ${least + shift} to ${head + shift} (run ${runId} has ${kept}), got ${value}`,
  );
}

/** @throws TownError unless `event` is the next one of `log`. */
export function checkNext({ runId, head }: EventLog, event: TownEvent): void {
  if (event.run_id === runId && event.seq === head + 1) return;
  throw new TownError(
    "invalid_event",
    `the log expects event ${head + 1} of run ${runId}, got event ${event.seq} of run ${event.run_id}`,
  );
}
