import { rmSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";
import { isatty } from "node:tty";
import { TownError } from "../sim/error.ts";
import type { Clock } from "../stream/clock.ts";

/**
 * Everything a command may touch of the world around it: input, output, terminal, environment, clock. The commands
 * get one handed in; only `processIo` knows that it is a process.
 */
export type CliIo = {
  /**
   * The whole text of a file (UTF-8); `-` is standard input, waited for until interrupted.
   * @throws TownError invalid_input when it can't be read.
   */
  readText(path: string): Promise<string>;
  /** Results, to standard output, as they are (no newline is added). */
  out(text: string): void;
  /** The same with back-pressure: resolves when the reader has room again. Rejects when the reader has gone. */
  write(piece: string | Uint8Array): Promise<void>;
  /** Words for the person, to standard error, as they are. */
  say(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Width of the terminal in characters; 80 where there is none. */
  readonly columns: number;
  /** The terminal as a whole; undefined unless the person sees what is put out there and types there too. */
  readonly terminal: Terminal | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The wall clock, for progress and pacing only. */
  readonly clock: Clock;
  /** Files that are being written: whatever is left in here when the process ends is removed. */
  readonly unfinished: Set<string>;
  /** Aborts at SIGINT, SIGTERM or SIGHUP, and when the reader of standard output has gone. */
  readonly interrupted: AbortSignal;
};

/** A terminal that a command can have to itself: all of its screen, and every key. */
type Terminal = {
  size(): { readonly columns: number; readonly rows: number };
  /**
   * Writes `enter`, and hears keys as they are sent from then on; what was taken is given back by calling the answer, or else when the
   * process ends or breaks: `leave` is written, and keys are lines again. Ctrl-C interrupts as ever.
   */
  take(
    enter: string,
    leave: string,
    listener: { readonly typed: (text: string) => void; readonly resized: () => void },
  ): () => void;
};

/** The io of this process. Listens for SIGINT, SIGTERM and SIGHUP; the second one ends the process at once. */
export function processIo(): CliIo {
  const { stdin, stdout, stderr, env } = process;
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => (interruption.signal.aborted ? process.exit(130) : interruption.abort(name)));
  }
  const unfinished = new Set<string>();
  process.on("exit", () => {
    for (const path of unfinished) rmSync(path, { force: true });
  });
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // Of a terminal that is closed it is EIO.
      if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
      interruption.abort("EPIPE");
    });
  }
  return {
    async readText(path) {
      try {
        return path === "-" ? await text(addAbortSignal(interruption.signal, stdin)) : await readFile(path, "utf8");
      } catch (cause) {
        const name = path === "-" ? "standard input" : path;
        throw new TownError("invalid_input", `can't read ${name}: ${reason(cause)}`, { cause });
      }
    },
    out: (chunk) => void stdout.write(chunk),
    write: (chunk) =>
      new Promise((resolve, reject) => stdout.write(chunk, (error) => (error ? reject(error) : resolve()))),
    say: (chunk) => void stderr.write(chunk),
    outIsTerminal: isatty(1),
    errIsTerminal: isatty(2),
    columns: stdout.columns ?? stderr.columns ?? 80,
    terminal: isatty(0) && isatty(1) ? ownTerminal() : undefined,
    env,
    clock: wallClock,
    unfinished,
    interrupted: interruption.signal,
  };
}

function ownTerminal(): Terminal {
  const { stdin, stdout } = process;
  return {
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    take(enter, leave, { typed, resized }) {
      let taken = true;
      const giveBack = () => {
        if (!taken) return;
        taken = false;
        try {
          stdin.setRawMode(false);
          // At once: the process may have no later.
          writeSync(1, leave);
        } catch {
          // The terminal is gone: there is nothing to give back.
        }
      };
      const listen = (text: string) => {
        // A raw terminal sends no signals.
        if (text.includes("\u0003")) process.kill(process.pid, "SIGINT");
        else typed(text);
      };
      process.on("exit", giveBack);
      // Before the error is printed, so that it is read on the screen that stays.
      process.on("uncaughtExceptionMonitor", giveBack);
      stdin.setRawMode(true);
      stdin.setEncoding("utf8");
      stdin.on("data", listen);
      stdout.on("resize", resized);
      stdout.write(enter);
      return () => {
        giveBack();
        stdin.off("data", listen).pause();
        stdout.off("resize", resized);
        process.off("exit", giveBack).off("uncaughtExceptionMonitor", giveBack);
      };
    },
  };
}

const wallClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      // A timer of 0 ms lasts 1; an immediate lets everything else go first and comes back at once.
      const [immediate, timer] = ms <= 0 ? [setImmediate(done)] : [undefined, setTimeout(done, ms)];
      function done(): void {
        clearImmediate(immediate);
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
      signal?.addEventListener("abort", done);
    }),
};

/** What went wrong with a file, in words: `no such file`. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return (code && SPOKEN[code]) ?? (error instanceof Error ? error.message : String(error));
}

const SPOKEN: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EISDIR: "it is a folder, a file was expected",
  ELOOP: "its symbolic links lead in a circle",
  ENOSPC: "no space left on the disk",
};
