import { TownError } from "../../sim/error.ts";
import { checkPosition } from "../../stream/event-log.ts";
import type { Town } from "../../stream/town.ts";
import { parseEventId } from "../../wire/frames.ts";

/** Where a viewer wants to begin. */
export type Place = {
  /** The id of the last event it has seen: it goes on from there. */
  readonly lastEventId?: string | undefined;
  /** The first event it wants. */
  readonly from?: number | undefined;
};

/** After an event, or (undefined) with the present; and why not where it was wished. */
type Beginning = { readonly after?: number; readonly reset?: string };

/** Where a stream begins that was wished to begin at `place`. Whatever that holds, there is an answer. */
export function beginning({ lastEventId, from }: Place, { log, status }: Town): Beginning {
  try {
    if (lastEventId) {
      const place = parseEventId(lastEventId);
      if (!place)
        return { reset: `${JSON.stringify(short(lastEventId))} is no id of this stream; ids are like ${log.runId}-42` };
      if (place.runId !== log.runId) {
        return {
          reset: `${status.town_id} is now in run ${log.runId}; your last event is of run ${place.runId}`,
        };
      }
      // A town that ended because its log refused an event is one ahead of it.
      if (place.seq === status.seq) return { after: log.head };
      checkPosition(log, place.seq, { name: "event", value: place.seq });
      return { after: place.seq };
    }
    if (from === undefined) return {};
    const after = from === 0 ? 0 : from - 1;
    checkPosition(log, after, { name: "event", value: from });
    return { after };
  } catch (error) {
    if (!(error instanceof TownError)) throw error;
    return { reset: error.message };
  }
}

/** Someone else's text, at a length that people can read. */
function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
