import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TownError } from "../sim/error.ts";

/** The locks of this process: one that names its id and isn't here was left by a dead process of the same id. */
const held = new Set<string>();

/**
 * Makes this process the only one that writes the file `path`, which need not exist yet. The lock is the file `<path>.lock`
 * with the owner's process id; a dead owner's is taken over.
 * @returns how to give it back
 * @throws TownError conflict naming the process that has it, invalid_input when no lock can be made there.
 */
export function lockFile(path: string): () => void {
  try {
    const lock = `${realPath(path)}.lock`;
    while (!made(lock)) {
      const owner = ownerOf(lock);
      if (owner === undefined) continue;
      if (lives(owner, lock)) throw taken(path, lock, owner);
      putAside(lock, owner);
    }
    held.add(lock);
    return () => {
      if (held.delete(lock)) rmSync(lock, { force: true });
    };
  } catch (cause) {
    if (cause instanceof TownError) throw cause;
    throw new TownError("invalid_input", `can't write ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** The same for every name of a file, so that all have one lock. */
function realPath(path: string): string {
  return unless("ENOENT", () => realpathSync(path)) ?? join(realpathSync(dirname(path)), basename(path));
}

function made(lock: string): boolean {
  return (
    unless("EEXIST", () => {
      writeFileSync(lock, `${process.pid}\n`, { flag: "wx" });
      return true;
    }) ?? false
  );
}

/** The process id in a lock, NaN when it holds something else; undefined when the lock is gone. */
function ownerOf(lock: string): number | undefined {
  const text = unless("ENOENT", () => readFileSync(lock, "utf8"));
  return text === undefined ? undefined : /^[1-9]\d{0,9}\n$/.test(text) ? Number(text) : Number.NaN;
}

function lives(owner: number, lock: string): boolean {
  // What isn't of our making is a person's to remove.
  if (Number.isNaN(owner)) return true;
  if (owner === process.pid) return held.has(lock);
  // A process of another user can't be signalled, but lives.
  return unless("EPERM", () => unless("ESRCH", () => process.kill(owner, 0)) ?? false) ?? true;
}

/** Removes a dead owner's lock, unless another process took it over meanwhile: that one gets its name back. */
function putAside(lock: string, owner: number): void {
  const aside = `${lock}.${process.pid}`;
  unless("ENOENT", () => {
    renameSync(lock, aside);
    if (ownerOf(aside) === owner) rmSync(aside);
    else renameSync(aside, lock);
  });
}

function taken(path: string, lock: string, owner: number): TownError {
  const who = Number.isNaN(owner) ? "something" : `process ${owner}`;
  return new TownError(
    "conflict",
    `${path} is being written by ${who}: stop it, or choose another file (if that is no agent-town, remove ${lock})`,
  );
}

/** What `act` returns; undefined when the system refuses it with `code`. */
function unless<T>(code: string, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined;
    throw error;
  }
}
