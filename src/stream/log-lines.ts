import { closeSync, openSync, readSync } from "node:fs";

/** A line of a file, without its line end. The bytes are the caller's only until the next line is asked for. */
export type Line = {
  readonly number: number;
  readonly offset: number;
  readonly bytes: Buffer;
  readonly ended: boolean;
};

/**
 * The lines of a file, from the top, in constant memory (the longest line and 256 KB). `ended` is false for a last line without a
 * line end. The file is closed when the iteration ends, however it ends. @throws the file system's own errors
 */
export function* linesOf(path: string): Generator<Line, void, void> {
  const file = openSync(path, "r");
  try {
    let buffer = Buffer.allocUnsafe(CHUNK);
    let [start, end, offset, number] = [0, 0, 0, 0];
    for (;;) {
      const read = readSync(file, buffer, end, buffer.length - end, null);
      let searched = end;
      end += read;
      for (let at; (at = buffer.subarray(0, end).indexOf(LINE_END, searched)) >= 0; start = searched) {
        searched = at + 1;
        yield { number: ++number, offset, bytes: buffer.subarray(start, at), ended: true };
        offset += searched - start;
      }
      if (read === 0) break;
      // Make room: move what is left of the last line to the front, or grow when it fills the buffer.
      const rest = buffer.subarray(start, end);
      if (rest.length > buffer.length / 2) buffer = Buffer.concat([rest], buffer.length * 2);
      else buffer.copyWithin(0, start, end);
      end = rest.length;
      start = 0;
    }
    if (end > start) yield { number: ++number, offset, bytes: buffer.subarray(start, end), ended: false };
  } finally {
    closeSync(file);
  }
}

const CHUNK = 256 * 1024;
const LINE_END = 0x0a;
