import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a worker can be asked, by name: one question at a time, plain data both ways. */
type Answers = Readonly<Record<string, (question: never) => unknown>>;

/** A process of its own, so that what serves and what loads have a core each. It ends with the one that forked it. */
export class Worker<A extends Answers> {
  readonly #child: ChildProcess;

  /** @param script beside this file, without its ending; it calls `answer` */
  constructor(script: string) {
    this.#child = fork(fileURLToPath(new URL(`${script}.js`, import.meta.url)), {
      execArgv: ["--expose-gc", ...process.execArgv],
    });
  }

  /** Rejects when the worker fails. */
  ask<K extends keyof A & string>(name: K, question: Parameters<A[K]>[0]): Promise<Awaited<ReturnType<A[K]>>> {
    return new Promise((resolve, reject) => {
      const gone = (code: number | null) =>
        reject(new Error(`the worker ended with code ${code} when asked to ${name}`));
      this.#child.once("exit", gone);
      this.#child.once("message", (message: { value?: never; error?: string }) => {
        this.#child.off("exit", gone);
        if (message.error === undefined) resolve(message.value!);
        else reject(new Error(message.error));
      });
      this.#child.send({ name, question });
    });
  }

  async end(): Promise<void> {
    if (!this.#child.connected) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.disconnect();
    await ended;
  }
}

/** In a worker: answers what its parent asks, until the parent goes. */
export function answer(answers: Answers): void {
  const tell = async (name: string, question: never) => {
    try {
      process.send!({ value: await answers[name](question) });
    } catch (error) {
      process.send!({ error: (error as Error).stack });
    }
  };
  process.on("message", ({ name, question }: { name: string; question: never }) => void tell(name, question));
  process.on("disconnect", () => process.exit());
}
