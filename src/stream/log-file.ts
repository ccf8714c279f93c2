import { statSync } from "node:fs";
import { formatMoment, parseMoment } from "../sim/clock.ts";
import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import { parseRecorded } from "../sim/genesis/parse.ts";
import { checkedLine, hex, type CheckedLine, type LogHeader } from "./log-format.ts";
import { linesOf, type Line } from "./log-lines.ts";

/** An event of a file, and where it stands. */
export type LoggedEvent = { readonly event: TownEvent; readonly line: number; readonly offset: number };

/** A last line that was being written when its writer was stopped. The log ends before it. */
export type TornLine = { readonly line: number; readonly offset: number };

/**
 * Reads a log's file from top to bottom, in constant memory, and proves on the way that no line was changed, lost, doubled or
 * moved: the first that was is named. A torn last line is no fault; it is left out and told. What the events
 * say is not looked at (`replay.ts` does).
 */
export class LogFile {
  readonly path: string;
  readonly header: LogHeader;
  /** The check of the last sound line: what a writer goes on with. */
  check: number;
  /** Bytes of the sound lines. */
  size: number;
  /** The last sound line has its line end. */
  ended: boolean;
  /** Known when the events have been read to the end. */
  torn: TornLine | undefined;

  /**
   * @throws TownError corrupt_log when the first line is no header, not_found when there is no such file, invalid_input when it
   * is none that can be read again, such as a pipe.
   */
  constructor(path: string) {
    this.path = path;
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind && !kind.isFile() && !kind.isDirectory()) {
      throw new TownError(
        "invalid_input",
        `${path} is a pipe or a device, and a log is read more than once: save it to a file first, then give that file`,
      );
    }
    const first = this.#first();
    if (!first)
      throw new TownError("corrupt_log", `${path} is empty: expected a town's log, whose first line is a header`);
    const line = checkedLine(first.bytes, 0);
    this.header = readHeader(path, first, line);
    this.check = line!.check;
    this.size = lengthOf(first);
    this.ended = first.ended;
  }

  /**
   * The events, with their lines' numbers from 2. May be asked for again, from the top.
   * @throws TownError corrupt_log naming the line and what happened to it.
   */
  *events(): Generator<LoggedEvent, void, void> {
    const { path } = this;
    let seq = 0;
    let before = "";
    for (const line of this.#lines()) {
      const checked = checkedLine(line.bytes, line.number === 1 ? 0 : this.check);
      const sound = checked && checked.check === checked.expected;
      if (!checked && !line.ended) {
        const problem = this.#untearable(line, before);
        if (problem) throw new TownError("corrupt_log", `${path}, line ${line.number} ${problem}`);
        this.torn = { line: line.number, offset: line.offset };
        return;
      }
      const json = checked?.json ?? "";
      if (line.number > 1) {
        const event = sound ? (parse(json) as TownEvent | undefined) : undefined;
        if (event?.seq !== seq + 1) throw this.#diagnosis(line, seq + 1, before);
        yield { event, line: line.number, offset: line.offset };
        seq++;
      } else if (!sound) throw changed(path, line, checked);
      this.check = checked!.check;
      this.size = line.offset + lengthOf(line);
      this.ended = line.ended;
      before = json;
    }
  }

  /** Why an unfinished last line is not one that a writer was stopped in, or undefined. */
  #untearable({ bytes }: Line, before: string): string | undefined {
    const { until } = this.header;
    const last: Partial<TownEvent> | undefined = parse(before);
    if (until !== undefined && last?.type === "town_status" && formatMoment(last as TownEvent) === until) {
      return `was added: the log was complete with the line before it, where ${until} begins`;
    }
    const begun = bytes.toString("latin1", 0, LINE_BEGIN.length);
    return LINE_BEGIN.startsWith(begun) ? undefined : `is no line of a log: each begins with ${LINE_BEGIN}`;
  }

  /** What happened at a line that is not the one expected there; reads on to find out. */
  #diagnosis(bad: Line, expected: number, before: string): TownError {
    const checked = checkedLine(bad.bytes, this.check);
    const json = checked?.json ?? "";
    const seq = seqOf(json);
    const at = `${this.path}, line ${bad.number}`;
    if (seq === undefined || seq === expected) return changed(this.path, bad, checked);
    if (json === before) {
      return new TownError(
        "corrupt_log",
        `${at} is a second copy of line ${bad.number - 1} (event ${seq}): the line was doubled`,
      );
    }
    let goesOn = false;
    for (const line of this.#lines()) {
      if (line.number <= bad.number) continue;
      const found = seqOf(checkedLine(line.bytes, 0)?.json ?? "");
      if (line.number === bad.number + 1) goesOn = found === expected + 1;
      if (found !== expected) continue;
      return new TownError(
        "corrupt_log",
        `${at} holds event ${seq}, but event ${expected} must come there and is at line ${line.number}: lines were reordered`,
      );
    }
    // The next line goes on as if this one were right: nothing but its seq is wrong.
    if (goesOn) {
      return new TownError("corrupt_log", `${at} was changed: it says event ${seq} where event ${expected} must be`);
    }
    if (seq < expected) {
      return new TownError(
        "corrupt_log",
        `${at} holds event ${seq} again, expected event ${expected}: a line was doubled`,
      );
    }
    const lost = seq - expected === 1 ? `event ${expected} is` : `events ${expected} to ${seq - 1} are`;
    return new TownError(
      "corrupt_log",
      `${at} holds event ${seq}, expected event ${expected}: ${lost} missing before it`,
    );
  }

  #first(): Line | undefined {
    for (const line of this.#lines()) return line;
    return undefined;
  }

  *#lines(): Generator<Line, void, void> {
    try {
      yield* linesOf(this.path);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === undefined) throw cause;
      const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : message;
      throw new TownError("not_found", `can't read ${this.path}: ${why}`, { cause });
    }
  }
}

/** How every line begins, and so every torn one. */
const LINE_BEGIN = '{"type":"';

function readHeader(path: string, line: Line, checked: CheckedLine | undefined): LogHeader {
  const json = checked?.json ?? line.bytes.toString("utf8");
  const header: { readonly [K in keyof LogHeader]?: unknown } | undefined = parse(json);
  if (header?.type !== "town_log") {
    throw new TownError(
      "corrupt_log",
      `${path}, line 1 must be the header of a town's log, {"type":"town_log", ...}: it is missing or was changed, or this is another kind of file`,
    );
  }
  if (!checked || checked.check !== checked.expected) throw changed(path, line, checked);
  if (header.version !== 1) {
    const version = JSON.stringify(header.version);
    throw new TownError(
      "corrupt_log",
      `${path}, line 1: version must be 1, the one that this program reads, got ${version}`,
    );
  }
  const { run_id, until } = header;
  if (typeof run_id !== "string" || !/^[A-Za-z0-9_-]{0,63}[A-Za-z0-9_]$/.test(run_id)) {
    throw new TownError(
      "corrupt_log",
      `${path}, line 1: run_id must be 1 to 64 letters, digits, - or _, the last not a -, got ${JSON.stringify(run_id)}`,
    );
  }
  try {
    const config = parseRecorded(header.config);
    if (until !== undefined) parseMoment(typeof until === "string" ? until : JSON.stringify(until));
    return { ...(header as LogHeader), config };
  } catch (cause) {
    if (!(cause instanceof TownError)) throw cause;
    throw new TownError("corrupt_log", `${path}, line 1: ${cause.message}`, { cause });
  }
}

function changed(path: string, { number, bytes }: Line, checked: CheckedLine | undefined): TownError {
  const why = checked
    ? `its check is ${hex(checked.check)}, its text and the lines before it give ${hex(checked.expected)}`
    : bytes.length === 0
      ? "it is empty"
      : `it must end with "check":"8 hexadecimal digits"`;
  return new TownError("corrupt_log", `${path}, line ${number} was changed: ${why}`);
}

function lengthOf({ bytes, ended }: Line): number {
  return bytes.length + (ended ? 1 : 0);
}

function seqOf(json: string): number | undefined {
  const value: { readonly seq?: number } | undefined = parse(json);
  return value?.seq;
}

/** The object that a text holds, or undefined. */
function parse(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
