import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { TownError } from "../sim/error.ts";
import { hash128 } from "../sim/hash.ts";
import type { Measured } from "./measured.ts";
import type { Question, Run } from "./question.ts";

/**
 * Runs that are done, in a file beside the result, so that a sweep that was broken off goes on: a line that says the question, then
 * one for each run as it ends. The system has a line as soon as it is written, so it outlives the process; a line that was torn is
 * cut off.
 */
export class Journal {
  readonly path: string;
  /** By the run's number. */
  readonly done = new Map<number, Measured>();
  readonly #file: number;

  /**
   * Opens the journal at `path`, or begins it.
   * @throws TownError conflict when it is of another question, saying what differs; invalid_input when it can't be written.
   */
  constructor(path: string, question: Question) {
    this.path = path;
    const head = headOf(question);
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const [first, ...lines] = whole.split("\n").slice(0, -1);
    if (first !== undefined) checkHead(path, first, head);
    for (const line of lines) {
      const { run, measured } = JSON.parse(line) as Line;
      this.done.set(run, measured);
    }
    try {
      this.#file = openSync(path, "a");
    } catch (cause) {
      throw new TownError("invalid_input", `can't write ${path}: ${(cause as Error).message}`, { cause });
    }
    if (whole !== text) ftruncateSync(this.#file, Buffer.byteLength(whole));
    if (first === undefined) writeSync(this.#file, `${JSON.stringify(head)}\n`);
  }

  add({ run }: Run, measured: Measured): void {
    writeSync(this.#file, `${JSON.stringify({ run, measured } satisfies Line)}\n`);
    this.done.set(run, measured);
  }

  close(): void {
    closeSync(this.#file);
  }

  /** When it is closed and everything it says is in the result. */
  remove(): void {
    rmSync(this.path, { force: true });
  }
}

type Line = { readonly run: number; readonly measured: Measured };
type Head = { readonly type: "town_sweep"; readonly version: 1 } & Readonly<Record<string, unknown>>;

function headOf({ town, seeds, days, params }: Question): Head {
  const { seed: _, ...rest } = town;
  return { type: "town_sweep", version: 1, town: hash128(JSON.stringify(rest)), seeds, days, params };
}

function checkHead(path: string, line: string, asked: Head): void {
  let head: Head;
  try {
    head = JSON.parse(line) as Head;
  } catch {
    head = { type: "town_sweep", version: 1 };
  }
  const other = Object.keys(asked).find((name) => JSON.stringify(head[name]) !== JSON.stringify(asked[name]));
  if (other === undefined) return;
  throw new TownError(
    "conflict",
    `${path} keeps runs of another sweep (of other ${other}): go on with that one's command, choose another --out, or remove the file to begin anew`,
  );
}
