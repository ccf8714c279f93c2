import { open, rename, rm, stat } from "node:fs/promises";
import { TownError } from "../sim/error.ts";
import { reason, type CliIo } from "./io.ts";

/** Where a command's result goes, piece by piece, with back-pressure. */
export type Sink = { write(text: string): Promise<void> };

/**
 * Lets `fill` write to the file `path`, or to standard output (undefined or `-`). The file takes its name only when it is whole: an
 * error or an interruption leaves nothing behind, and a file that was there before as it was.
 * @throws TownError invalid_input when it can't be written, and what `fill` throws.
 */
export async function intoSink<T>(path: string | undefined, io: CliIo, fill: (sink: Sink) => Promise<T>): Promise<T> {
  if (path === undefined || path === "-") return fill(io);
  const known = await stat(path).catch(() => undefined);
  if (known?.isDirectory())
    throw new TownError("invalid_input", `can't write ${path}: it is a folder, a file was expected`);
  // A device or a pipe is written as it is; /dev/null must stay what it is.
  const direct = known !== undefined && !known.isFile();
  const partial = direct ? path : `${path}.${process.pid}.partial`;
  const file = await open(partial, "w").catch((cause: unknown) => {
    throw new TownError("invalid_input", `can't write ${path}: ${reason(cause)}`, { cause });
  });
  try {
    const result = await fill({
      async write(text) {
        try {
          await file.appendFile(text);
        } catch (cause) {
          throw new TownError("internal", `can't write ${path}: ${reason(cause)}`, { cause });
        }
      },
    });
    await file.close();
    if (!direct) await rename(partial, path);
    return result;
  } catch (error) {
    await file.close().catch(() => {});
    if (!direct) await rm(partial, { force: true });
    throw error;
  }
}

/** Gathers small pieces into writes of a quarter of a megabyte. */
export class Gathering {
  readonly #sink: Sink;
  #text = "";

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  add(text: string): Promise<void> | undefined {
    this.#text += text;
    return this.#text.length >= 256 * 1024 ? this.flush() : undefined;
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = "";
    if (text !== "") await this.#sink.write(text);
  }
}
