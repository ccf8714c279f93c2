import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import type { TownSnapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import { checkNext, checkPosition, type EventLog, type ReadOptions } from "./event-log.ts";
import { Keyframes } from "./keyframes.ts";
import type { LogFile } from "./log-file.ts";
import { checkedLine, logHeader, LogWriter } from "./log-format.ts";
import { Replay } from "./replay.ts";
import { Tail } from "./tail.ts";

/**
 * A log in a file (`log-format.ts`): nothing is ever forgotten. Lines are gathered for one turn of the event loop and
 * written together, so a process that is killed loses at most that turn; a line that it tore is cut when the
 * file is opened again. Readers read the file.
 */
export class FileLog implements EventLog {
  readonly runId: string;
  readonly firstSeq = 1;
  readonly failure: Promise<never>;
  readonly #path: string;
  readonly #town: TownState;
  readonly #file: number;
  readonly #tail: Tail;
  readonly #writer: LogWriter;
  readonly #keyframes: Keyframes;
  /** Byte offset of the line of every OFFSET_EVERY-th event: of 1, 257, 513, ... */
  readonly #offsets: number[];
  /** Bytes of all lines, written or gathered. */
  #size: number;
  #gathered: string[] = [];
  #gatheredBytes = 0;
  #scheduled: NodeJS.Immediate | undefined;
  #refusal: TownError | undefined;
  #fail!: (refusal: TownError) => void;

  /**
   * A new file for a town that has not begun.
   * @throws TownError conflict when there is a file already, invalid_input when it can't be made.
   */
  static create(path: string, town: TownState, config: TownConfig): FileLog {
    try {
      const file = openSync(path, "wx");
      const log = new FileLog(path, file, town, {
        writer: new LogWriter(),
        keyframes: newKeyframes(town),
        offsets: [],
        size: 0,
      });
      log.#gather(log.#writer.header(logHeader(town.run_id, config)));
      log.#flush();
      if (log.#refusal) {
        closeSync(file);
        rmSync(path);
        throw log.#refusal;
      }
      return log;
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === "EEXIST") throw new TownError("conflict", `${path} exists already; choose another name`, { cause });
      throw cause instanceof TownError
        ? cause
        : new TownError("invalid_input", `can't write ${path}: ${message}`, { cause });
    }
  }

  /**
   * Goes on with a file, after proving what is in it. `town` must be at its end, such as `Simulation.resume` leaves it.
   * A torn last line is cut off. @throws TownError corrupt_log or diverged naming the line, conflict when `town` is elsewhere.
   */
  static reopen(log: LogFile, town: TownState): FileLog {
    const replay = new Replay(log);
    const keyframes = newKeyframes(replay.town);
    const offsets: number[] = [];
    for (const logged of log.events()) {
      replay.take(logged);
      keyframes.offer(replay.town);
      if ((logged.event.seq - 1) % OFFSET_EVERY === 0) offsets.push(logged.offset);
    }
    if (replay.town.run_id !== town.run_id || replay.town.seq !== town.seq) {
      throw new TownError(
        "conflict",
        `${log.path} ends with event ${replay.town.seq} of run ${replay.town.run_id}, the town is at ${town.seq} of ${town.run_id}`,
      );
    }
    const file = openSync(log.path, "a+");
    ftruncateSync(file, log.size);
    if (!log.ended) writeSync(file, "\n");
    const size = log.size + (log.ended ? 0 : 1);
    return new FileLog(log.path, file, town, { writer: new LogWriter(log.check), keyframes, offsets, size });
  }

  private constructor(path: string, file: number, town: TownState, state: FileState) {
    this.runId = town.run_id;
    this.failure = new Promise((_, reject) => (this.#fail = reject));
    // Whoever owns the log hears of it; a failure that nobody waits for is told by append and close.
    this.failure.catch(() => {});
    this.#path = path;
    this.#town = town;
    this.#file = file;
    this.#tail = new Tail(town.seq);
    this.#writer = state.writer;
    this.#keyframes = state.keyframes;
    this.#offsets = state.offsets;
    this.#size = state.size;
  }

  get head(): number {
    return this.#tail.head;
  }

  /** @throws also TownError internal when the disk refused earlier events, with its reason. */
  append(event: TownEvent): void {
    if (this.#refusal) throw this.#refusal;
    this.#tail.checkOpen();
    checkNext(this, event);
    if ((event.seq - 1) % OFFSET_EVERY === 0) this.#offsets.push(this.#size);
    this.#gather(this.#writer.event(event));
    this.#keyframes.offer(this.#town);
    this.#tail.advance();
    if (this.#gatheredBytes >= CHUNK) this.#flush();
    else this.#scheduled ??= setImmediate(() => this.#flush());
  }

  async *read({ after, signal }: ReadOptions): AsyncGenerator<TownEvent, void, void> {
    checkPosition(this, after);
    const file = await open(this.#path, "r");
    try {
      let position = this.#offsets[Math.floor(after / OFFSET_EVERY)] ?? this.#offsets.at(-1) ?? 0;
      yield* this.#tail.follow(after, signal, async (at) => {
        this.#flush();
        if (this.#refusal) throw this.#refusal;
        const events: TownEvent[] = [];
        for (let length = CHUNK; events.length === 0;) {
          const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
          const end = buffer.subarray(0, bytesRead).lastIndexOf(LINE_END) + 1;
          if (end === 0) {
            if (bytesRead < length)
              throw new TownError(
                "corrupt_log",
                `${this.#path} has lost event ${at + 1}: was it cut by another program?`,
              );
            length *= 2; // A line longer than that.
            continue;
          }
          for (let start = 0; start < end;) {
            const next = buffer.indexOf(LINE_END, start) + 1;
            const event = JSON.parse(
              checkedLine(buffer.subarray(start, next - 1), 0)?.json ?? "null",
            ) as TownEvent | null;
            if (event && event.seq > at) events.push(event);
            start = next;
          }
          position += end;
        }
        return events;
      });
    } finally {
      await file.close();
    }
  }

  async keyframe(seq: number): Promise<TownSnapshot> {
    checkPosition(this, seq);
    return this.#keyframes.at(seq);
  }

  /** @throws TownError internal, every time, when the disk refused events. */
  close(): void {
    if (!this.#tail.closed) {
      this.#flush();
      this.#tail.close();
      closeSync(this.#file);
    }
    if (this.#refusal) throw this.#refusal;
  }

  #gather(line: string): void {
    const size = Buffer.byteLength(line);
    this.#gathered.push(line);
    this.#gatheredBytes += size;
    this.#size += size;
  }

  /** Writes what was gathered. What the disk refuses ends the log: nothing may follow a gap. */
  #flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const bytes = Buffer.from(this.#gathered.join(""));
    this.#gathered = [];
    this.#gatheredBytes = 0;
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(this.#file, bytes, written);
    } catch (cause) {
      this.#refusal = new TownError("internal", `can't write ${this.#path}: ${(cause as Error).message}`, { cause });
      this.#fail(this.#refusal);
    }
  }
}

type FileState = {
  readonly writer: LogWriter;
  readonly keyframes: Keyframes;
  readonly offsets: number[];
  readonly size: number;
};

const OFFSET_EVERY = 256;
const CHUNK = 64 * 1024;
const LINE_END = 0x0a;

function newKeyframes(founding: TownState): Keyframes {
  const keyframes = new Keyframes(1024, 64 * 2 ** 20);
  keyframes.offer(founding);
  return keyframes;
}
