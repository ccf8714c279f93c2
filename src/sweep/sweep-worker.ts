import { parentPort } from "node:worker_threads";
import { measure } from "./measured.ts";
import type { Answer, Order } from "./threads.ts";

/** A thread of a sweep: lives the run that it is told, and answers with what it measured. */
parentPort!.on("message", ({ run, log }: Order) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(answerTo(run, log));
});

function answerTo(...order: Parameters<typeof measure>): Answer {
  try {
    return { measured: measure(...order) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
