import { apply, checkEvent } from "../sim/apply.ts";
import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import { Simulation } from "../sim/simulation.ts";
import { restore, snapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import type { EventLog } from "./event-log.ts";

/** A town that can go on: a simulated one as it was when its present phase began, and what has happened since; an external one as it is. */
export type Heritage = {
  readonly kind: "simulated" | "external";
  readonly config: TownConfig;
  readonly state: TownState;
  readonly since: readonly TownEvent[];
};

/** What is kept of a run, up to a last event. */
export type Past = {
  /** Seq of the oldest event that is kept. */
  readonly firstSeq: number;
  /** The newest state that is kept at or before `seq`, for the caller to fold on. Rejects with TownError out_of_range when there is none. */
  stateBy(seq: number): Promise<TownState>;
  /** Those after `seq`, to the last. */
  eventsAfter(seq: number): AsyncIterable<TownEvent>;
};

/**
 * A simulated town at event `last`, the last of its past. Cost: the events since the newest state that is kept from before the
 * phase, read and folded.
 */
export async function lookBack(config: TownConfig, past: Past, last: number): Promise<Heritage> {
  for (let before = last; ;) {
    const state = await past.stateBy(before);
    const events: TownEvent[] = [];
    for await (const event of past.eventsAfter(state.seq)) events.push(event);
    // A phase can only be decided from its beginning.
    const begun = events.findLastIndex(({ type }) => type === "town_status") + 1;
    if (begun > 0 || state.seq === 0 || (await isDawn(config, state, events, past))) {
      fold(state, events.slice(0, begun));
      return { kind: "simulated", config, state, since: events.slice(begun) };
    }
    before = state.seq - 1;
  }
}

/** @throws TownError corrupt_log for an event that can't be folded */
export function fold(state: TownState, events: Iterable<TownEvent>): void {
  for (const event of events) {
    const problem = checkEvent(event, state);
    if (problem) throw new TownError("corrupt_log", `event ${event.seq} of ${state.town_id} is not sound: ${problem}`);
    apply(state, event);
  }
}

/**
 * Decides the present phase of a simulated town again, and so proves that it goes on as it would have with the writer before.
 * @param log was made for `state`, and is to hold the phase: should all others lose what they have, somebody can go on from it once more
 * @throws TownError diverged when another version of the town made the events
 */
export function goOn({ config, state, since }: Heritage, log: EventLog): Simulation {
  return Simulation.resume(config, state.run_id, appended(since, log), state);
}

/** Whether a state is that at the beginning of a phase. Where the event before it is gone, it shows by trying. */
async function isDawn(
  config: TownConfig,
  state: TownState,
  events: readonly TownEvent[],
  past: Past,
): Promise<boolean> {
  if (state.seq >= past.firstSeq) {
    for await (const { type } of past.eventsAfter(state.seq - 1)) return type === "town_status";
  }
  try {
    Simulation.resume(config, state.run_id, events, restore(snapshot(state)));
    return true;
  } catch (error) {
    if (error instanceof TownError) return false;
    throw error;
  }
}

function* appended(events: readonly TownEvent[], log: EventLog): Generator<TownEvent, void, void> {
  for (const event of events) {
    yield event;
    // Whoever asks for the next one has folded it.
    log.append(event);
  }
}
