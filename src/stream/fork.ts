import { TownError } from "../sim/error.ts";
import { isPerturbation } from "../sim/simulation.ts";
import { seedAfter } from "../sim/lineage.ts";
import { restore } from "../sim/snapshot.ts";
import { checkPosition } from "./event-log.ts";
import { lookBack, type Heritage } from "./heritage.ts";
import { newRunId } from "./new-run-id.ts";
import type { Town } from "./town.ts";

/**
 * A simulated town as it was after event `at`, which need not be the last. Cost: a fold of the events since the newest keyframe
 * before that phase.
 * Rejects with TownError impossible for an external town, out_of_range when the moment, or the beginning of its phase, is not kept.
 */
export async function heritageAt({ kind, log, config, status }: Town, at: number): Promise<Heritage> {
  const { town_id } = status;
  if (kind === "external") {
    throw new TownError(
      "impossible",
      `${town_id} is an external town, which can't be forked: how it goes on, only its own program can say`,
    );
  }
  checkPosition(log, at, { name: "at", value: at });
  const past = {
    firstSeq: log.firstSeq,
    async stateBy(seq: number) {
      // Retention may have passed it by now, too.
      if (seq >= log.firstSeq - 1) return restore(await log.keyframe(seq));
      throw new TownError(
        "out_of_range",
        `${town_id} can't be forked at event ${at}: the beginning of that phase is no longer kept, and a phase is decided from its beginning; choose a later moment`,
      );
    },
    async *eventsAfter(seq: number) {
      if (seq === at) return;
      for await (const event of log.read({ after: seq })) {
        yield event;
        if (event.seq === at) return;
      }
    },
  };
  return lookBack(config, past, at);
}

/**
 * Another town with the same past, in a run of its own. By its parent's seed it goes on as its parent does; by another one, from
 * the first phase that has not begun by then. The heritage becomes the fork's.
 */
export function fork(
  parent: Heritage,
  { town_id, seed = parent.config.seed }: { readonly town_id: string; readonly seed?: number | undefined },
): Heritage {
  const { config, state, since } = parent;
  const decided = since.find((event) => !isPerturbation(event));
  const named = {
    ...config,
    town_id,
    seed,
    lineage: {
      town_id: config.town_id,
      run_id: state.run_id,
      seq: since.at(-1)?.seq ?? state.seq,
      founding_seed: config.lineage?.founding_seed ?? config.seed,
      phase_seed: decided ? seedAfter(config, decided.seq - 1) : seed,
    },
  };
  const run_id = newRunId(named);
  return {
    kind: "simulated",
    config: named,
    state: { ...state, town_id, run_id, seed },
    since: since.map((event) => ({ ...event, town_id, run_id })),
  };
}
