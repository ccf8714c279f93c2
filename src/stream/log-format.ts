import { crc32 } from "node:zlib";
import type { TownConfig } from "../sim/config.ts";
import type { TownEvent } from "../sim/event.ts";
import { canonical } from "./canonical.ts";

/**
 * A log as NDJSON: a header line, then one event a line, each canonical JSON with one field added at its end:
 *
 *     {"type":"town_log","version":1, ... ,"check":"5b1f09aa"}
 *     {"type":"town_status", ... ,"seq":1, ... ,"check":"c0ffee42"}
 *
 * `check` is the CRC-32 (ISO-HDLC, as in zlib) of the bytes of all lines up to and with this one, without their check fields
 * and line ends, in 8 hexadecimal digits. So a line that was changed, lost, doubled or moved breaks the chain where it happened.
 */
export type LogHeader = {
  readonly type: "town_log";
  readonly version: 1;
  readonly run_id: string;
  readonly town_id: string;
  readonly seed: number;
  /** The moment (`day:31/morning`) whose beginning is the last line; absent in a log that was open-ended. */
  readonly until?: string;
  readonly config: TownConfig;
};

export function logHeader(runId: string, config: TownConfig, until?: string): LogHeader {
  const { town_id, seed } = config;
  return {
    type: "town_log",
    version: 1,
    run_id: runId,
    town_id,
    seed,
    ...(until === undefined ? {} : { until }),
    config,
  };
}

/** Bytes that the check adds to a line, with the brace that ends it: `,"check":"5b1f09aa"}`. */
const CHECK_LENGTH = 20;
const CHECK_FIELD = ',"check":"';
const BRACE = Buffer.from("}");

/** Writes the lines of one log, in order. */
export class LogWriter {
  #crc: number;

  /** @param crc the check that the log ends with, to go on with it */
  constructor(crc = 0) {
    this.#crc = crc;
  }

  /** The line of the header, with its line end. */
  header(header: LogHeader): string {
    return this.#line(JSON.stringify(header));
  }

  /** The line of the next event, with its line end. */
  event(event: TownEvent): string {
    return this.#line(canonical(event));
  }

  #line(json: string): string {
    this.#crc = crc32(json, this.#crc);
    return `${json.slice(0, -1)}${CHECK_FIELD}${hex(this.#crc)}"}\n`;
  }
}

/** A line without its check: what it says, what it was checked with, and what that should have been. */
export type CheckedLine = { readonly json: string; readonly check: number; readonly expected: number };

/**
 * Takes a line (without its line end) apart. @param crc the check of the line before it, 0 before the header
 * @returns undefined when the line does not end with a check
 */
export function checkedLine(line: Buffer, crc: number): CheckedLine | undefined {
  const body = line.subarray(0, -CHECK_LENGTH);
  const field = line.toString("latin1", body.length);
  if (!field.startsWith(CHECK_FIELD) || !/^[0-9a-f]{8}"\}$/.test(field.slice(CHECK_FIELD.length))) return undefined;
  const check = Number.parseInt(field.slice(CHECK_FIELD.length), 16);
  return { json: `${body.toString("utf8")}}`, check, expected: crc32(BRACE, crc32(body, crc)) };
}

export function hex(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
