import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { TownError } from "../sim/error.ts";

/** A folder to spill to, and how much of its disk may be used. */
export type SpillOptions = { readonly dir: string; readonly maxBytes: number };

/** Texts that lie in a file, each to be read by itself. */
export type Spilled = { readonly path: string; readonly bytes: number; readonly pieces: readonly Piece[] };

/** Where a text lies in its file, and its CRC-32. */
type Piece = { readonly offset: number; readonly bytes: number; readonly check: number };

/**
 * Disk in place of memory, for one process and as long as it lives: texts are written to files of a folder of its own, which is
 * made when first needed (nobody else may enter) and gone when empty, at the latest when the process exits.
 */
export class Spill {
  readonly #options: SpillOptions;
  #folder: string | undefined;
  #files = 0;
  #bytes = 0;
  #refusal: string | undefined;

  constructor(options: SpillOptions) {
    this.#options = options;
  }

  /** On disk now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Where that is. */
  get place(): string {
    return this.#folder ?? this.#options.dir;
  }

  /** Why the disk itself took no more the last time; undefined when it did, or when the bound was reached. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /**
   * Writes `name`, a new file of these texts. Blocks for as long as the disk takes.
   * @returns undefined when that would exceed the bound or the disk refuses: nothing is left behind then
   */
  write(name: string, texts: readonly string[]): Spilled | undefined {
    this.#refusal = undefined;
    const pieces: Piece[] = [];
    let bytes = 0;
    const buffers = texts.map((text) => {
      const buffer = Buffer.from(text);
      pieces.push({ offset: bytes, bytes: buffer.length, check: crc32(buffer) });
      bytes += buffer.length;
      return buffer;
    });
    if (this.#bytes + bytes > this.#options.maxBytes) return undefined;
    let path: string | undefined;
    try {
      path = join(this.#enter(), name);
      const file = openSync(path, "wx", 0o600);
      try {
        for (const buffer of buffers) {
          for (let written = 0; written < buffer.length;) written += writeSync(file, buffer, written);
        }
      } finally {
        closeSync(file);
      }
    } catch (cause) {
      this.#refusal = (cause as Error).message;
      if (path !== undefined) rmSync(path, { force: true });
      this.#leave();
      return undefined;
    }
    this.#files++;
    this.#bytes += bytes;
    return { path, bytes, pieces };
  }

  /** Rejects with TownError corrupt_log when the file is gone, or not as it was written. */
  async read({ path, pieces }: Spilled, index: number): Promise<string> {
    const { offset, bytes, check } = pieces[index];
    try {
      const file = await open(path, "r");
      try {
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, offset);
        if (bytesRead < bytes || crc32(buffer) !== check) throw new Error("it is not as it was written");
        return buffer.toString("utf8");
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw new TownError(
        "corrupt_log",
        `can't read ${path}, where events lie for which there was no room in memory: ${(cause as Error).message}; was it touched by another program?`,
        { cause },
      );
    }
  }

  remove({ path, bytes }: Spilled): void {
    rmSync(path, { force: true });
    this.#files--;
    this.#bytes -= bytes;
    this.#leave();
  }

  #enter(): string {
    if (this.#folder !== undefined) return this.#folder;
    const { dir } = this.#options;
    mkdirSync(dir, { recursive: true });
    const folder = mkdtempSync(join(dir, "agent-town-spill-"));
    if (folders.size === 0) process.on("exit", clear);
    folders.add(folder);
    return (this.#folder = folder);
  }

  #leave(): void {
    if (this.#folder === undefined || this.#files > 0) return;
    try {
      rmdirSync(this.#folder);
    } catch {
      // Somebody put something else there: that is theirs to remove.
    }
    folders.delete(this.#folder);
    if (folders.size === 0) process.off("exit", clear);
    this.#folder = undefined;
  }
}

/** Folders of this process that hold something. */
const folders = new Set<string>();

function clear(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
