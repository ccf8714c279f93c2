import type { Springs } from "../../network/force.ts";
import { layoutRunner, type Drawn, type Job } from "./layout-run.ts";
import { default as LayoutWorker } from "./layout.worker.ts?worker&inline";

/** Main-thread milliseconds at a time, where workers are refused. */
const SLICE = 6;

/**
 * Has networks laid out in a worker of its own, or, where the host refuses workers, on the main thread in slices. The latest
 * wish wins; what is told of an older one is dropped. Everything ends with `abort`.
 */
export function layoutHost(tell: (drawn: Drawn) => void, abort: AbortSignal) {
  let latest: Job | undefined;
  let count = 0;
  const hear = (drawn: Drawn) => {
    if (drawn.id === latest?.id) tell(drawn);
  };
  const alone = layoutRunner(SLICE, hear);
  let work: (job: Job) => void = alone;
  abort.addEventListener("abort", () => alone(undefined));

  try {
    const worker = new LayoutWorker();
    worker.addEventListener("message", ({ data }: MessageEvent<Drawn>) => hear(data));
    // A content security policy may refuse it only now.
    worker.addEventListener("error", () => {
      worker.terminate();
      work = alone;
      if (latest) alone(latest);
    });
    abort.addEventListener("abort", () => worker.terminate());
    work = (job) => worker.postMessage(job, []);
  } catch {
    // No workers here: we go on alone.
  }

  return {
    /** Asks for the drawing of a graph, beginning from where its nodes lay, if that is known and as far as it still holds (0 to 1). */
    ask(springs: Springs, seed: number, from?: Float64Array, memory = 1): void {
      latest = { id: ++count, springs, seed, memory, ...(from && { from }) };
      work(latest);
    },
  };
}
