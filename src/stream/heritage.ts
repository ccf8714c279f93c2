import type { TownConfig } from "../sim/config.ts";
import type { TownEvent } from "../sim/event.ts";
import { Simulation } from "../sim/simulation.ts";
import type { TownState } from "../sim/state.ts";
import type { EventLog } from "./event-log.ts";

/** A town that can go on: a simulated one as it was when its present phase began, and what has happened since; an external one as it is. */
export type Heritage = {
  readonly kind: "simulated" | "external";
  readonly config: TownConfig;
  readonly state: TownState;
  readonly since: readonly TownEvent[];
};

/**
 * Decides the present phase of a simulated town again, and so proves that it goes on as it would have with the writer before.
 * @param log was made for `state`, and is to hold the phase: should all others lose what they have, somebody can go on from it once more
 * @throws TownError diverged when another version of the town made the events
 */
export function goOn({ config, state, since }: Heritage, log: EventLog): Simulation {
  return Simulation.resume(config, state.run_id, appended(since, log), state);
}

function* appended(events: readonly TownEvent[], log: EventLog): Generator<TownEvent, void, void> {
  for (const event of events) {
    yield event;
    // Whoever asks for the next one has folded it.
    log.append(event);
  }
}
