import { apply, checkEvent } from "../sim/apply.ts";
import { digest } from "../sim/digest.ts";
import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import type { TownState } from "../sim/state.ts";

/**
 * Folds an event from outside into `town`, checked first. Returns whether the event proved the state: at the end of a
 * phase it carries the digest that the simulation had. (A foreign simulation may send none.)
 * @throws TownError invalid_event when it is unsound or not the next one; diverged when the digests differ. Nothing has
 * changed then.
 */
export function fold(town: TownState, event: TownEvent): boolean {
  const wrong = checkEvent(event, town);
  if (wrong !== undefined)
    throw new TownError("invalid_event", `event ${event.seq} of the stream cannot be folded: ${wrong}`);
  if (event.seq !== town.seq + 1) {
    throw new TownError("invalid_event", `the stream skipped from event ${town.seq} to ${event.seq}`);
  }
  const proves = event.type === "town_status" && Boolean(event.digest);
  if (proves) {
    const ours = digest(town);
    if (ours !== event.digest) {
      throw new TownError(
        "diverged",
        `after event ${town.seq} the town here is ${ours}, but the simulation's was ${event.digest}`,
      );
    }
  }
  apply(town, event);
  return proves;
}
