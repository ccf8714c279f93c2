/**
 * What the town of the bench says: the number of an event and when it was due, in text of fixed width, so that a viewer finds
 * both in a stream of bytes without reading JSON.
 *
 *     beat:0000042:00012345678901:~~~~
 */

/** The clock that all processes of a machine share: microseconds, CLOCK_MONOTONIC. */
export function microseconds(): number {
  return Number(process.hrtime.bigint()) / 1000;
}

/** @param number from 1 @param due in microseconds @param length of the text, in bytes */
export function formatBeat(number: number, due: number, length: number): string {
  const text = `${MARK}${String(number).padStart(DIGITS, "0")}:${String(Math.round(due)).padStart(TIME, "0")}:`;
  return text.padEnd(length, "~");
}

/** Calls `heard` with every beat that lies whole in `bytes`. */
export function readBeats(bytes: Buffer, heard: (number: number, due: number) => void): void {
  for (let at = bytes.indexOf(NEEDLE); at !== -1 && at + BEAT <= bytes.length; at = bytes.indexOf(NEEDLE, at + BEAT)) {
    const number = at + MARK.length;
    heard(readDigits(bytes, number, DIGITS), readDigits(bytes, number + DIGITS + 1, TIME));
  }
}

function readDigits(bytes: Buffer, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) value = value * 10 + bytes[i] - 48;
  return value;
}

const MARK = "beat:";
const NEEDLE = Buffer.from(MARK);
const DIGITS = 7;
const TIME = 14;
/** Bytes of a beat without its padding. */
export const BEAT = MARK.length + DIGITS + 1 + TIME + 1;
