import { open, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { TownError } from "../sim/error.ts";
import { reason, type CliIo } from "./io.ts";

/** Where a command's result goes, piece by piece, with back-pressure. */
export type Sink = { write(piece: string | Uint8Array): Promise<void> };

/**
 * Lets `fill` write to the file `path`, or to standard output (undefined or `-`). The file takes its name only when it is whole: an
 * error or an interruption leaves nothing behind, and a file that was there before as it was. A file that is replaced keeps its
 * mode, and a symbolic link stays one: its target is written.
 * @throws TownError invalid_input when it can't be written, and what `fill` throws.
 */
export async function intoSink<T>(path: string | undefined, io: CliIo, fill: (sink: Sink) => Promise<T>): Promise<T> {
  if (path === undefined || path === "-") return fill(io);
  if (path === "") {
    throw new TownError("invalid_input", 'the file to write must have a name, got ""; for standard output say -');
  }
  const refusal = (cause: unknown) =>
    new TownError("invalid_input", `can't write ${path}: ${reason(cause)}`, { cause });
  const known = await stat(path).catch(() => undefined);
  if (known?.isDirectory())
    throw new TownError("invalid_input", `can't write ${path}: it is a folder, a file was expected`);
  // A device or a pipe is written as it is; /dev/null must stay what it is, and a pipe's name leads nowhere.
  const direct = known !== undefined && !known.isFile();
  const target = direct
    ? path
    : await targetOf(path).catch((cause: unknown) => {
        throw refusal(cause);
      });
  const partial = direct ? target : `${target}.${process.pid}.partial`;
  if (!direct) io.unfinished.add(partial);
  const file = await open(partial, "w", known?.mode).catch((cause: unknown) => {
    io.unfinished.delete(partial);
    throw refusal(cause);
  });
  try {
    // What the process's umask took away.
    if (known && !direct) await file.chmod(known.mode & 0o7777);
    const result = await fill({
      async write(piece) {
        try {
          await file.appendFile(piece);
        } catch (cause) {
          throw new TownError("internal", `can't write ${path}: ${reason(cause)}`, { cause });
        }
      },
    });
    await file.close();
    if (!direct) await rename(partial, target);
    return result;
  } catch (error) {
    await file.close().catch(() => {});
    if (!direct) await rm(partial, { force: true });
    throw error;
  } finally {
    io.unfinished.delete(partial);
  }
}

/** Where a path leads through its symbolic links, also when nothing is there yet. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const link = await readlink(path).catch(() => undefined);
    return link === undefined ? path : targetOf(resolve(await realpath(dirname(path)), link));
  }
}

/** @throws TownError invalid_input when `to` is the file that is read: writing would be the end of it. */
export async function refuseSame(from: string | undefined, to: string | undefined): Promise<void> {
  if (!from || !to) return;
  const [one, other] = await Promise.all([from, to].map((path) => stat(path).catch(() => undefined)));
  if (!one?.isFile() || one.dev !== other?.dev || one.ino !== other.ino) return;
  throw new TownError("invalid_input", `can't write ${to}: it is the file that is read; give another name`);
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
