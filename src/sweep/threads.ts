import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Measured } from "./measured.ts";
import type { Run } from "./question.ts";
import type { Hand } from "./sweep.ts";

/** What a thread is told to do, and what it answers: the errors of a run are words. */
export type Order = { readonly run: Run; readonly log: string | undefined };
export type Answer = { readonly measured: Measured } | { readonly error: string };

/** A file of its own beside this one, also where a bundler has put everything else into one file. */
const THREAD = new URL("./sweep-worker.js", import.meta.url);

/** Where the log of a run goes. */
export function logPath(folder: string, { runId }: Run): string {
  return join(folder, `${runId}.ndjson`);
}

/** A thread that lives runs. @param logs the folder to write their logs to */
export function threadHand(logs: string | undefined, thread: URL = THREAD): Hand {
  const worker = new Worker(thread);
  let fail: (error: Error) => void = () => {};
  worker.on("error", (error) => fail(error));
  worker.on("exit", (code) => fail(new Error(`the thread ended with code ${code}`)));
  return {
    measure: (run) =>
      new Promise((resolve, reject) => {
        fail = reject;
        worker.once("message", (answer: Answer) =>
          "measured" in answer ? resolve(answer.measured) : reject(new Error(answer.error)),
        );
        const log = logs === undefined ? undefined : logPath(logs, run);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage({ run, log } satisfies Order);
      }),
    end: async () => void (await worker.terminate()),
  };
}
