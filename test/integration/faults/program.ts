import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { atExit, DIES_WITH_US } from "../at-exit.ts";

const BIN = fileURLToPath(new URL("../../../bin/agent-town.mjs", import.meta.url));

/** `agent-town` in a process of its own, as an operator runs it, with what may be done to a process. */
export class Program {
  readonly name: string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  #said = "";
  #url: string | undefined;
  #news: () => void = () => {};

  private constructor(name: string, args: readonly string[]) {
    this.name = name;
    const [command, ...rest] = [...DIES_WITH_US, process.execPath, BIN, ...args];
    this.#child = spawn(command, rest, { stdio: ["ignore", "pipe", "pipe"] });
    const forget = atExit(() => this.#child.kill("SIGKILL"));
    this.ended = once(this.#child, "close").then(([code, signal]) => {
      forget();
      this.#news();
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on("data", (chunk: Buffer) => {
        // Enough to know why.
        this.#said = (this.#said + chunk.toString()).slice(-50_000);
        this.#news();
      });
    }
  }

  /** Starts it and waits until it says where it is served. @throws with its words when it ends before */
  static async serve(name: string, ...args: readonly string[]): Promise<Program> {
    const program = Program.run(name, ...args);
    for (;;) {
      program.#url = /http:\/\/[\d.]+:\d+/.exec(program.said)?.[0];
      if (program.#url !== undefined) return program;
      if (!program.isAlive) throw new Error(`${name} ended before it served: ${program.said}`);
      await new Promise<void>((resolve) => (program.#news = resolve));
    }
  }

  /** Starts it, whatever it will do. */
  static run(name: string, ...args: readonly string[]): Program {
    return new Program(name, args);
  }

  get url(): string {
    return this.#url!;
  }

  /** The end of what it has written, of both kinds. */
  get said(): string {
    return this.#said;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** As a machine dies: nobody is told. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }

  /** In good order; after 8 s not. */
  async stop(): Promise<void> {
    if (!this.isAlive) return;
    this.resume();
    this.#child.kill("SIGTERM");
    const tooLong = setTimeout(() => this.#child.kill("SIGKILL"), 8000);
    await this.ended;
    clearTimeout(tooLong);
  }
}
